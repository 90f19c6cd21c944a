"""What somebody is about to lay down, until it is recorded or given up."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from storage.rows import Intent

KEPT = timedelta(days=7)


def keep(db: Session, row: Intent) -> Intent:
    """Keep what somebody means to do; what was left lying is forgotten."""
    db.execute(delete(Intent).where(col(Intent.asked_at) < row.asked_at - KEPT))
    kept = db.merge(row)
    db.flush()
    return kept


def get(db: Session, token: str) -> Intent | None:
    """Give what a button means; None if it is recorded, given up or forgotten."""
    return db.get(Intent, token)


def drop(db: Session, row: Intent) -> None:
    """Forget what has been recorded or given up."""
    db.delete(row)
    db.flush()
