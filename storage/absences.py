"""Hours of a day for which somebody is on leave."""

from datetime import date

from sqlmodel import Session, select

from storage import ahead, replaced
from storage.rows import HalfDay


def get(db: Session, person_id: int, on: date) -> HalfDay | None:
    """Give the hours for which a person is on leave on a date."""
    read = ahead.known(db).half_days
    if (person_id, on) in read:
        return read[person_id, on]
    if ahead.known(db).bulk:
        return ahead.of_day(db, HalfDay, on).get(person_id)
    return db.exec(select(HalfDay).where(HalfDay.person_id == person_id, HalfDay.on == on)).first()


def give(db: Session, row: HalfDay) -> HalfDay:
    """Keep hours of leave; they replace those of that day before, which are kept with them."""
    known = get(db, row.person_id, row.on)
    if known:
        replaced.put(known, row, ("start", "end", "kind"), ("given_by", "given_at"))
    db.add(known or row)
    db.flush()
    ahead.forget(db)
    return known or row


def take_back(db: Session, person_id: int, on: date) -> bool:
    """Forget the hours of leave of a day, or the newest of them; False if there are none."""
    known = get(db, person_id, on)
    if known is None:
        return False
    if replaced.restore(known):
        db.add(known)
    else:
        db.delete(known)
    db.flush()
    ahead.forget(db)
    return True
