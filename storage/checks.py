"""The office checklist before a day at home: who has ticked it."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from storage import ahead
from storage.rows import Check

TICKED = "ticked"


def get(db: Session, person_id: int, on: date) -> Check | None:
    """Give the tick of a person for a day at home."""
    return db.exec(select(Check).where(Check.person_id == person_id, Check.on == on)).first()


def tick(db: Session, person_id: int, on: date, at: datetime) -> Check:
    """Keep a tick; the first one stays."""
    row = get(db, person_id, on) or Check(person_id=person_id, on=on, ticked_at=at)
    db.add(row)
    db.flush()
    ahead.known(db).days.pop((TICKED, on), None)
    return row


def ticked(db: Session, on: date, people: Collection[int]) -> set[int]:
    """Tell which of some people have ticked the list for a day at home."""
    read = ahead.known(db)
    if not read.bulk:
        return _ticked(db, on, col(Check.person_id).in_(list(people)))
    if (TICKED, on) not in read.days:
        read.days[TICKED, on] = dict.fromkeys(_ticked(db, on))
    return read.days[TICKED, on].keys() & set(people)


def _ticked(db: Session, on: date, *whose: ColumnElement[bool]) -> set[int]:
    return set(db.exec(select(Check.person_id).where(Check.on == on, *whose)))
