"""Where settings stand: the environment, .env, and files that hold a secret each."""

import os
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

from bot.settings.values import Unusable

PREFIX = "SIGAP_"
ENV_FILE = Path(".env")
SECRETS = ("secret_key", "telegram_token", "telegram_webhook_secret", "twilio_auth_token")


class SecretFiles(PydanticBaseSettingsSource):
    """Secrets in files, as containers hand them over: SIGAP_TELEGRAM_TOKEN_FILE=/run/secrets/x."""

    def __init__(self, settings_cls: type[BaseSettings], known: dict[str, str]) -> None:
        super().__init__(settings_cls)
        self._known = known

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: self._known.get(f"{PREFIX}{name}_file".lower(), "") for name in SECRETS}
        return {name: self._read(name, path) for name, path in found.items() if path}

    def _read(self, name: str, path: str) -> str | Unusable:
        if self._known.get(f"{PREFIX}{name}".lower()):
            return Unusable("both", path)
        try:
            text = Path(path).expanduser().read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError):
            return Unusable("unreadable", path)
        return text or Unusable("empty", path)


def seen(*sources: PydanticBaseSettingsSource) -> dict[str, str]:
    """Give what stands in .env and, above it, in the environment; names in small letters."""
    known: dict[str, str] = {}
    for source in reversed(sources):
        assert isinstance(source, EnvSettingsSource), "these two sources have variables"
        known |= {name: value for name, value in source.env_vars.items() if value}
    return known


def variables(path: Path) -> dict[str, str]:
    """Give the same without pydantic, for when the settings are at fault."""
    file = dotenv_values(path, encoding="utf-8-sig") if path.is_file() else {}
    return {name.lower(): value or "" for name, value in {**file, **os.environ}.items()}
