"""Words until they are spoken: queued with the change behind them, sent once, and their end."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, update
from sqlmodel import Session, SQLModel, col, func, select

from storage.notify import notify
from storage.rows import Outbox

_OUTBOX = SQLModel.metadata.tables["outbox"]  # rows that nobody reads back need no objects
_CONTACT = SQLModel.metadata.tables["contact"]
_PLAIN = (  # that one arrives where none could says more, and is not plain
    select(_OUTBOX.c.id, _OUTBOX.c.address)
    .where(_OUTBOX.c.id.in_(bindparam("ids", expanding=True)), _OUTBOX.c.attempt_id.is_(None))
    .where(_OUTBOX.c.key.not_in(bindparam("but", expanding=True)))
    .where(_OUTBOX.c.state == "sending", _OUTBOX.c.ref == "")
    .where(~exists().where(_CONTACT.c.address == _OUTBOX.c.address, _CONTACT.c.state == "blocked"))
    .with_for_update(of=_OUTBOX)
)
_PLAINLY_SENT = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id == bindparam("of"))
    .values(state="sent", leased_until=None, delivery="")
    .values(ref=bindparam("named"), sent_at=bindparam("at"))
)
NEW = {"state": "new", "tries": 0, "ref": "", "error": "", "delivery": ""}


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


def get(db: Session, row_id: int) -> Outbox | None:
    """Give a message by its number."""
    write(db)
    return db.get(Outbox, row_id)


def plain(db: Session, row_ids: Collection[int], but: Collection[str]) -> dict[int, str]:
    """Give the addresses of messages in a hand, but for those of calls and of some keys."""
    return dict(db.execute(_PLAIN, {"ids": list(row_ids), "but": list(but)}).all())


def plainly_sent(db: Session, receipts: Mapping[int, tuple[str, datetime]]) -> None:
    """Record the platform's receipts (id there, moment) of many messages, as `sent` does one."""
    rows = [{"of": number, "named": ref, "at": at} for number, (ref, at) in receipts.items()]
    if rows:
        db.connection().execute(_PLAINLY_SENT, rows)


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


ARRIVED = ("asked", "delivered", "read")  # later ones tell more


def delivered(db: Session, row_id: int, ref: str, at: datetime, how: str) -> Outbox | None:
    """Record that a message reached the phone; None if that was known, or came too late."""
    row = _spoken(db, row_id, ref)
    if row is None or row.state in {"failed", "cancelled"}:
        return None
    known = row.delivery in ARRIVED
    row.delivery = max(how, row.delivery, key=ARRIVED.index) if known else how
    row.state, row.ref, row.sent_at = "sent", ref, row.sent_at or at
    row.leased_until = None
    db.add(row)
    return None if known else row


def failed(db: Session, row_id: int, cause: str, detail: str) -> Outbox | None:
    """Record that a message is not coming through; None if it had an end already."""
    row = db.get(Outbox, row_id, with_for_update=True, populate_existing=True)
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


OUTDATED = "outdated"  # the mark of words that were held back until they made no sense any more


def release(
    db: Session, address: str, since: datetime, now: datetime, urgent: Collection[str] = ()
) -> None:
    """Let the words go that were held back from an address after a moment; `urgent` keys first.

    What makes no sense any more is marked and dropped.
    """
    held = update(Outbox).where(col(Outbox.address) == address, col(Outbox.state) == "held")
    late = held.where(col(Outbox.expires_at) <= now)
    db.execute(late.values(state="failed", error=OUTDATED))
    going = held.where(col(Outbox.created_at) > since)
    db.execute(going.where(col(Outbox.key).in_(list(urgent))).values(state="new", urgent=True))
    db.execute(going.values(state="new"))


def held(db: Session, address: str) -> list[Outbox]:
    """List the words with choices that are held back from an address, oldest first."""
    query = select(Outbox).where(Outbox.address == address, Outbox.state == "held")
    rows = db.exec(query.where(Outbox.keyboard == "inline").order_by(col(Outbox.id)))
    return list(rows)


def by_ref(db: Session, address: str, ref: str) -> Outbox | None:
    """Give the message that went to an address under the platform's id."""
    query = select(Outbox).where(Outbox.address == address, Outbox.ref == ref)
    return db.exec(query).first()


def last_said(db: Session, address: str, limit: int) -> list[Outbox]:
    """List the newest messages that went out to an address, newest first.

    What was held back or queued for later has an old number, but it is what the person read last.
    What is on its way may have been read too: an answer can be here before its receipt.
    """
    said = col(Outbox.state).in_(("sent", "sending"))
    query = select(Outbox).where(Outbox.address == address, said)
    at = func.coalesce(Outbox.sent_at, Outbox.spoken_at, Outbox.created_at)
    newest_first = (at.desc(), col(Outbox.id).desc())
    return list(db.exec(query.order_by(*newest_first).limit(limit)))


def sent_since(db: Session, address: str, key: str, since: datetime) -> datetime | None:
    """Tell when words that were queued at a moment or later reached an address."""
    query = select(func.max(Outbox.sent_at)).where(
        Outbox.address == address, Outbox.key == key, Outbox.created_at >= since
    )
    return db.exec(query.where(Outbox.state == "sent")).one()


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


def withdraw(db: Session, address: str, key: str, number: int) -> None:
    """Withdraw what was to be said about a numbered case and has not gone yet: more was said."""
    write(db)
    query = select(Outbox).where(
        Outbox.address == address, Outbox.key == key, Outbox.state == "new"
    )
    for row in db.exec(query):
        if row.blanks.get("number") == number:
            row.state = "cancelled"
            db.add(row)


def said_since(
    db: Session, address: str, keys: Collection[str], since: datetime
) -> list[tuple[str, dict[str, Any]]]:
    """List what was said to an address, or still waits, by some keys after a moment."""
    write(db)
    query = select(Outbox.key, Outbox.blanks).where(
        Outbox.address == address, col(Outbox.key).in_(list(keys)), Outbox.created_at > since
    )
    alive = col(Outbox.state).not_in(("failed", "cancelled"))
    return [(key, dict(blanks)) for key, blanks in db.exec(query.where(alive))]


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
