"""From what stands in the environment to Settings, or to all that is wrong with it."""

from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.console import LANGUAGES, Trouble, sentence, texts
from bot.settings.model import Settings
from bot.settings.sources import ENV_FILE, PREFIX, SECRETS, variables

UNSHOWN = (*SECRETS, "database_url")


class SettingsError(Trouble):
    """Every fault of the settings, one line each; no line holds the value of a secret."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("settings.faults")
        self.faults = faults

    def lines(self, language: str) -> list[str]:  # noqa: ARG002 - said when they were found
        return self.faults


def load(env_file: Path | None = None) -> Settings:
    """Read the settings; raises SettingsError with all faults."""
    path = env_file or ENV_FILE
    try:
        return Settings(_env_file=path if path.is_file() else None)
    except ValidationError as error:
        language = said_language(path)
        faults = [_line(language, fault) for fault in error.errors(include_url=False)]
    except (OSError, UnicodeDecodeError):
        language = "id"
        faults = [sentence(language, "settings.env_file", path=path)]
    raise SettingsError(faults)


def said_language(env_file: Path | None = None) -> str:
    """Give the language to complain in, also when the settings are at fault."""
    path = env_file or ENV_FILE
    try:
        wanted = variables(path).get(f"{PREFIX}LANGUAGE".lower(), "")
    except (OSError, UnicodeDecodeError):
        wanted = ""
    plain = wanted.strip().lower()
    return plain if plain in LANGUAGES else "id"


def unknown(env_file: Path | None = None) -> list[str]:
    """Name the settings that stand somewhere and that nobody reads: misspelt, most likely."""
    read = {f"{PREFIX}{name}".lower() for name in Settings.model_fields}
    read |= {f"{PREFIX}{name}_file".lower() for name in SECRETS}
    found = variables(env_file or ENV_FILE)
    return sorted(n.upper() for n in found if n.startswith(PREFIX.lower()) and n not in read)


def _line(language: str, fault: ErrorDetails) -> str:
    field = str(fault["loc"][0])
    given = "" if field in UNSHOWN else f' "{fault["input"]}"'
    key = f"settings.{fault['type']}"
    blanks = {"why": fault["msg"], **fault.get("ctx", {}), "given": given}
    known = key if key in texts(language) else "settings.other"
    return sentence(language, known, name=f"{PREFIX}{field.upper()}", **blanks)
