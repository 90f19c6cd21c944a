"""The operator's log: a line for each event that was committed; ids, never texts or names.

What touches discipline stands in the hash-chained log for ever, with all its facts; here stands
as much of it as somebody needs who reads a day back. A rolled back event leaves no line.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.rows import Person

logger = logging.getLogger("day")
LINES: dict[str, tuple[str, tuple[str, ...]]] = {  # event: its words, and the facts that are shown
    "audit.found": ("the auditor found broken promises", ("count", "rules")),
    "call.answered": ("answered", ("at", "how")),
    "call.arrived_late": ("arrived after its end", ("attempt", "at")),
    "call.broken": ("void by a fault of ours", ()),
    "call.closed": ("closed", ("outcome", "cause", "answered", "how")),
    "call.corrected": ("corrected", ("before", "outcome", "cause", "answered", "how")),
    "call.heard_after": ("answered after its end", ("at",)),
    "call.ordered": ("ordered", ("by",)),
    "call.sent": ("asked", ("attempt", "at")),
    "case.carded": ("shown to who decides", ("to",)),
    "case.decided": ("decided", ("choice", "by")),
    "case.raised": ("shown to a next superior", ("to", "times")),
    "case.taken_back": ("decision taken back", ("choice", "by")),
    "case.withdrawn": ("case withdrawn", ("outcome",)),
    "codes.guessed": ("wrong codes from many accounts", ("accounts",)),
    "contact.active": ("can be reached", ("channel", "why")),
    "contact.blocked": ("cannot be reached any more", ("channel", "why")),
    "enrolled": ("enrolled", ("channel",)),
    "key.rotated": ("the key was replaced", ("codes",)),
    "law.adopted": ("a circular becomes law", ("circular", "hash", "since")),
    "lottery.opened": ("the day's lots are drawn", ("on",)),
    "lottery.revealed": ("the day's secret is published", ("on",)),
    "outage": ("outage", ("channel", "since", "until", "cause")),
    "refused": ("what was pressed or asked for was refused", ("why",)),
    "reason.given": ("reason given", ("code", "late")),
    "restored": ("restored from a backup", ("made_at", "since", "unsaid", "reopened")),
    "stall.begun": ("stands still", ("what", "since")),
    "stall.ended": ("goes again", ("what", "since", "until")),
}
PEOPLE = ("nip", "by", "to")  # facts that name somebody by the number of the roster
LONG, SHORT = 60, 12  # of a hash its beginning will do


@dataclass(frozen=True, slots=True)
class Line:
    """An event that has happened if its transaction is committed."""

    kind: str
    facts: Mapping[str, Any]


def note(db: Session, kind: str, facts: Mapping[str, Any]) -> None:
    """Remember an event for the operator; nobody may read, so it costs nothing then."""
    if kind in LINES and logger.isEnabledFor(logging.INFO):
        pending(db).append(_joined(pending(db), Line(kind, facts)))


def pending(db: Session) -> list[Line]:
    """Give the lines of this transaction."""
    lines: list[Line] = db.info.setdefault("journal", [])
    return lines


def _joined(lines: list[Line], line: Line) -> Line:
    """Let an answer and the end that it brings to its call share a line."""
    last = lines[-1] if lines else None
    ends = line.kind in {"call.closed", "call.corrected"}
    if ends and last and last.kind == "call.answered" and last.facts["call"] == line.facts["call"]:
        lines.pop()
        return Line(line.kind, {**line.facts, "answered": last.facts["at"], **_how(last)})
    return line


def _how(answered: Line) -> dict[str, Any]:
    return {"how": answered.facts.get("how", "")}


def take(db: Session) -> list[Line]:
    """Give the lines to tell after the commit, with people by their ids."""
    lines, db.info["journal"] = pending(db), []
    nips = {line.facts[name] for line in lines for name in PEOPLE if name in line.facts}
    query = select(Person.nip, Person.id).where(col(Person.nip).in_(nips))
    ids = {nip: number or 0 for nip, number in db.exec(query)} if nips else {}
    return [Line(line.kind, _with_ids(line.facts, ids)) for line in lines]


def _with_ids(facts: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
    known = {name: value for name, value in facts.items() if name not in PEOPLE}
    return known | {name: ids.get(facts[name], "?") for name in PEOPLE if name in facts}


def tell(lines: Iterable[Line]) -> None:
    """Write what was committed."""
    for line in lines:
        words, shown = LINES[line.kind]
        told = [f"{name}={said}" for name in shown if (said := _short(line, name))]
        logger.info("%s", " ".join([words, *told]), extra=_about(line.facts))


def _about(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give the ids that a line bears; a call's code names its person."""
    call, person = facts.get("call"), facts.get("person") or facts.get("nip")
    ids = {"call": call, "person": int(call.split("-")[1]) if call else person}
    return {name: value for name, value in ids.items() if value is not None}


def _short(line: Line, name: str) -> str:
    """Write a fact in a word; a moment in UTC, that of a call without its day."""
    match value := line.facts.get(name):
        case {"$at": moment}:
            shape = "%H:%M:%SZ" if "call" in line.facts else "%Y-%m-%dT%H:%M:%SZ"
            return f"{datetime.fromisoformat(moment).astimezone(UTC):{shape}}"
        case {"$on": day}:
            return str(day)
        case None | False | "" | []:
            return ""
        case list():
            return ",".join(map(str, value))
    words = "_".join(str(value).split())
    return words[:SHORT] if len(words) > LONG else words
