"""Days on which somebody begins, and ends, later than usual."""

from datetime import date

from sqlmodel import Session, select

from storage.rows import Shift


def get(db: Session, person_id: int, on: date) -> Shift | None:
    """Give the shift of a person's day."""
    return db.exec(select(Shift).where(Shift.person_id == person_id, Shift.on == on)).first()


def keep(db: Session, person_id: int, on: date, minutes: int) -> Shift:
    """Keep by how many minutes a person's day begins later; it replaces what he said before."""
    row = get(db, person_id, on) or Shift(person_id=person_id, on=on, minutes=minutes)
    row.minutes = minutes
    db.add(row)
    db.flush()
    return row
