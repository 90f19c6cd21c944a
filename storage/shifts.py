"""Days on which somebody begins, and ends, later than usual."""

from datetime import date

from sqlmodel import Session, select

from storage import ahead
from storage.rows import Shift


def get(db: Session, person_id: int, on: date) -> Shift | None:
    """Give the shift of a person's day."""
    read = ahead.known(db).shifts
    if (person_id, on) in read:
        return read[person_id, on]
    if ahead.known(db).bulk:
        return ahead.of_day(db, Shift, on).get(person_id)
    return db.exec(select(Shift).where(Shift.person_id == person_id, Shift.on == on)).first()


def keep(db: Session, person_id: int, on: date, minutes: int) -> Shift:
    """Keep by how many minutes a person's day begins later; it replaces what he said before."""
    row = get(db, person_id, on) or Shift(person_id=person_id, on=on, minutes=minutes)
    row.minutes = minutes
    db.add(row)
    db.flush()
    ahead.known(db).days.pop(("Shift", on), None)
    ahead.known(db).shifts.pop((person_id, on), None)
    return row
