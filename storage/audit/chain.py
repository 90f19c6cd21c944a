"""The log, walked again from its own contents, and what it says about each call."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, DateTime, Row, text

from storage.audit.finding import Finding, Span
from storage.audit.gentle import gently
from storage.audit.statements import first_since

START = "0" * 64


@dataclass(slots=True)
class Story:
    """What the log tells about one call."""

    sent: dict[int, datetime] = field(default_factory=dict)  # when we knew of it, by our clock
    closed: list[datetime] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    opened: int = 0
    withdrawn: int = 0


@dataclass(slots=True)
class Walk:
    """The stories by call code, and what is wrong with the log."""

    stories: dict[str, Story] = field(default_factory=lambda: defaultdict(Story))
    findings: list[Finding] = field(default_factory=list)


def walk(connection: Connection, span: Span) -> Walk:
    """Follow the chain from a moment on."""
    walked = Walk()
    first = first_since(connection, "entry", "at", span)
    previous = connection.execute(
        text("SELECT hash FROM entry WHERE id < :first ORDER BY id DESC LIMIT 1"), {"first": first}
    ).scalar()
    previous = previous or START
    for entry in gently(_entries(connection, first)):
        facts = json.loads(entry.facts) if isinstance(entry.facts, str) else entry.facts
        if entry.previous != previous or entry.hash != _hash(entry, facts):
            walked.findings.append(Finding("chain_broken", (f"entry {entry.id}",)))
        previous = entry.hash
        if entry.kind in TOLD and "call" in facts:
            TOLD[entry.kind](walked.stories[facts["call"]], entry, facts)
    walked.findings += _told_twice(walked.stories)
    return walked


def _entries(connection: Connection, first: int) -> Iterator[Row[Any]]:
    query = text(
        "SELECT id, at, kind, facts, previous, hash FROM entry WHERE id >= :first ORDER BY id"
    ).columns(at=DateTime)
    return iter(connection.execute(query, {"first": first}))


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


def _told_twice(stories: dict[str, Story]) -> Iterator[Finding]:
    """Find what may happen once to a call and was logged twice: a verdict, an answer, a case."""
    for code, story in stories.items():
        subject = (f"code {code}",)
        if len(story.closed) > 1:
            yield Finding("judged_twice", subject, f"times={len(story.closed)}")
        if len(story.answers) > len(set(story.answers)):
            yield Finding("answer_handled_twice", subject)
        if story.opened > story.withdrawn + 1:
            yield Finding("case_opened_twice", subject, f"times={story.opened}")
