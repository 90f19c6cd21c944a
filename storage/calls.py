"""Calls and their attempts: drawn, sent, answered, closed."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, SQLModel, and_, col, func, or_, select

from storage import ahead
from storage.ahead import UNDER_WAY
from storage.rows import Attempt, Call, Proposal, Reason

_CALL = SQLModel.metadata.tables["call"]
DRAWN = {
    "kind": "lot",
    "purpose": "",
    "channel": "",
    "state": "drawn",
    "answer_kind": "",
    "outcome": "",
    "void_cause": "",
}


def add(db: Session, call: Call) -> Call:
    """Keep a new call."""
    db.add(call)
    db.flush()
    ahead.known(db).calls.pop(call.person_id, None)
    return call


def draw(db: Session, rows: list[dict[str, Any]]) -> None:
    """Keep drawn calls, many at once."""
    if rows:
        db.execute(insert(_CALL), [{**DRAWN, **row} for row in rows])
        ahead.known(db).calls.clear()


def get(db: Session, call_id: int) -> Call:
    """Give a call by its number."""
    return db.get_one(Call, call_id)


def due(db: Session, now: datetime, limit: int = 100) -> list[Call]:
    """List the first drawn calls whose moment has come, oldest first."""
    query = select(Call).where(Call.state == "drawn", Call.due_at <= now)
    return list(db.exec(query.order_by(col(Call.due_at), col(Call.id)).limit(limit)))


def drawn(db: Session, person_id: int, on: date) -> list[Call]:
    """List the calls of a person's day that are still to come."""
    query = select(Call).where(Call.person_id == person_id, Call.on == on, Call.state == "drawn")
    return list(db.exec(query))


def any_drawn(db: Session, on: date) -> bool:
    """Tell whether calls of a day are still to come."""
    query = select(Call.id).where(Call.on == on, Call.state == "drawn").limit(1)
    return db.exec(query).first() is not None


def to_judge(db: Session, now: datetime, limit: int = 100) -> list[Call]:
    """List the first calls whose window has ended, or that have been on their way too long."""
    query = select(Call).where(col(Call.state).in_(UNDER_WAY), col(Call.judge_at) <= now)
    return list(db.exec(query.order_by(col(Call.judge_at), col(Call.id)).limit(limit)))


def under_way(db: Session, person_id: int) -> Call | None:
    """Give the call that a person is being asked now."""
    read = ahead.known(db).calls.get(person_id)
    if read is not None:
        return next((call for call in read if call.state in UNDER_WAY), None)
    query = select(Call).where(Call.person_id == person_id, col(Call.state).in_(UNDER_WAY))
    return db.exec(query.order_by(col(Call.id))).first()


def closed_around(
    db: Session, person_id: int, at: datetime, *, since_due: bool = False
) -> list[Call]:
    """List the closed calls in whose windows a moment falls, newest first.

    With `since_due` the time before the first window counts too: the message was on its way.
    """
    begin = or_(col(Attempt.clock_start) <= at, since_due and col(Call.due_at) <= at)
    query = (
        select(Call)
        .join(Attempt, col(Attempt.call_id) == Call.id)
        .where(Call.person_id == person_id, Call.state == "closed")
        .where(begin, col(Attempt.deadline) > at)
        .order_by(col(Call.id).desc())
    )
    return list(db.exec(query.distinct()))


def attempts(db: Session, call: Call) -> Sequence[Attempt]:
    """List the messages of a call, in order."""
    read, call_id = ahead.known(db).attempts, call.id or 0
    if call_id not in read:
        query = select(Attempt).where(Attempt.call_id == call_id).order_by(col(Attempt.number))
        read[call_id] = list(db.exec(query))
    return read[call_id]


def attempt(db: Session, attempt_id: int) -> Attempt:
    """Give one message of a call."""
    return db.get_one(Attempt, attempt_id)


def by_code(db: Session, code: str) -> Call | None:
    """Give a call by its code."""
    return db.exec(select(Call).where(Call.code == code)).first()


def by_ref(db: Session, ref: str) -> Call | None:
    """Give the call one of whose messages has this id at its platform."""
    query = select(Call).join(Attempt, col(Attempt.call_id) == Call.id).where(Attempt.ref == ref)
    return db.exec(query).first()


def add_attempt(db: Session, call: Call, number: int, channel: str) -> Attempt:
    """Begin a message of a call; it gets its number with all others that are written."""
    row = Attempt(call_id=call.id or 0, number=number, channel=channel)
    db.add(row)
    ahead.known(db).attempts.pop(row.call_id, None)
    return row


def of_people(db: Session, people: Collection[int], since: date, until: date) -> list[Call]:
    """List the calls of some people from one day to another, both included."""
    if ahead.known(db).bulk and since == until:
        read = _of_day(db, since)
        found = [call for person in people for call in read.get(person, [])]
        return sorted(found, key=lambda call: (call.due_at, call.id or 0))
    query = select(Call).where(
        col(Call.person_id).in_(list(people)), Call.on >= since, Call.on <= until
    )
    return list(db.exec(query.order_by(col(Call.due_at), col(Call.id))))


def between(db: Session, since: date, until: date) -> list[Call]:
    """List all calls from one day to another, both included."""
    query = select(Call).where(Call.on >= since, Call.on <= until)
    return list(db.exec(query.order_by(col(Call.due_at), col(Call.id))))


def alive_between(db: Session, since: datetime, until: datetime, channel: str = "") -> list[Call]:
    """List the calls whose life touches an interval, open or judged, by our clock or another."""
    by_theirs = and_(col(Attempt.clock_start) < until, col(Attempt.deadline) > since)
    lasts = or_(col(Call.closed_at).is_(None), col(Call.closed_at) > since)
    by_ours = and_(Call.state != "drawn", Call.due_at < until, lasts)
    query = select(Call).join(Attempt, col(Attempt.call_id) == Call.id)
    query = query.where(or_(by_theirs, by_ours))
    if channel:
        query = query.where(Attempt.channel == channel)
    return list(db.exec(query.order_by(col(Call.id)).distinct()))


def last_of(db: Session, person_id: int, limit: int = 5) -> list[Call]:
    """List a person's newest calls that have been sent or closed."""
    query = select(Call).where(Call.person_id == person_id, Call.state != "drawn")
    return list(db.exec(query.order_by(col(Call.due_at).desc(), col(Call.id).desc()).limit(limit)))


def count(db: Session, person_id: int, on: date) -> int:
    """Count the calls of a person's day, of every kind and state."""
    if ahead.known(db).bulk:
        return _counts(db, on).get(person_id, 0)
    query = (
        select(func.count()).select_from(Call).where(Call.person_id == person_id, Call.on == on)
    )
    return db.exec(query).one()


def _of_day(db: Session, on: date) -> dict[int, list[Call]]:
    """Give all calls of a day by person, read once for all who ask about their own people."""
    read = ahead.known(db).days
    if ("calls of", on) not in read:
        found: dict[int, list[Call]] = {}
        for call in db.exec(select(Call).where(Call.on == on)):
            found.setdefault(call.person_id, []).append(call)
        read["calls of", on] = found
    return read["calls of", on]


def _counts(db: Session, on: date) -> dict[int, int]:
    read = ahead.known(db).days
    if ("calls", on) not in read:
        query = select(Call.person_id, func.count()).where(Call.on == on)
        read["calls", on] = dict(db.exec(query.group_by(col(Call.person_id))).all())
    return read["calls", on]


def ordered_by(db: Session, supervisor_id: int, on: date) -> int:
    """Count the targeted calls that a supervisor ordered on a day."""
    query = (
        select(func.count())
        .select_from(Call)
        .where(Call.ordered_by == supervisor_id, Call.on == on)
    )
    return db.exec(query).one()


def next_moment(db: Session) -> datetime | None:
    """Tell when the next call is due or to be judged."""
    due_at = db.exec(select(func.min(Call.due_at)).where(Call.state == "drawn")).one()
    judge_at = next_verdict(db)
    return min((m for m in (due_at, judge_at) if m), default=None)


def next_verdict(db: Session) -> datetime | None:
    """Tell when the next window ends, or the next message has been on its way for too long."""
    query = select(func.min(Call.judge_at)).where(col(Call.state).in_(UNDER_WAY))
    return db.exec(query).one()


def reason(db: Session, call_id: int) -> Reason | None:
    """Give the reason that was given for a call."""
    row = reason_row(db, call_id)
    return row if row and row.code else None


def reason_row(db: Session, call_id: int) -> Reason | None:
    """Give what was said about a call, also if nothing of it counts yet."""
    read = ahead.known(db).reasons
    if call_id in read:
        return read[call_id]
    return db.exec(select(Reason).where(Reason.call_id == call_id)).first()


def reasons(db: Session, call_ids: Sequence[int]) -> dict[int, Reason]:
    """Give the reasons of several calls by call."""
    query = select(Reason).where(col(Reason.call_id).in_(list(call_ids)))
    return {row.call_id: row for row in db.exec(query) if row.code}


def forget(db: Session, before: date) -> None:
    """Delete the calls of the days before a date, except those that became a case."""
    cases = select(Proposal.call_id)
    old = select(Call.id).where(Call.on < before, col(Call.id).not_in(cases))
    for table in (Attempt, Reason):
        db.execute(delete(table).where(col(table.call_id).in_(old)))
    db.execute(delete(Call).where(col(Call.on) < before, col(Call.id).not_in(cases)))


def unfinished(db: Session, person_id: int) -> list[Call]:
    """List a person's calls that have been started and not closed."""
    query = select(Call).where(Call.person_id == person_id, col(Call.state).in_(UNDER_WAY))
    return list(db.exec(query))
