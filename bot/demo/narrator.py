"""The narrator: the day in the terminal, a line an event, read from the log that auditors read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from bot import voice
from bot.channels.phones import Phones
from bot.demo.office import MEMBERS
from bot.demo.words import words
from storage import people
from storage.database import reading
from storage.rows import Call, Entry, Outbox

COLOURS = {
    "on_time": typer.colors.GREEN,
    "late": typer.colors.YELLOW,
    "missed": typer.colors.MAGENTA,
    "excused": typer.colors.BLUE,
    "void": typer.colors.BRIGHT_BLACK,
}
DIGEST = "digest.text"
NAME_WIDTH = 22
BY_ACTOR = {"case.carded", "case.decided", "permit.decided"}

NAMES = {member.key: member.name for member in MEMBERS}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A digest as it arrived on a phone."""

    key: str
    name: str
    at: datetime
    text: str


class Narrator:
    """Tells what the log and the digests say since it was asked last."""

    def __init__(self, engine: Engine, phones: Phones, zone: str, language: str, say: Say) -> None:
        self._engine, self._phones, self._zone = engine, phones, ZoneInfo(zone)
        self._language, self._say = language, say
        self._entry, self._on = 0, date.min
        self._digested: set[int] = set()
        self.digests: list[Digest] = []

    def read(self) -> list[str]:
        """Read what is new (in the core's thread), as lines."""
        with reading(self._engine) as db:
            entries = list(db.exec(select(Entry).where(col(Entry.id) > self._entry)))
            names, owners = _names(db) if entries else ({}, {})
            query = select(Outbox).where(Outbox.key == DIGEST, Outbox.state == "sent")
            sent = list(db.exec(query.where(col(Outbox.id).not_in(self._digested))))
        self._entry = max([self._entry, *(entry.id or 0 for entry in entries)])
        lines = [self._line(entry, names, owners) for entry in entries]
        told = [line for line in lines if line] + [self._digest(row) for row in sent]
        return (self._new_day(entries) if told else []) + told

    def _new_day(self, entries: list[Entry]) -> list[str]:
        """Name the day when another one has begun."""
        on = max((e.at.astimezone(self._zone).date() for e in entries), default=self._on)
        if on <= self._on:
            return []
        self._on = on
        said = voice.Voice(self._language, self._zone.key, entries[-1].at)
        return [typer.style(said.shaped(on, "date"), bold=True)]

    def tell(self, lines: list[str]) -> None:
        for line in lines:
            self._say(line)

    def _line(self, entry: Entry, names: dict[str, str], owners: dict[str, str]) -> str:
        facts = dict(entry.facts)
        key = _line_of(entry)
        known = words(self._language)["terminal"]["line"]
        if key not in known or facts.get("outcome") == "":
            return ""
        name = owners.get(facts.get("call", "")) or names.get(_who(facts), "")
        actor = names.get(facts.get("by") or facts.get("to") or "", "")
        line = known[key].format(**self._said(facts), name=name, by=actor)
        colour = COLOURS.get(facts.get("outcome", ""))
        who = actor if key in BY_ACTOR else name
        return self.shape(entry.at, who, typer.style(line, fg=colour) if colour else line)

    def _said(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Put words for the codes in a log entry."""
        texts = voice.texts(self._language)
        hows = words(self._language)["terminal"]["how"]
        codes = {name: fact for name, fact in facts.items() if name not in {"name", "by"}}
        return codes | {
            "how": hows.get(facts.get("how", ""), hows["other"]),
            "choice": self._choice(texts, facts.get("choice")),
            "status": texts.get(f"attend.{facts.get('status')}", ""),
            "outcome": texts.get(f"outcome.{facts.get('outcome')}", ""),
            "cause": texts.get(f"void.{facts.get('cause')}", ""),
        }

    @staticmethod
    def _choice(texts: dict[str, str], choice: object) -> str:
        found = (texts.get(f"{section}.{choice}") for section in ("case", "permit"))
        return next(filter(None, found), "").lower()

    def _digest(self, row: Outbox) -> str:
        self._digested.add(row.id or 0)
        key = row.address.partition(":")[2]
        bubble = self._phones.phone(key).bubbles[int(row.ref) - 1]
        digest = Digest(key=key, name=NAMES[key], at=bubble.at, text=bubble.text)
        self.digests.append(digest)
        line = words(self._language)["terminal"]["line"]["digest"]
        return self.shape(bubble.at, digest.name, line)

    def shape(self, at: datetime, who: str, line: str) -> str:
        """Write a line of the terminal: when, who, what."""
        office = words(self._language)["terminal"]["office"]
        clock = typer.style(f"{at.astimezone(self._zone):%H:%M:%S}", dim=True)
        return f"{clock}  {(who or office)[:NAME_WIDTH]:<{NAME_WIDTH}}  {line}"


def _line_of(entry: Entry) -> str:
    """Name the words for an entry: a few kinds have two."""
    if entry.kind == "call.sent" and entry.facts.get("attempt", 1) > 1:
        return "call.sent.again"
    if entry.kind == "call.closed" and entry.facts.get("cause"):
        return "call.closed.cause"
    return entry.kind


def _names(db: Session) -> tuple[dict[str, str], dict[str, str]]:
    """Tell who is who: names by number, and names by the code of a call."""
    everybody = people.active(db)
    by_id = {person.id: person.name for person in everybody}
    owners = {call.code: by_id.get(call.person_id, "") for call in db.exec(select(Call))}
    return {
        **{person.nip: person.name for person in everybody},
        **{f"{number}": name for number, name in by_id.items()},
    }, owners


def _who(facts: dict[str, Any]) -> str:
    """Give what an entry names a person by: his NIP, or the number of his row."""
    return str(facts.get("nip") or facts.get("person") or "")
