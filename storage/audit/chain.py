"""The log, walked again from its own contents, and what it says about each call.

A log of years is larger than the memory: it is read as a stream, once by its order and once more
by calls, and nothing is held but what is looked at.
"""

import hashlib
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, DateTime, Row, text

from storage.audit.finding import Finding, Span
from storage.audit.gentle import gently, stream
from storage.audit.statements import first_since

START = "0" * 64
CODE = {  # of the call in an entry's facts, sorted as Python sorts
    "sqlite": "json_extract(facts, '$.call')",
    "postgresql": """(facts->>'call') COLLATE "C" """,
}


@dataclass(slots=True)
class Story:
    """What the log tells about one call."""

    sent: dict[int, datetime] = field(default_factory=dict)  # when we knew of it, by our clock
    closed: list[datetime] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    opened: int = 0
    withdrawn: int = 0


def walk(connection: Connection, span: Span) -> Iterator[Finding]:
    """Follow the chain from a moment on."""
    first = first_since(connection, "entry", "at", span)
    previous = connection.execute(
        text("SELECT hash FROM entry WHERE id < :first ORDER BY id DESC LIMIT 1"), {"first": first}
    ).scalar()
    previous = previous or START
    for entry in gently(_entries(connection, first)):
        if entry.previous != previous or entry.hash != _hash(entry, _facts(entry)):
            yield Finding("chain_broken", (f"entry {entry.id}",))
        previous = entry.hash


def _entries(connection: Connection, first: int) -> Iterator[Row[Any]]:
    query = text(
        "SELECT id, at, kind, facts, previous, hash FROM entry WHERE id >= :first ORDER BY id"
    ).columns(at=DateTime)
    return stream(connection, query, first=first)


def _facts(entry: Row[Any]) -> dict[str, Any]:
    return json.loads(entry.facts) if isinstance(entry.facts, str) else entry.facts  # type: ignore[no-any-return]


def stories(connection: Connection, span: Span) -> Iterator[tuple[str, Story]]:
    """Give what the log tells about each call since a moment, in the order of their codes."""
    code = CODE[connection.dialect.name]
    query = text(
        f"SELECT {code} AS code, at, kind, facts FROM entry WHERE id >= :first"  # noqa: S608 - our words
        f" AND kind IN ({', '.join(map(repr, TOLD))}) AND {code} IS NOT NULL ORDER BY 1, id"
    ).columns(at=DateTime)
    first = first_since(connection, "entry", "at", span)
    told = gently(stream(connection, query, first=first))
    for name, entries in itertools.groupby(told, key=lambda entry: str(entry.code)):
        story = Story()
        for entry in entries:
            TOLD[entry.kind](story, entry, _facts(entry))
        yield name, story


def _hash(entry: Row[Any], facts: Any) -> str:
    body = [entry.previous, entry.at.replace(tzinfo=UTC).isoformat(), entry.kind, facts]
    plain = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _sent(story: Story, entry: Row[Any], facts: dict[str, Any]) -> None:
    story.sent[facts["attempt"]] = entry.at


def _closed(story: Story, entry: Row[Any], _facts: dict[str, Any]) -> None:
    story.closed.append(entry.at)


def _answered(story: Story, _entry: Row[Any], facts: dict[str, Any]) -> None:
    story.answers.append(json.dumps(facts.get("at")))


def _opened(story: Story, _entry: Row[Any], _facts: dict[str, Any]) -> None:
    story.opened += 1


def _withdrawn(story: Story, _entry: Row[Any], _facts: dict[str, Any]) -> None:
    story.withdrawn += 1


TOLD: dict[str, Callable[[Story, Row[Any], dict[str, Any]], None]] = {
    "call.sent": _sent,
    "call.closed": _closed,
    "call.answered": _answered,
    "case.opened": _opened,
    "case.withdrawn": _withdrawn,
}


def told_twice(code: str, story: Story) -> Iterator[Finding]:
    """Find what may happen once to a call and was logged twice: a verdict, an answer, a case."""
    subject = (f"code {code}",)
    if len(story.closed) > 1:
        yield Finding("judged_twice", subject, f"times={len(story.closed)}")
    if len(story.answers) > len(set(story.answers)):
        yield Finding("answer_handled_twice", subject)
    if story.opened > story.withdrawn + 1:
        yield Finding("case_opened_twice", subject, f"times={story.opened}")
