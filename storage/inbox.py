"""Raw updates, on disk before they are acknowledged, until they are understood."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, func, select

from storage.rows import Inbox

_INBOX = SQLModel.metadata.tables["inbox"]  # rows that nobody reads back need no objects


@dataclass(frozen=True, slots=True)
class Update:
    """What is to be understood of an update."""

    id: int
    channel: str
    external_id: str
    raw: dict[str, Any]
    received_at: datetime


_COLUMNS = [_INBOX.c[name] for name in Update.__slots__]
_WAITING = select(*_COLUMNS).where(_INBOX.c.state == "new").order_by(_INBOX.c.id)
_WAITING = _WAITING.limit(bindparam("most"))
_DONE = update(_INBOX).where(_INBOX.c.id.in_(bindparam("ids", expanding=True)))
_DONE = _DONE.values(state="done", raw={})


def store(
    db: Session, channel: str, updates: list[tuple[str, dict[str, Any]]], now: datetime
) -> None:
    """Keep updates; one that is known already is left as it is."""
    if not updates:
        return
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    rows = [
        {
            "channel": channel,
            "external_id": external,
            "raw": raw,
            "received_at": now,
            "state": "new",
            "error": "",
        }
        for external, raw in updates
    ]
    db.execute(insert(_INBOX).on_conflict_do_nothing(), rows)


def waiting(db: Session, limit: int) -> list[Update]:
    """List the oldest updates that nobody has understood yet."""
    return [Update(*row) for row in db.execute(_WAITING, {"most": limit})]


def is_new(db: Session, row_id: int) -> bool:
    """Tell whether nobody has understood an update meanwhile."""
    query = select(Inbox.id).where(Inbox.id == row_id, Inbox.state == "new")
    return db.exec(query).first() is not None


def is_drained(db: Session) -> bool:
    """Tell whether everything that was heard has been handled."""
    return db.exec(select(Inbox.id).where(Inbox.state == "new").limit(1)).first() is None


def done(db: Session, row_ids: Collection[int]) -> None:
    """Mark updates as handled; what somebody wrote, or where he was, is not kept in them."""
    db.execute(_DONE, {"ids": list(row_ids)})


def quarantine(db: Session, row_id: int, error: str) -> None:
    """Set an update aside that breaks whoever touches it."""
    row = db.get_one(Inbox, row_id)
    row.state, row.error = "quarantined", error


def quarantined(db: Session) -> int:
    """Count the updates that were set aside."""
    return db.exec(
        select(func.count()).select_from(Inbox).where(Inbox.state == "quarantined")
    ).one()


def forget(db: Session, before: datetime) -> None:
    """Delete the updates that were handled before a moment."""
    db.execute(delete(Inbox).where(col(Inbox.received_at) < before, col(Inbox.state) != "new"))
