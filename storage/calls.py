"""Calls and their attempts: drawn, sent, answered, closed."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, func, or_, select

from storage.rows import Attempt, Call, Proposal, Reason

UNDER_WAY = ("sending", "open")


def add(db: Session, call: Call) -> Call:
    """Keep a new call."""
    db.add(call)
    db.flush()
    return call


def get(db: Session, call_id: int) -> Call:
    """Give a call by its number."""
    return db.get_one(Call, call_id)


def due(db: Session, now: datetime) -> list[Call]:
    """List the drawn calls whose moment has come, oldest first."""
    query = select(Call).where(Call.state == "drawn", Call.due_at <= now)
    return list(db.exec(query.order_by(col(Call.due_at), col(Call.id))))


def drawn(db: Session, person_id: int, on: date) -> list[Call]:
    """List the calls of a person's day that are still to come."""
    query = select(Call).where(Call.person_id == person_id, Call.on == on, Call.state == "drawn")
    return list(db.exec(query))


def any_drawn(db: Session, on: date) -> bool:
    """Tell whether calls of a day are still to come."""
    query = select(Call.id).where(Call.on == on, Call.state == "drawn").limit(1)
    return db.exec(query).first() is not None


def to_judge(db: Session, now: datetime) -> list[Call]:
    """List the open calls whose current window has ended."""
    query = select(Call).where(Call.state == "open", col(Call.judge_at) <= now)
    return list(db.exec(query.order_by(col(Call.judge_at), col(Call.id))))


def under_way(db: Session, person_id: int) -> Call | None:
    """Give the call that a person is being asked now."""
    query = select(Call).where(Call.person_id == person_id, col(Call.state).in_(UNDER_WAY))
    return db.exec(query.order_by(col(Call.id))).first()


def closed_around(db: Session, person_id: int, at: datetime) -> list[Call]:
    """List the closed calls in whose windows a moment falls, newest first."""
    query = (
        select(Call)
        .join(Attempt, col(Attempt.call_id) == Call.id)
        .where(Call.person_id == person_id, Call.state == "closed")
        .where(col(Attempt.clock_start) <= at, col(Attempt.deadline) > at)
        .order_by(col(Call.id).desc())
    )
    return list(db.exec(query.distinct()))


def attempts(db: Session, call: Call) -> list[Attempt]:
    """List the messages of a call, in order."""
    query = select(Attempt).where(Attempt.call_id == call.id).order_by(col(Attempt.number))
    return list(db.exec(query))


def attempt(db: Session, attempt_id: int) -> Attempt:
    """Give one message of a call."""
    return db.get_one(Attempt, attempt_id)


def add_attempt(db: Session, call: Call, number: int) -> Attempt:
    """Begin a message of a call."""
    row = Attempt(call_id=call.id or 0, number=number)
    db.add(row)
    db.flush()
    return row


def of_people(db: Session, people: Collection[int], since: date, until: date) -> list[Call]:
    """List the calls of some people from one day to another, both included."""
    query = select(Call).where(
        col(Call.person_id).in_(list(people)), Call.on >= since, Call.on <= until
    )
    return list(db.exec(query.order_by(col(Call.due_at), col(Call.id))))


def between(db: Session, since: date, until: date) -> list[Call]:
    """List all calls from one day to another, both included."""
    query = select(Call).where(Call.on >= since, Call.on <= until)
    return list(db.exec(query.order_by(col(Call.due_at), col(Call.id))))


def alive_between(db: Session, since: datetime, until: datetime, channel: str = "") -> list[Call]:
    """List the calls with a window that touches an interval, open or judged."""
    query = (
        select(Call)
        .join(Attempt, col(Attempt.call_id) == Call.id)
        .where(col(Attempt.clock_start) < until, col(Attempt.deadline) > since)
    )
    if channel:
        query = query.where(Call.channel == channel)
    return list(db.exec(query.order_by(col(Call.id)).distinct()))


def last_of(db: Session, person_id: int, limit: int = 5) -> list[Call]:
    """List a person's newest calls that have been sent or closed."""
    query = select(Call).where(Call.person_id == person_id, Call.state != "drawn")
    return list(db.exec(query.order_by(col(Call.due_at).desc(), col(Call.id).desc()).limit(limit)))


def count(db: Session, person_id: int, on: date) -> int:
    """Count the calls of a person's day, of every kind and state."""
    query = (
        select(func.count()).select_from(Call).where(Call.person_id == person_id, Call.on == on)
    )
    return db.exec(query).one()


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
    """Tell when the next open window ends."""
    return db.exec(select(func.min(Call.judge_at)).where(Call.state == "open")).one()


def reason(db: Session, call_id: int) -> Reason | None:
    """Give the reason that was given for a call."""
    return db.exec(select(Reason).where(Reason.call_id == call_id)).first()


def reasons(db: Session, call_ids: Sequence[int]) -> dict[int, Reason]:
    """Give the reasons of several calls by call."""
    query = select(Reason).where(col(Reason.call_id).in_(list(call_ids)))
    return {row.call_id: row for row in db.exec(query)}


def forget(db: Session, before: date) -> None:
    """Delete the calls of the days before a date, except those that became a case."""
    cases = select(Proposal.call_id)
    old = select(Call.id).where(Call.on < before, col(Call.id).not_in(cases))
    for table in (Attempt, Reason):
        db.execute(delete(table).where(col(table.call_id).in_(old)))
    db.execute(delete(Call).where(col(Call.on) < before, col(Call.id).not_in(cases)))


def keep_reason(db: Session, call_id: int, code: str, text: str, at: datetime) -> Reason:
    """Keep a reason; a later one replaces what was said before."""
    row = reason(db, call_id) or Reason(call_id=call_id, code=code, given_at=at)
    row.code, row.text, row.given_at = code, text, at
    db.add(row)
    db.flush()
    return row


def unfinished_on_channel(db: Session, person_id: int) -> list[Call]:
    """List a person's calls that have been started and not closed."""
    query = select(Call).where(
        Call.person_id == person_id, or_(*(Call.state == s for s in UNDER_WAY))
    )
    return list(db.exec(query))
