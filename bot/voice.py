"""Text key + blanks + language -> sentence and buttons."""

import string
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels import Button, Outgoing
from handlers.confirm import DECIDES
from handlers.traits import EVERYTHING, Traits
from storage.leases import Words
from storage.rows import Outbox

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("id", "en")
ZONE_NAMES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
MINUTE = 60


class Voice:
    """One language in one zone, at the moment of speaking.

    Format words: `time` 09.12 WIB, `clock` 09.12.30 WIB, `date` Jumat, 10 April 2026,
    `duration` 5 menit 2 detik, `and` a list as "a dan b"; a list alone stands a line each;
    `cause` why messages fail.
    """

    def __init__(self, language: str, zone: str, now: datetime) -> None:
        self.texts = texts(language)
        self.zone, self.now = zone, now

    def sentence(self, key: str, blanks: Mapping[str, Any]) -> str:
        """Say a key with its frozen blanks."""
        return "".join(
            literal + (self.filled(blanks[name], shape) if name else "")
            for literal, name, shape in _parts(self.texts[key])
        )

    def values(self, key: str, blanks: Mapping[str, Any]) -> tuple[str, ...]:
        """Give what stands in each blank of a sentence, in the order of the sentence."""
        fields = [(name, shape) for _, name, shape in _parts(self.texts[key]) if name]
        return tuple(self.filled(blanks[name], shape) for name, shape in fields)

    def filled(self, value: Any, shape: str) -> str:
        """Write a frozen blank in the shape that a sentence asks for."""
        return self.shaped(self._thaw(value), shape)

    def _thaw(self, value: Any) -> Any:
        match value:
            case {"$say": key, "with": blanks}:
                return self.sentence(key, blanks)
            case {"$at": moment}:
                return datetime.fromisoformat(moment)
            case {"$on": day}:
                return date.fromisoformat(day)
            case {"$in": seconds}:
                return self.now + timedelta(seconds=seconds)
            case list():
                return [self._thaw(item) for item in value]
            case _:
                return value

    def shaped(self, value: Any, shape: str) -> str:
        """Write a thawed blank in the shape that a sentence asks for."""
        match value:
            case datetime():
                return self._moment(value.astimezone(ZoneInfo(self.zone)), shape)
            case date():
                return self._date(value)
            case list():
                said = [str(item) for item in value]
                return self._and(said) if shape == "and" else "\n".join(said)
            case str() if shape == "cause":
                return self.texts.get(f"cause.{value}", value)
            case int() if shape == "duration":
                return self._duration(value)
        return "-" if value is None else str(value)

    def _moment(self, local: datetime, spec: str) -> str:
        if spec == "date":
            return self._date(local.date())
        parts = (local.hour, local.minute, local.second)[: 3 if spec == "clock" else 2]
        clock = self.texts["calendar.dot"].join(f"{part:02}" for part in parts)
        return f"{clock} {ZONE_NAMES.get(self.zone) or local.tzname()}"

    def _date(self, day: date) -> str:
        weekday = self.texts["calendar.weekdays"].split()[day.weekday()]
        month = self.texts["calendar.months"].split()[day.month - 1]
        return f"{weekday}, {day.day} {month} {day.year}"

    def _duration(self, seconds: int) -> str:
        minutes, rest = divmod(seconds, MINUTE)
        parts = [(minutes, "calendar.minutes"), (rest, "calendar.seconds")]
        said = [self.texts[key].format(n=n) for n, key in parts if n]
        return " ".join(said) or self.texts["calendar.seconds"].format(n=0)

    def _and(self, items: list[str]) -> str:
        word = f" {self.texts['calendar.and']} "
        return word.join([", ".join(items[:-1]), items[-1]] if items[1:] else items)


@cache
def _parts(sentence: str) -> tuple[tuple[str, str | None, str], ...]:
    """Cut a sentence into literals, each with the blank behind it and how that is shaped."""
    cut = string.Formatter().parse(sentence)
    return tuple((literal, name, shape or "") for literal, name, shape, _ in cut)


@cache
def texts(language: str) -> dict[str, str]:
    """Read a language's sentences as "section.key" -> sentence."""
    return {
        f"{section}.{key}": text
        for path in sorted((TEXTS / language).glob("*.toml"))
        for section, keys in tomllib.loads(path.read_text(encoding="utf-8")).items()
        for key, text in keys.items()
    }


def speak(row: Words | Outbox, now: datetime, traits: Traits = EVERYTHING) -> Outgoing:
    """Turn a queued message into words and buttons; without buttons the choices are numbered."""
    voice = Voice(row.language, row.zone, now)
    lines = tuple(
        tuple(Button(label=voice.sentence(label, {}), data=data) for label, data in line)
        for line in row.buttons
    )
    text = voice.sentence(row.key, row.blanks)
    bare, offered = "", tuple[Button, ...]()
    if lines and not traits.buttons:
        keys = (label for line in row.buttons for label, _ in line)
        pairs = zip((button for line in lines for button in line), keys, strict=True)
        offered = tuple(replace(button, data=button.data or key) for button, key in pairs)
        bare, text, lines = text, _numbered(voice, text, lines), ()
    return Outgoing(
        address=row.address,
        text=text,
        inline=lines if row.keyboard == "inline" else (),
        keyboard=lines if row.keyboard == "reply" else (),
        clear_keyboard=row.keyboard == "clear",
        bare=bare,
        offered=offered,
        outbox_id=row.id or 0,
        key=row.key,
        language=row.language,
        values=voice.values(row.key, row.blanks) if traits.session else (),
        media=(row.blanks.get("media_kind", ""), row.blanks.get("media_file", "")),
        opens=row.opened_at is not None,
        expires_at=row.expires_at,
    )


def _numbered(voice: Voice, text: str, lines: tuple[tuple[Button, ...], ...]) -> str:
    labels = [button.label for line in lines for button in line]
    numbers = [f"{number}. {label}" for number, label in enumerate(labels, 1)]
    decides = lines[0][0].data.partition(":")[0] in DECIDES
    invitation = "common.by_card" if decides else "common.by_number"
    return "\n".join([text, "", voice.sentence(invitation, {}), *numbers])


@cache
def _labels() -> dict[str, str]:
    """Map every label that a reply keyboard may show back to its key."""
    return {
        _bare(text): key
        for language in LANGUAGES
        for key, text in texts(language).items()
        if key.startswith(("reason.", "press."))
        or key in {"call.present", "enrol.accept", "enrol.decline"}
    }


def choice(words: str) -> str:
    """Tell which offered label these words are, in any language; "" for none."""
    return _labels().get(_bare(words), "")


def _bare(words: str) -> str:
    """Take away what does not matter in a label: case, spaces, marks around it."""
    return " ".join(words.casefold().split()).strip(" .,;:!?*_\"'()")


def label(key: str, language: str) -> str:
    """Give the words of a choice."""
    return texts(language)[key]


def menu(names: list[str], language: str) -> dict[str, str]:
    """Describe commands for a chat's menu."""
    return {name: texts(language)[f"commands.{name}"] for name in names}
