"""People, their places in the tree, and the addresses at which they can be reached."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select

from storage.rows import Contact, Person

REACHABLE = ("active", "blocked")


def by_nip(db: Session, nip: str) -> Person | None:
    """Find a person by number, also one who has left."""
    return db.exec(select(Person).where(Person.nip == nip)).first()


def by_address(db: Session, address: str) -> Person | None:
    """Find whose address this is; an ended or waiting contact is nobody's."""
    query = (
        select(Person)
        .join(Contact, col(Contact.person_id) == Person.id)
        .where(Contact.address == address, col(Contact.state).in_(REACHABLE), Person.active)
    )
    return db.exec(query).first()


def active(db: Session) -> list[Person]:
    """List everybody who is on the roster now."""
    return list(db.exec(select(Person).where(Person.active).order_by(col(Person.id))))


def with_role(db: Session, *roles: str) -> list[Person]:
    """List the people who hold any of these roles."""
    return [person for person in active(db) if set(roles) & set(person.roles)]


def subordinates(db: Session, person: Person) -> list[Person]:
    """List the whole tree below a person, nearest first; the person is not in it."""
    found: dict[int | None, Person] = {}
    level = [person.id]
    while level:
        query = select(Person).where(col(Person.supervisor_id).in_(level), Person.active)
        below = [p for p in db.exec(query.order_by(col(Person.id))) if p.id not in found]
        found.update((p.id, p) for p in below)
        level = [p.id for p in below]
    return list(found.values())


def superiors(db: Session, person: Person) -> list[Person]:
    """List the chain above a person, nearest first."""
    chain: list[Person] = []
    above = person.supervisor_id
    while above is not None:
        superior = db.get_one(Person, above)
        if superior in chain:
            break
        chain.append(superior)
        above = superior.supervisor_id
    return chain


def leads_anybody(db: Session, person: Person) -> bool:
    """Tell whether a person has people below him."""
    query = select(Person.id).where(Person.supervisor_id == person.id, Person.active).limit(1)
    return db.exec(query).first() is not None


def matching(among: Sequence[Person], words: str) -> list[Person]:
    """Find people by NIP or by a part of the name."""
    wanted = words.casefold().strip()
    if not wanted:
        return []
    number = wanted.replace(" ", "").upper()
    return [p for p in among if p.nip == number or wanted in p.name.casefold()]


def contact(db: Session, person: Person) -> Contact | None:
    """Give the contact that speaks for a person now: active before blocked, newest first."""
    query = (
        select(Contact)
        .where(Contact.person_id == person.id, col(Contact.state).in_(REACHABLE))
        .order_by(col(Contact.state), col(Contact.since).desc(), col(Contact.id).desc())
    )
    return db.exec(query).first()


def contact_at(db: Session, address: str, *states: str) -> Contact | None:
    """Give the newest contact at an address that is in one of these states."""
    query = (
        select(Contact)
        .where(Contact.address == address, col(Contact.state).in_(states))
        .order_by(col(Contact.id).desc())
    )
    return db.exec(query).first()


def waiting(db: Session, person_id: int) -> list[Contact]:
    """List the contacts that wait to replace an older one of this person."""
    query = select(Contact).where(Contact.person_id == person_id, Contact.state == "waiting")
    return list(db.exec(query))


def enrolled_ids(db: Session) -> set[int]:
    """Tell who has an address, open or blocked."""
    query = select(Contact.person_id).where(or_(*(Contact.state == s for s in REACHABLE)))
    return set(db.exec(query))


def end(contact_row: Contact, at: datetime) -> None:
    """Close a contact; its history stays."""
    contact_row.state, contact_row.until = "ended", at
