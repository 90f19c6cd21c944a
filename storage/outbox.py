"""Words until they are spoken: queued with the change behind them, leased, sent once."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from storage.rows import Outbox

LEASE = timedelta(seconds=90)  # longer than the longest send


def add(db: Session, row: Outbox) -> Outbox:
    """Queue a message."""
    db.add(row)
    db.flush()
    return row


def lease(db: Session, now: datetime, limit: int, busy: Collection[str] = ()) -> list[Outbox]:
    """Take the next messages that may go, urgent ones first, one an address, in order."""
    first = (
        select(func.min(Outbox.id))
        .where(Outbox.state == "new", Outbox.not_before <= now)
        .group_by(col(Outbox.address), col(Outbox.urgent))
    )
    speaking = select(Outbox.address).where(Outbox.state == "sending")
    query = (
        select(Outbox)
        .where(col(Outbox.id).in_(first), col(Outbox.address).not_in(speaking))
        .where(col(Outbox.address).not_in(list(busy)))
        .order_by(col(Outbox.urgent).desc(), col(Outbox.id))
        .limit(limit)
    )
    taken: dict[str, Outbox] = {}
    for row in db.exec(query):
        taken.setdefault(row.address, row)
    for row in taken.values():
        row.state, row.tries, row.leased_until = "sending", row.tries + 1, now + LEASE
        db.add(row)
    return list(taken.values())


def sent(db: Session, row_id: int, ref: str, at: datetime) -> Outbox | None:
    """Record the platform's receipt; None if it was recorded before."""
    row = db.get(Outbox, row_id)
    if row is None or row.state == "sent":
        return None
    row.state, row.ref, row.sent_at, row.leased_until = "sent", ref, at, None
    db.add(row)
    return row


def failed(db: Session, row_id: int, cause: str, detail: str) -> Outbox | None:
    """Record that a message is not coming through; None if it had an end already."""
    row = db.get(Outbox, row_id)
    if row is None or row.state in {"sent", "failed", "cancelled"}:
        return None
    row.state = "uncertain" if cause == "uncertain" else "failed"
    row.error, row.leased_until = f"{cause} {detail}".strip(), None
    db.add(row)
    return row


def later(db: Session, row_id: int, not_before: datetime, error: str) -> None:
    """Put a message back that did not go out this time."""
    row = db.get_one(Outbox, row_id)
    if row.state == "sending":
        row.state, row.not_before, row.leased_until, row.error = "new", not_before, None, error
        db.add(row)


def cancel_for_attempts(db: Session, attempt_ids: Collection[int]) -> None:
    """Withdraw call messages that have not been given to the channel yet."""
    db.execute(
        update(Outbox)
        .where(col(Outbox.attempt_id).in_(list(attempt_ids)), col(Outbox.state) == "new")
        .values(state="cancelled")
    )


def cancel(db: Session, address: str, keys: Collection[str]) -> None:
    """Withdraw words of some keys that have not been given to the channel yet."""
    db.execute(
        update(Outbox)
        .where(col(Outbox.address) == address, col(Outbox.key).in_(list(keys)))
        .where(col(Outbox.state) == "new")
        .values(state="cancelled")
    )


def for_attempt(db: Session, attempt_id: int) -> Outbox | None:
    """Give the message that carries an attempt."""
    return db.exec(select(Outbox).where(Outbox.attempt_id == attempt_id)).first()


def in_hand(db: Session) -> list[Outbox]:
    """List messages that a sender has taken and not reported on."""
    return list(db.exec(select(Outbox).where(Outbox.state == "sending")))


def expired(db: Session, now: datetime) -> list[Outbox]:
    """List messages that waited past the moment until which they made sense."""
    query = select(Outbox).where(Outbox.state == "new", col(Outbox.expires_at) <= now)
    return list(db.exec(query))


def next_moment(db: Session) -> datetime | None:
    """Tell when the next message may go."""
    return db.exec(select(func.min(Outbox.not_before)).where(Outbox.state == "new")).one()


def waits(db: Session, address: str, key: str) -> bool:
    """Tell whether the same words already wait for an address."""
    query = select(Outbox.id).where(
        Outbox.address == address, Outbox.key == key, col(Outbox.state).in_(("new", "sending"))
    )
    return db.exec(query.limit(1)).first() is not None


def forget(db: Session, before: datetime) -> None:
    """Delete the words that were spoken (or given up) before a moment."""
    for row in db.exec(
        select(Outbox).where(
            Outbox.created_at < before, col(Outbox.state).not_in(("new", "sending"))
        )
    ):
        db.delete(row)
