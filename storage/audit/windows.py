"""Promises about time that depend on the law of the call: its windows, and what touched them."""

import itertools
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, DateTime, Row, bindparam, text

from storage.audit import chain
from storage.audit.chain import Story
from storage.audit.finding import Finding, Span, plain
from storage.audit.gentle import gently, stream

CALLS = """
    SELECT c.id, c.code, c.law_hash, c.outcome, c.due_at, c.answered_at, c.closed_at, c.channel,
        a.number, a.channel AS through, a.clock_start, a.deadline, o.created_at
    FROM call c JOIN attempt a ON a.call_id = c.id LEFT JOIN outbox o ON o.attempt_id = a.id
    WHERE c.state = 'closed' AND c.due_at >= :since ORDER BY {code}, a.number"""
SORTED = {"sqlite": "c.code", "postgresql": 'c.code COLLATE "C"'}  # as Python sorts
MOMENTS = ("due_at", "answered_at", "closed_at", "clock_start", "deadline", "created_at")
NOTED_AFTER = timedelta(seconds=1)  # at most: a receipt is logged a little after it came
FINDINGS = {"late", "missed"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the law of a call says about its time."""

    window: timedelta
    attempts: int
    send_within: timedelta


@dataclass(frozen=True, slots=True)
class Outage:
    number: int
    channel: str
    since: datetime
    until: datetime


def check(connection: Connection, span: Span) -> Iterator[Finding]:
    """Hold every closed call against its law, the log and the outages."""
    outages = _outages(connection, span)
    laws: dict[str, Terms] = {}
    for code, story, attempts in _told(connection, span):
        yield from chain.told_twice(code, story)
        if not attempts:
            continue
        law = attempts[0].law_hash
        if law not in laws:
            laws[law] = _terms(connection, law)
        yield from _windows(attempts, laws[law])
        if attempts[0].outcome in FINDINGS:
            yield from _evidence(attempts, laws[law], story)
            yield from _time(attempts, laws[law], story, outages, span)


def _told(connection: Connection, span: Span) -> Iterator[tuple[str, Story, list[Row[Any]]]]:
    """Lay the log's story of each call beside its rows; one of the two may be missing."""
    stories, calls = chain.stories(connection, span), _calls(connection, span)
    story, call = next(stories, None), next(calls, None)
    while story or call:
        code = min(side[0] for side in (story, call) if side)
        told, attempts = Story(), list[Row[Any]]()
        if story and story[0] == code:
            told, story = story[1], next(stories, None)
        if call and call[0] == code:
            attempts, call = call[1], next(calls, None)
        yield code, told, attempts


def _calls(connection: Connection, span: Span) -> Iterator[tuple[str, list[Row[Any]]]]:
    query = text(CALLS.format(code=SORTED[connection.dialect.name]))
    typed = query.columns(**dict.fromkeys(MOMENTS, DateTime))
    since = bindparam("since", span.since, DateTime)
    rows = stream(connection, typed.bindparams(since))
    for code, group in gently(itertools.groupby(rows, key=lambda row: str(row.code))):
        yield code, list(group)


def calls_since(connection: Connection, since: datetime) -> int:
    """Count the closed calls that were due since a moment."""
    query = text("SELECT count(*) FROM call WHERE state = 'closed' AND due_at >= :since")
    known = query.bindparams(bindparam("since", plain(since), DateTime))
    found: int = connection.execute(known).scalar_one()
    return found


def _windows(attempts: list[Row[Any]], terms: Terms) -> Iterator[Finding]:
    subject = (f"call {attempts[0].id}",)
    if len(attempts) > terms.attempts:
        yield Finding("too_many_attempts", subject, f"attempts={len(attempts)}")
    first = attempts[0].created_at
    if first and first > attempts[0].due_at + terms.send_within:
        yield Finding("asked_too_late", subject)
    for attempt in attempts:
        if attempt.clock_start and attempt.deadline != attempt.clock_start + terms.window:
            yield Finding("another_window", subject, f"number={attempt.number}")


def _evidence(attempts: list[Row[Any]], terms: Terms, story: Story) -> Iterator[Finding]:
    """Find verdicts against a person for which there were too few tries, or no word in the log."""
    call = attempts[0]
    tried = sum(attempt.clock_start is not None for attempt in attempts)
    if call.outcome == "missed" and tried < terms.attempts:
        yield Finding("missed_untried", (f"call {call.id}",), f"tried={tried}")
    if not story.closed or not story.sent:
        yield Finding("finding_not_in_log", (f"call {call.id}",))


def _time(
    attempts: list[Row[Any]], terms: Terms, story: Story, outages: list[Outage], span: Span
) -> Iterator[Finding]:
    """Find verdicts whose windows a fault of ours touched, and those that came too late.

    By our own clock, as the outages are: a platform whose clock differs must not hide one.
    """
    call = attempts[0]
    if not story.sent or not story.closed:
        return
    end = max(story.sent.values()) + terms.window
    surely = min(min(end, _answered(attempts, story)) - NOTED_AFTER, call.closed_at)
    channels = {"", call.channel, *(attempt.through for attempt in attempts)}
    touching = [o for o in outages if o.channel in channels]
    for outage in _touching(touching, call.due_at, surely):
        subjects = (f"call {call.id}", f"outage {outage.number}")
        yield Finding("finding_in_outage", subjects, f"outcome={call.outcome}")
    judged = story.closed[0]
    if judged > end + span.patience and not any(_touching(touching, end, judged)):
        yield Finding("judged_late", (f"call {call.id}",), f"seconds={(judged - end).seconds}")


def _answered(attempts: list[Row[Any]], story: Story) -> datetime:
    """Give the moment of the answer by our clock: the platform's, and by how much it differs."""
    answered: datetime | None = attempts[0].answered_at
    for attempt in attempts:
        if answered and attempt.clock_start and attempt.number in story.sent:
            ahead: timedelta = story.sent[attempt.number] - attempt.clock_start
            return answered + ahead
    return datetime.max  # noqa: DTZ901 - as all moments here, UTC without saying so


def _touching(outages: Iterable[Outage], since: datetime, until: datetime) -> Iterator[Outage]:
    return (o for o in outages if o.since < until and o.until > since)


def _outages(connection: Connection, span: Span) -> list[Outage]:
    query = text(
        "SELECT id, channel, since, until FROM outage WHERE unit = '' AND until >= :since"
    )
    since = bindparam("since", span.since, DateTime)
    typed = query.bindparams(since).columns(since=DateTime, until=DateTime)
    return [Outage(*row) for row in connection.execute(typed)]


def _terms(connection: Connection, law_hash: str) -> Terms:
    query = text("SELECT layers FROM law WHERE hash = :hash")
    layers = connection.execute(query, {"hash": law_hash}).scalar_one()
    layers = json.loads(layers) if isinstance(layers, str) else layers
    return _read(tuple(layer_text for _, layer_text in layers))


@cache
def _read(layers: tuple[str, ...]) -> Terms:
    """Read a circular from the national law up: what it says itself goes before defaults."""
    files = [tomllib.loads(layer) for layer in layers]
    defaults = [file.get("default", {}).get("call", {}) for file in files]
    rule: dict[str, Any] = {}
    for table in [*defaults, *(file.get("call", {}) for file in files)]:
        rule |= table
    return Terms(
        window=timedelta(seconds=rule["window_seconds"] + rule["window_inclusive"]),
        attempts=rule["attempts"],
        send_within=timedelta(seconds=rule["send_within_seconds"]),
    )
