"""What a copy that comes back must be told: since it was made the world has gone on without it.

Whatever happened after the copy is lost: answers that were heard, reasons, decisions, and what
was said. None of it may be held against anybody, and as little as possible is said again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from storage import calls, log, numbers, outages, restored
from storage.rows import Beat, Outbox, Proposal

UNSURE = timedelta(minutes=1)  # an answer may have come so much later than it was written
FRESH = timedelta(hours=1)  # words that are older help nobody, and were said most likely
ANOTHER_DAY = timedelta(days=1)
WAITING = ("new", "sending", "held")


@dataclass(frozen=True, slots=True)
class Gap:
    """Since when nothing is known, and what was put right because of it."""

    since: datetime
    unsaid: int
    reopened: int


def reconcile(db: Session, made_at: datetime, now: datetime) -> Gap:
    """Prepare a restored copy for its first start, and write so into the log.

    The start itself records the time since the last beat as an outage: calls whose life touches
    it are on time or void, never late or missed, and calls that fell due in it are not sent.
    """
    alive = outages.last_beat(db, "")
    _hear_less(db)
    gap = Gap(alive or made_at, _leave_unsaid(db, alive or made_at, now), _reopen(db, alive, now))
    lost = numbers.jump(db.connection())
    restored.remember(db, now, lost)
    facts = {
        "made_at": {"$at": made_at.isoformat()},
        "since": {"$at": gap.since.isoformat()},
        "unsaid": gap.unsaid,
        "reopened": gap.reopened,
        "numbers": lost,
    }
    log.append(db, now, "restored", facts)
    return gap


def _hear_less(db: Session) -> None:
    """Begin the outage a little earlier: what corrected a finding may have come after the copy."""
    for beat in db.exec(select(Beat)):
        beat.at -= UNSURE
        db.add(beat)


def _leave_unsaid(db: Session, alive: datetime, now: datetime) -> int:
    """Treat waiting words as in a hand that died: nobody can say whether they went out.

    A call is not sent again, for its window may be over and answered. A note about discipline
    is never said twice; what harms nobody is said again, unless it is stale.
    """
    stale = now - alive > FRESH
    unsure = select(Outbox).where(col(Outbox.state).in_(WAITING), Outbox.not_before <= now)
    rows = [
        row for row in db.exec(unsure) if stale or row.attempt_id is not None or not row.repeatable
    ]
    for row in rows:
        row.state, row.repeatable, row.leased_until = "sending", False, now
        row.error = "restored: it may have been said"
        db.add(row)
    return len(rows)


def _reopen(db: Session, alive: datetime | None, now: datetime) -> int:
    """Give back the time for a reason to whoever still had some: his reason may be lost."""
    if alive is None:
        return 0
    query = select(Proposal).where(Proposal.state == "waiting", Proposal.reason_until > alive)
    unheard = [row for row in db.exec(query) if calls.reason(db, row.call_id) is None]
    for row in unheard:
        row.reason_until = now + max(row.reason_until - alive, ANOTHER_DAY)
        db.add(row)
    return len(unheard)
