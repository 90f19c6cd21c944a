"""The one question that an address was asked."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.rows import Dialog


def ask(
    db: Session, address: str, asking: str, about: dict[str, Any], until: datetime | None = None
) -> None:
    """Remember a question; it replaces the one before."""
    db.merge(Dialog(address=address, asking=asking, about=about, until=until))
    db.flush()


def open_at(db: Session, address: str, now: datetime) -> Dialog | None:
    """Give the question that an address may still answer."""
    row = db.get(Dialog, address)
    return row if row and (row.until is None or row.until > now) else None


def close(db: Session, address: str) -> None:
    """Forget the question of an address."""
    row = db.get(Dialog, address)
    if row:
        db.delete(row)
        db.flush()
