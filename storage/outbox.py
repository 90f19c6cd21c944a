"""Words until they are spoken: queued with the change behind them, leased, sent once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, true, tuple_, update
from sqlmodel import Session, SQLModel, col, func, select

from storage.notify import notify
from storage.rows import Outbox

_OUTBOX = SQLModel.metadata.tables["outbox"]  # rows that nobody reads back need no objects
NEW = {"state": "new", "tries": 0, "ref": "", "error": "", "delivery": ""}
LEASE = timedelta(seconds=15)  # whoever holds words renews it every second


def add(db: Session, **facts: Any) -> None:
    """Queue a message; it is written with all others of the transaction, in order."""
    pending(db).append({**NEW, **facts})


def pending(db: Session) -> list[dict[str, Any]]:
    """Give the messages of this transaction that are not written yet."""
    rows: list[dict[str, Any]] = db.info.setdefault("outbox", [])
    return rows


def write(db: Session) -> None:
    """Write what this transaction has queued."""
    rows, db.info["outbox"] = pending(db), []
    if rows:
        db.execute(insert(_OUTBOX), rows)
        notify(db, "outbox")


def lease(
    db: Session,
    channel: str,
    now: datetime,
    limit: int,
    spacing: timedelta = timedelta(),
    *,
    calls: bool = True,
) -> list[Outbox]:
    """Take a channel's next messages that may go, urgent ones first, one an address, in order.

    Nobody is spoken to again before `spacing` is over; no other process takes the same ones.
    Without `calls` only other words go: an answer to a call may be waiting to be understood.
    """
    write(db)
    kinds = true() if calls else col(Outbox.attempt_id).is_(None)
    first = (
        select(func.min(Outbox.id))
        .where(Outbox.state == "new", Outbox.not_before <= now, kinds)
        .where(col(Outbox.address).startswith(f"{channel}:"))
        .group_by(col(Outbox.address), col(Outbox.urgent))
    )
    speaking = select(Outbox.address).where(Outbox.state == "sending")
    resting = select(Outbox.address).where(col(Outbox.spoken_at) > now - spacing)
    query = (
        select(Outbox)
        .where(Outbox.state == "new", col(Outbox.id).in_(first))
        .where(or_(col(Outbox.expires_at).is_(None), col(Outbox.expires_at) > now))
        .where(col(Outbox.address).not_in(speaking))
        .where(col(Outbox.address).not_in(resting))
        .order_by(col(Outbox.urgent).desc(), col(Outbox.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken: dict[str, Outbox] = {}
    for row in db.exec(query):
        taken.setdefault(row.address, row)
    for row in taken.values():
        row.state, row.tries, row.leased_until = "sending", row.tries + 1, now + LEASE
        db.add(row)
    return list(taken.values())


def renew(db: Session, held: Collection[tuple[int, int]], now: datetime) -> set[tuple[int, int]]:
    """Prolong the lease of words (each with its number of tries); give those still in hand."""
    if not held:
        return set()
    query = (
        select(Outbox.id, Outbox.tries)
        .where(Outbox.state == "sending", tuple_(col(Outbox.id), col(Outbox.tries)).in_(held))
        .with_for_update(skip_locked=True)  # what is locked gets its outcome just now
    )
    still = {(row_id or 0, tries) for row_id, tries in db.exec(query)}
    ours = update(Outbox).where(col(Outbox.id).in_([row_id for row_id, _ in still]))
    db.execute(ours.values(leased_until=now + LEASE))
    return still


def get(db: Session, row_id: int) -> Outbox | None:
    """Give a message by its number."""
    write(db)
    return db.get(Outbox, row_id)


def sent(
    db: Session, row_id: int, ref: str, at: datetime, *, awaited: bool = False
) -> Outbox | None:
    """Record the platform's receipt; None if it was recorded before.

    With `awaited` the message is still on its way to the phone.
    """
    row = _spoken(db, row_id, ref)
    if row is None or row.state in {"sent", "failed", "cancelled"}:
        return None
    row.state, row.ref, row.sent_at, row.leased_until = "sent", ref, at, None
    row.delivery = "awaited" if awaited else ""
    db.add(row)
    return row


def _spoken(db: Session, row_id: int, ref: str) -> Outbox | None:
    """Give a message that a receipt may be about; one of an older database is about none."""
    row = db.get(Outbox, row_id)
    return row if row and row.tries and row.ref in {"", ref} else None


def delivered(
    db: Session, row_id: int, ref: str, at: datetime, *, read: bool = False
) -> Outbox | None:
    """Record that a message reached the phone; None if that was known, or came too late."""
    row = _spoken(db, row_id, ref)
    if row is None or row.state in {"failed", "cancelled"}:
        return None
    known = row.delivery in {"delivered", "read"}
    row.delivery = "read" if read else row.delivery if known else "delivered"
    row.state, row.ref, row.sent_at = "sent", ref, row.sent_at or at
    row.leased_until = None
    db.add(row)
    return None if known else row


def failed(db: Session, row_id: int, cause: str, detail: str) -> Outbox | None:
    """Record that a message is not coming through; None if it had an end already."""
    row = db.get(Outbox, row_id)
    if row is None or row.state in {"failed", "cancelled"} or _has_arrived(row):
        return None
    row.state = "uncertain" if cause == "uncertain" else "failed"
    row.error, row.leased_until = f"{cause} {detail}".strip(), None
    db.add(row)
    return row


def _has_arrived(row: Outbox) -> bool:
    return row.state == "sent" and row.delivery != "awaited"


def hold(db: Session, row: Outbox) -> None:
    """Keep words back until the person writes."""
    row.state = "held"
    db.add(row)


def release(db: Session, address: str, since: datetime) -> None:
    """Let the words go that were held back from an address after a moment."""
    db.execute(
        update(Outbox)
        .where(col(Outbox.address) == address, col(Outbox.state) == "held")
        .where(col(Outbox.created_at) > since)
        .values(state="new")
    )


def by_ref(db: Session, address: str, ref: str) -> Outbox | None:
    """Give the message that went to an address under the platform's id."""
    query = select(Outbox).where(Outbox.address == address, Outbox.ref == ref)
    return db.exec(query).first()


def last_said(db: Session, address: str, limit: int) -> list[Outbox]:
    """List the newest messages that went out to an address, newest first.

    What was held back or queued for later has an old number, but it is what the person read last.
    """
    query = select(Outbox).where(Outbox.address == address, Outbox.state == "sent")
    newest_first = (col(Outbox.sent_at).desc(), col(Outbox.id).desc())
    return list(db.exec(query.order_by(*newest_first).limit(limit)))


def later(db: Session, row_id: int, not_before: datetime, error: str, tries: int = 0) -> None:
    """Put a message back that did not go out this time.

    Who says by `tries` which time it was cannot take it out of the hand that has it now.
    """
    held = update(Outbox).where(col(Outbox.id) == row_id, col(Outbox.state) == "sending")
    if tries:
        held = held.where(col(Outbox.tries) == tries)
    db.execute(held.values(state="new", not_before=not_before, leased_until=None, error=error))


def cancel_for_attempts(db: Session, attempt_ids: Collection[int]) -> None:
    """Withdraw call messages; one that is in a hand just now is not said again."""
    write(db)
    ours = update(Outbox).where(col(Outbox.attempt_id).in_(list(attempt_ids)))
    db.execute(ours.where(col(Outbox.state) == "new").values(state="cancelled"))
    db.execute(ours.where(col(Outbox.state) == "sending").values(expires_at=Outbox.created_at))


def cancel(db: Session, address: str, keys: Collection[str]) -> None:
    """Withdraw words of some keys that have not been given to the channel yet."""
    write(db)
    db.execute(
        update(Outbox)
        .where(col(Outbox.address) == address, col(Outbox.key).in_(list(keys)))
        .where(col(Outbox.state) == "new")
        .values(state="cancelled")
    )


def in_hand(db: Session, now: datetime | None = None) -> list[Outbox]:
    """List messages that a sender has taken and not reported on, or not until `now`."""
    query = select(Outbox).where(Outbox.state == "sending")
    return list(db.exec(query.where(col(Outbox.leased_until) <= now) if now else query))


def expired(db: Session, now: datetime) -> list[Outbox]:
    """List messages that waited past the moment until which they made sense."""
    write(db)
    query = select(Outbox).where(Outbox.state == "new", col(Outbox.expires_at) <= now)
    return list(db.exec(query))


def next_moment(db: Session) -> datetime | None:
    """Tell when the next message may go."""
    write(db)
    return db.exec(select(func.min(Outbox.not_before)).where(Outbox.state == "new")).one()


def waits(db: Session, address: str, key: str) -> bool:
    """Tell whether the same words already wait for an address."""
    write(db)
    query = select(Outbox.id).where(
        Outbox.address == address, Outbox.key == key, col(Outbox.state).in_(("new", "sending"))
    )
    return db.exec(query.limit(1)).first() is not None


def forget(db: Session, before: datetime) -> None:
    """Delete the words that were spoken (or given up) before a moment."""
    over = col(Outbox.state).not_in(("new", "sending"))
    db.execute(delete(Outbox).where(col(Outbox.created_at) < before, over))
