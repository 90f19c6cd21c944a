"""How much waits and how long: what somebody who watches the program asks, cheaply and often."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, select
from sqlmodel import Session, col, func

from storage.rows import Attempt, Call, Inbox, Outage, Outbox

ERROR = re.compile(  # "refused 20005: ...", "expired refused: 20005", "undelivered failed 63049"
    r"(?:expired )?(?P<kind>\w+):?(?: (?:failed |undelivered )?(?P<code>\d{5})\b)?"
)
AHEAD = ("drawn", "sending", "open")  # the states of a call that has no outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits, and since when the oldest of it does."""

    heard: int
    heard_since: datetime | None
    due: int
    due_since: datetime | None
    sending: int
    quarantined: int


def backlog(db: Session, now: datetime) -> Backlog:
    """Measure what is heard and not understood, due and not said, or set aside."""
    new = select(func.count(), func.min(Inbox.received_at)).where(col(Inbox.state) == "new")
    due = select(func.count(), func.min(Outbox.not_before)).where(
        col(Outbox.state) == "new", col(Outbox.not_before) <= now
    )
    heard, heard_since = db.execute(new).one()
    due_count, due_since = db.execute(due).one()
    sending = select(func.count()).select_from(Outbox).where(col(Outbox.state) == "sending")
    aside = select(func.count()).select_from(Inbox).where(col(Inbox.state) == "quarantined")
    return Backlog(
        heard=heard,
        heard_since=heard_since,
        due=due_count,
        due_since=due_since,
        sending=db.execute(sending).scalar_one(),
        quarantined=db.execute(aside).scalar_one(),
    )


def oldest_due(db: Session) -> datetime | None:
    """Tell since when the word that has waited longest could have been said, or may be."""
    query = select(func.min(Outbox.not_before)).where(col(Outbox.state) == "new")
    oldest: datetime | None = db.execute(query).scalar_one()
    return oldest


def ends(
    db: Session, on: date, since: datetime, lost: Collection[str]
) -> list[tuple[str, int, int]]:
    """Count, by channel, calls of a day or later that ended since a moment, and those lost."""
    is_lost = col(Call.void_cause).in_(lost)
    query = select(col(Call.channel), func.count(), func.sum(case((is_lost, 1), else_=0)))
    query = query.where(col(Call.on) >= on, col(Call.closed_at) >= since, col(Call.outcome) != "")
    return [
        (name, count, fails) for name, count, fails in db.execute(query.group_by(Call.channel))
    ]


def void_shares(db: Session, on: date, since: datetime) -> dict[str, float]:
    """Tell, by cause, which part of the calls that ended since a moment cannot be judged."""
    query = select(col(Call.void_cause), func.count())
    query = query.where(col(Call.on) >= on, col(Call.closed_at) >= since, col(Call.outcome) != "")
    counts = {row[0]: row[1] for row in db.execute(query.group_by(col(Call.void_cause)))}
    return {cause: count / sum(counts.values()) for cause, count in counts.items() if cause}


def next_call(db: Session) -> datetime | None:
    """Tell when somebody is called next; not whom."""
    query = select(func.min(Call.due_at)).where(col(Call.state) == "drawn")
    due: datetime | None = db.execute(query).scalar_one()
    return due


def failures(db: Session, since: datetime) -> list[tuple[str, str, int]]:
    """Count, by channel and cause, the people whom some words since a moment do not reach.

    Words that are tried again, because the platform refuses us, are counted.
    """
    ours = col(Outbox.state).in_(("failed", "uncertain"))
    refused = (col(Outbox.state) == "new") & col(Outbox.error).startswith("refused")
    query = select(col(Outbox.address), col(Outbox.error)).where(
        col(Outbox.not_before) >= since, ours | refused
    )
    people: dict[tuple[str, str], set[str]] = {}
    for address, error in db.execute(query):
        known = people.setdefault((address.partition(":")[0], cause_of(error)), set())
        known.add(address)
    return sorted((name, cause, len(whom)) for (name, cause), whom in people.items())


def cause_of(error: str) -> str:
    """Give the platform's number of a failure if it has one, else its kind."""
    found = ERROR.match(error)
    return (found["code"] or found["kind"]) if found else ""


def unreceipted(db: Session, channel: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Count what a channel took between two moments, and what of it came with no receipt."""
    without = func.sum(case((col(Outbox.delivery).in_(("awaited", "asked")), 1), else_=0))
    query = select(func.count(), without).where(
        col(Outbox.state) == "sent", col(Outbox.not_before) >= since, col(Outbox.delivery) != ""
    )
    query = query.where(
        col(Outbox.address).startswith(f"{channel}:"), col(Outbox.sent_at) <= until
    )
    count, missing = db.execute(query).one()
    return count, missing or 0


def set_aside(db: Session) -> tuple[int, datetime | None]:
    """Count the updates that nobody could understand, and tell when the newest of them came."""
    query = select(func.count(), func.max(Inbox.received_at))
    count, newest = db.execute(query.where(col(Inbox.state) == "quarantined")).one()
    return count, newest


def last_silence(db: Session) -> Outage | None:
    """Give the newest stretch in which the whole program was down or stood still."""
    query = select(Outage).where(col(Outage.channel) == "", col(Outage.declared_by).is_(None))
    newest = query.order_by(col(Outage.until).desc(), col(Outage.id).desc())
    return db.execute(newest.limit(1)).scalars().first()


def ahead(db: Session) -> dict[str, int]:
    """Count the calls without an outcome by their state."""
    query = select(col(Call.state), func.count()).where(col(Call.state).in_(AHEAD))
    return {row[0]: row[1] for row in db.execute(query.group_by(col(Call.state)))}


def unjudged_since(db: Session) -> datetime | None:
    """Tell when the open call that is judged next is (or was) due."""
    query = select(func.min(Call.judge_at)).where(col(Call.state).in_(AHEAD[1:]))
    due: datetime | None = db.execute(query).scalar_one()
    return due


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end of a call: `due_at` is when its silence was complete, where there was one."""

    call_id: int
    closed_at: datetime
    outcome: str
    void_cause: str
    answered_at: datetime | None
    due_at: datetime | None


def verdicts(db: Session, since: datetime, on: date) -> list[Verdict]:
    """List the calls of a date and later ones that were closed after a moment."""
    due = func.coalesce(Call.judge_at, func.max(Attempt.deadline))
    ends = select(
        col(Call.id),
        col(Call.closed_at),
        col(Call.outcome),
        col(Call.void_cause),
        col(Call.answered_at),
        due,
    ).outerjoin(Attempt, col(Attempt.call_id) == Call.id)
    ends = ends.where(col(Call.on) >= on, col(Call.closed_at) > since, col(Call.state) == "closed")
    return [Verdict(*row) for row in db.execute(ends.group_by(col(Call.id)))]
