"""Many people at once: read for a job that goes through all of them, a range of numbers at a time.

What nobody changes is read as plain values; rows as objects cost several times as much.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, func, select

from storage import ahead
from storage.bulk import chunks
from storage.people import REACHABLE
from storage.rows import Contact, Day, Person

_DAY = SQLModel.metadata.tables["day"]


def numbers(db: Session) -> tuple[int, int]:
    """Give the lowest and the highest number of a person; nobody is ever deleted."""
    lowest, highest = db.exec(select(func.min(Person.id), func.max(Person.id))).one()
    return lowest or 0, highest or 0


def people(db: Session, first: int, last: int) -> list[Person]:
    """Read the people of a range, in order; what else they are asked for is read by whole days."""
    found = ahead.known(db)
    found.bulk = True
    query = select(Person).where(col(Person.id).between(first, last)).order_by(col(Person.id))
    read = list(db.exec(query))
    found.held.append(read)
    return read


def contacts(db: Session, first: int, last: int, read: Iterable[Person]) -> None:
    """Read the contacts of people of a range."""
    own: dict[int, list[Contact]] = {person.id or 0: [] for person in read}
    for contact in db.exec(select(Contact).where(col(Contact.person_id).between(first, last))):
        if contact.person_id in own:
            own[contact.person_id].append(contact)
    ahead.known(db).of_person |= own


def zones(db: Session, first: int, last: int) -> set[str]:
    """Tell in which zones the people of a range live."""
    return set(db.exec(select(Person.zone).where(col(Person.id).between(first, last)).distinct()))


def enrolled(db: Session, first: int, last: int) -> set[int]:
    """Tell who of a range has an address, open or blocked."""
    query = select(Contact.person_id).where(
        col(Contact.state).in_(REACHABLE), col(Contact.person_id).between(first, last)
    )
    return set(db.exec(query))


def leaders(db: Session) -> list[Person]:
    """Read the tree of all who are here, and list those who lead somebody, with their addresses.

    Of the others no addresses are read.
    """
    found = ahead.known(db)
    found.bulk, found.below = True, defaultdict(list)
    query = select(Person).where(Person.active).order_by(col(Person.id))
    for person in db.exec(query):
        found.below[person.supervisor_id].append(person)
    here = sorted((p for group in found.below.values() for p in group), key=lambda p: p.id or 0)
    leading = [person for person in here if found.below.get(person.id)]
    found.of_person |= {person.id or 0: [] for person in leading}
    for ids in chunks([person.id or 0 for person in leading]):
        for contact in db.exec(select(Contact).where(col(Contact.person_id).in_(ids))):
            found.of_person[contact.person_id].append(contact)
    return leading


def addresses(db: Session, first: int, last: int) -> list[str]:
    """List all open addresses of the people of a range."""
    query = select(Contact.address).where(
        Contact.state == "active", col(Contact.person_id).between(first, last)
    )
    return list(db.exec(query))


def opened(db: Session, on: date, first: int, last: int) -> dict[int, str]:
    """Tell how the people of a range work on a day that was opened, in the order of opening."""
    query = select(Day.person_id, Day.mode).where(
        Day.on == on, col(Day.person_id).between(first, last)
    )
    return dict(db.exec(query.order_by(col(Day.id))).all())


def open_days(db: Session, rows: Collection[dict[str, Any]]) -> None:
    """Keep the days of people who had none yet."""
    if rows:
        db.execute(insert(_DAY), list(rows))
    ahead.forget(db)
