"""Permissions to leave the place of work: asked for, decided, used, ended."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage import ahead
from storage.rows import Permit

PENDING = ("asked", "question")
AWAY = ("approved", "emergency")
GRANTED = (*AWAY, "returned", "ended")


def add(db: Session, row: Permit) -> Permit:
    """Keep a request, or an emergency."""
    db.add(row)
    db.flush()
    ahead.known(db).permits.pop((row.person_id, row.on), None)
    return row


def get(db: Session, permit_id: int) -> Permit | None:
    """Give a permission by its number."""
    return db.get(Permit, permit_id)


def standing(db: Session, person_id: int, on: date) -> Permit | None:
    """Give the newest one of a person's day that is pending or still running."""
    return next(
        (p for p in reversed(of_day(db, person_id, on)) if p.state in PENDING + AWAY), None
    )


def of_day(db: Session, person_id: int, on: date) -> list[Permit]:
    """List all that a person asked for on a day, oldest first."""
    read = ahead.known(db).permits.get((person_id, on))
    if read is not None:
        return list(read)
    query = select(Permit).where(Permit.person_id == person_id, Permit.on == on)
    return list(db.exec(query.order_by(col(Permit.id))))


def granted(db: Session, person_id: int, on: date) -> list[Permit]:
    """List the permissions and emergencies of a person's day, also those that are over."""
    return [permit for permit in of_day(db, person_id, on) if permit.state in GRANTED]


def away(db: Session, since: date) -> list[Permit]:
    """List the permissions of a day and later from which nobody has come back yet."""
    query = select(Permit).where(col(Permit.state).in_(AWAY), Permit.on >= since)
    return list(db.exec(query.order_by(col(Permit.id))))


def on(db: Session, day: date, people: Collection[int]) -> list[Permit]:
    """List what some people asked for on a day."""
    query = select(Permit).where(Permit.on == day, col(Permit.person_id).in_(list(people)))
    return list(db.exec(query.order_by(col(Permit.id))))


def close_before(db: Session, day: date) -> None:
    """Close what is left open from days before: unanswered requests lapse, the others end."""
    for states, state in ((PENDING, "lapsed"), (AWAY, "ended")):
        db.execute(
            update(Permit)
            .where(col(Permit.on) < day, col(Permit.state).in_(states))
            .values(state=state)
        )
    ahead.known(db).permits.clear()
