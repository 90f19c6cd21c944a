"""Orders to come to the office: given, answered, followed or taken back."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, select

from storage import ahead
from storage.rows import Recall


def add(db: Session, row: Recall) -> Recall:
    """Keep an order."""
    db.add(row)
    db.flush()
    ahead.known(db).recalls.pop(row.person_id, None)
    return row


def get(db: Session, recall_id: int) -> Recall | None:
    """Give an order by its number."""
    return db.get(Recall, recall_id)


def of_person(db: Session, person_id: int, since: date) -> list[Recall]:
    """List a person's orders for a day and later that stand, the nearest first."""
    read = ahead.known(db).recalls.get(person_id)
    if read is None:
        query = select(Recall).where(Recall.person_id == person_id, Recall.on >= since)
        read = list(db.exec(query))
    found = [row for row in read if row.on >= since and row.cancelled_at is None]
    return sorted(found, key=lambda row: (row.on, row.id or 0))


def standing(db: Session, person_id: int, on: date) -> Recall | None:
    """Give the order of a person's day that stands, whether he has arrived or not."""
    return next((row for row in of_person(db, person_id, on) if row.on == on), None)


def on(db: Session, day: date, people: Collection[int]) -> list[Recall]:
    """List the orders of a day to some people that stand."""
    query = select(Recall).where(
        Recall.on == day,
        col(Recall.person_id).in_(list(people)),
        col(Recall.cancelled_at).is_(None),
    )
    return list(db.exec(query.order_by(col(Recall.id))))


def travelling(db: Session, since: date) -> list[Recall]:
    """List the orders for a day and later that stand and have not been followed yet."""
    query = select(Recall).where(
        Recall.on >= since,
        col(Recall.cancelled_at).is_(None),
        col(Recall.arrived_at).is_(None),
    )
    return list(db.exec(query.order_by(col(Recall.id))))
