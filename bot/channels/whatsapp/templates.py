"""Which templates Twilio holds for us: a TOML file of their SIDs, a table a language."""

import os
import re
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import voice
from bot.channels.whatsapp.wording import KEYS, Template, template
from bot.console import Trouble

SID = re.compile(r"HX[0-9A-Za-z]+")
MADE = "made"
HEAD = """\
# The templates that Twilio holds: sentence -> ContentSid, a table a language. Written by
# `sigap whatsapp templates --create`. A SID from Twilio's Console may stand here by hand; [made]
# says which wording a SID has (its digest, then its variables in order) and may lack it.
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A template at Twilio; `digest` and `order` are empty when it was entered by hand."""

    sid: str
    digest: str = ""
    order: str = ""

    def is_current(self, wanted: Template) -> bool:
        """Tell whether it says exactly what we would say today."""
        return not self.digest or self.digest == wanted.digest

    def fits(self, wanted: Template) -> bool:
        """Tell whether our values mean in it what they mean in our sentence."""
        return not self.digest or self.order == wanted.order


@dataclass(slots=True)
class Templates:
    """The templates that can be used, by language and key."""

    made: dict[tuple[str, str], Made] = field(default_factory=dict)

    def sid(self, key: str, language: str) -> str | None:
        """Give the ContentSid for a sentence; None when there is none that fits it."""
        made = self.made.get((language, key))
        return made.sid if made and made.fits(template(key, language)) else None

    def sids(self) -> list[str]:
        """List the ContentSids of all that can be used."""
        return [made.sid for made in self.made.values()]

    def state(self, wanted: Template) -> str:
        """Tell: known, old (other words, still usable), unfit (other variables) or missing."""
        made = self.made.get((wanted.language, wanted.use.key))
        if made is None:
            return "missing"
        if made.is_current(wanted):
            return "known"
        return "old" if made.fits(wanted) else "unfit"

    def variables(self, key: str, language: str, values: Sequence[str]) -> dict[str, str]:
        """Number the values of a sentence as Twilio's ContentVariables."""
        return template(key, language).variables(values)

    def put(self, wanted: Template, sid: str) -> None:
        """Note that Twilio holds a template."""
        made = Made(sid, wanted.digest, wanted.order)
        self.made[wanted.language, wanted.use.key] = made


def load(path: Path | None) -> Templates:
    """Read the file; none, and no template is known."""
    if path is None or not path.exists():
        return Templates()
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        why = error if isinstance(error, tomllib.TOMLDecodeError) else type(error).__name__
        raise Trouble("template.unreadable", path=path, why=why) from None
    known = {"id", "en", MADE}
    if odd := [name for name, table in read.items() if name not in known or not _is_table(table)]:
        raise Trouble("template.table", path=path, name=odd[0])
    wordings = read.get(MADE, {})
    return Templates(
        {
            (language, key): _made(path, key, sid, wordings.get(language, {}))
            for language in voice.LANGUAGES
            for key, sid in read.get(language, {}).items()
            if key in KEYS  # an older version needed others, too
        }
    )


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _made(path: Path, key: str, sid: Any, wordings: Any) -> Made:
    if not isinstance(sid, str) or not SID.fullmatch(sid):
        raise Trouble("template.sid", path=path, key=key, given=sid)
    wording = wordings.get(key, "") if _is_table(wordings) else ""
    digest, _, order = str(wording).partition(" ")
    return Made(sid, digest, order)


def save(path: Path, templates: Templates) -> None:
    """Write the file in one step: whoever reads it meanwhile reads the old one whole."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_shown(templates))
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except OSError as error:
        raise Trouble("files.unwritable", path=path, why=type(error).__name__) from None


def _shown(templates: Templates) -> str:
    tables = [HEAD]
    for language in voice.LANGUAGES:
        held = {key: one for (said, key), one in templates.made.items() if said == language}
        sids = [f'"{key}" = "{one.sid}"' for key, one in held.items()]
        digests = [f'"{k}" = "{m.digest} {m.order}"' for k, m in held.items() if m.digest]
        tables.append("\n".join([f"[{language}]", *sids, "", f"[{MADE}.{language}]", *digests]))
    return "\n\n".join(tables) + "\n"
