"""Decisions against somebody that can still be taken back: told when their time has passed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from storage.rows import Ruling


def keep(db: Session, row: Ruling) -> None:
    """Keep a decision; it replaces an earlier one about the same."""
    drop(db, row.about, [row.number])
    db.add(row)
    db.flush()


def get(db: Session, about: str, number: int) -> Ruling | None:
    """Give what was decided about something and was not told yet."""
    query = select(Ruling).where(Ruling.about == about, Ruling.number == number)
    return db.exec(query).first()


def untold(db: Session, about: str, numbers: Collection[int]) -> set[int]:
    """Tell about which of these something was decided that was not told yet."""
    query = select(Ruling.number).where(
        Ruling.about == about, col(Ruling.number).in_(list(numbers))
    )
    return set(db.exec(query)) if numbers else set()


def of(db: Session, decider_id: int) -> list[Ruling]:
    """List what somebody may still take back, oldest first."""
    query = select(Ruling).where(Ruling.decided_by == decider_id)
    return list(db.exec(query.order_by(col(Ruling.id))))


def drop(db: Session, about: str, numbers: Collection[int]) -> None:
    """Forget what was told or taken back."""
    if numbers:
        which = col(Ruling.number).in_(list(numbers))
        db.execute(delete(Ruling).where(col(Ruling.about) == about, which))


def due(db: Session, now: datetime) -> list[Ruling]:
    """List what can no more be taken back."""
    query = select(Ruling).where(Ruling.tell_at <= now)
    return list(db.exec(query.order_by(col(Ruling.id))))


def next_moment(db: Session) -> datetime | None:
    """Tell when the next one can no more be taken back."""
    return db.exec(select(func.min(Ruling.tell_at))).one()
