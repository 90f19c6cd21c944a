"""Accounts of people: all their names, and what belongs to them when they go by another one."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Table, delete, update
from sqlmodel import Session, SQLModel, col, or_, select

from storage import ahead, outbox
from storage.bulk import chunks
from storage.people import add_contact
from storage.rows import Alias, Contact, Outbox

OVER = "ended"
ONE_EACH = [SQLModel.metadata.tables[name] for name in ("dialog", "heard")]  # an address


def of(db: Session, names: Collection[str]) -> list[Contact]:
    """List the accounts that go by any of these names and have not ended, newest first."""
    read = ahead.known(db).contacts
    if all(name in read for name in names):
        found = {c.id or 0: c for name in names for c in read[name] if c.state != OVER}
        return [found[number] for number in sorted(found, reverse=True)]
    also = select(Alias.contact_id).where(col(Alias.address).in_(names))
    query = select(Contact).where(
        or_(col(Contact.address).in_(names), col(Contact.id).in_(also)), Contact.state != OVER
    )
    return list(db.exec(query.order_by(col(Contact.id).desc())))


def known(db: Session, addresses: Collection[str]) -> set[str]:
    """Tell which of these are the names of somebody's account."""
    found = set[str]()
    for some in chunks(addresses):
        found |= set(db.exec(select(Contact.address).where(col(Contact.address).in_(some))))
        found |= set(db.exec(select(Alias.address).where(col(Alias.address).in_(some))))
    return found


def names(db: Session, contact: Contact) -> set[str]:
    """Give all the names of an account."""
    read = ahead.known(db).aliases
    if contact.id not in read:
        query = select(Alias.address).where(Alias.contact_id == contact.id)
        return {contact.address, *db.exec(query)}
    return {contact.address, *read[contact.id]}


def learn(db: Session, contact: Contact, others: Iterable[str]) -> None:
    """Keep more names of an account."""
    new = set(others) - names(db, contact)
    if new:
        db.add_all(Alias(contact_id=contact.id or 0, address=name) for name in sorted(new))
        db.flush()
        ahead.forget(db)


def unlearn(db: Session, contact: Contact, name: str) -> None:
    """Forget a name that another account has now."""
    db.execute(
        delete(Alias).where(col(Alias.contact_id) == contact.id, col(Alias.address) == name)
    )
    ahead.forget(db)


def rename(db: Session, contact: Contact, address: str) -> None:
    """Let an account go by another of its names, with all that was asked, said and waits there."""
    outbox.write(db)
    old, contact.address = contact.address, address
    learn(db, contact, [old])
    unlearn(db, contact, address)
    for table in ONE_EACH:
        _move(db, table, old, address)
    db.execute(update(Outbox).where(col(Outbox.address) == old).values(address=address))
    add_contact(db, contact)


def _move(db: Session, table: Table, old: str, new: str) -> None:
    if db.execute(select(table.c.address).where(table.c.address == old)).first():
        db.execute(delete(table).where(table.c.address == new))
        db.execute(update(table).where(table.c.address == old).values(address=new))
        db.expire_all()


def waiting(db: Session, person_id: int, channel: str = "") -> list[Contact]:
    """List the accounts that wait to replace a person's older one, the newest last."""
    known = (c for c in _of_person(db, person_id) if c.state == "waiting")
    return sorted((c for c in known if channel in {"", c.channel}), key=lambda c: c.id or 0)


def on_channel(db: Session, person_id: int, channel: str) -> list[Contact]:
    """List a person's accounts on a channel that have not ended."""
    return [c for c in _of_person(db, person_id) if c.channel == channel and c.state != OVER]


def all_waiting(db: Session) -> list[Contact]:
    """List the accounts that wait to replace another, the oldest first."""
    query = select(Contact).where(Contact.state == "waiting").order_by(col(Contact.since))
    return list(db.exec(query))


def changed_since(db: Session, person_id: int, channels: Collection[str], at: datetime) -> bool:
    """Tell whether an account of a person is being replaced, or was after a moment."""
    known = [c for c in _of_person(db, person_id) if c.channel in channels]
    return any(c.state == "waiting" or (c.until is not None and c.until >= at) for c in known)


def _of_person(db: Session, person_id: int) -> list[Contact]:
    read = ahead.known(db).of_person.get(person_id)
    if read is not None:
        return read
    return list(db.exec(select(Contact).where(Contact.person_id == person_id)))
