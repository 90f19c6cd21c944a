"""People, their places in the tree, and the addresses at which they can be reached."""

from collections.abc import Collection, Sequence

from sqlalchemy import String, cast
from sqlmodel import Session, col, func, or_, select

from storage import ahead
from storage.rows import Contact, Mark, Permit, Person, Plan, Recall, Report

REACHABLE = ("active", "blocked")


def get(db: Session, person_id: int) -> Person:
    """Give a person by number."""
    return ahead.known(db).people.get(person_id) or db.get_one(Person, person_id)


def by_nip(db: Session, nip: str) -> Person | None:
    """Find a person by number, also one who has left."""
    return db.exec(select(Person).where(Person.nip == nip)).first()


def by_address(db: Session, address: str) -> Person | None:
    """Find whose address this is; an ended or waiting contact is nobody's."""
    read = ahead.known(db)
    if address in read.contacts:
        at = [c for c in read.contacts[address] if c.address == address]
        owners = [c.person_id for c in at if c.state in REACHABLE]
        return next((read.people[o] for o in owners if read.people[o].active), None)
    query = (
        select(Person)
        .join(Contact, col(Contact.person_id) == Person.id)
        .where(Contact.address == address, col(Contact.state).in_(REACHABLE), Person.active)
    )
    return db.exec(query).first()


def active(db: Session) -> list[Person]:
    """List everybody who is on the roster now."""
    return list(db.exec(select(Person).where(Person.active).order_by(col(Person.id))))


def officers(db: Session) -> list[Person]:
    """List the personnel office, read once in a transaction."""
    read = ahead.known(db)
    if read.officers is None:
        read.officers = with_role(db, "personnel")
    return read.officers


def with_role(db: Session, *roles: str) -> list[Person]:
    """List the people who hold any of these roles."""
    return [person for person in active(db) if set(roles) & set(person.roles)]


def flagged(db: Session, flag: str) -> list[Person]:
    """List who bears a flag, whether he is on the roster or not."""
    written = cast(col(Person.duties), String).contains(f'"{flag}"')
    found = db.exec(select(Person).where(written).order_by(col(Person.name), col(Person.nip)))
    return [person for person in found if flag in person.duties]


def subordinates(db: Session, person: Person) -> list[Person]:
    """List the whole tree below a person, nearest first; the person is not in it."""
    found: dict[int | None, Person] = {}
    level = [person.id]
    while level:
        below = [p for p in _led_by(db, level) if p.id not in found]
        found.update((p.id, p) for p in below)
        level = [p.id for p in below]
    return list(found.values())


def _led_by(db: Session, leaders: Collection[int | None]) -> list[Person]:
    read = ahead.known(db).below
    if read is not None:
        return [person for leader in leaders for person in read.get(leader, [])]
    query = select(Person).where(col(Person.supervisor_id).in_(leaders), Person.active)
    return list(db.exec(query.order_by(col(Person.id))))


def superiors(db: Session, person: Person) -> list[Person]:
    """List the chain above a person, nearest first; nobody stands above himself."""
    chain: list[Person] = []
    above = person.supervisor_id
    while above is not None:
        superior = get(db, above)
        if superior.id == person.id or any(superior is known for known in chain):
            break
        chain.append(superior)
        above = superior.supervisor_id
    return chain


def without_superior(db: Session) -> list[Person]:
    """List the people on the roster above whom nobody is."""
    leaders = select(Person.id).where(Person.active)
    query = select(Person).where(
        Person.active,
        or_(
            col(Person.supervisor_id).is_(None),
            col(Person.supervisor_id) == col(Person.id),
            col(Person.supervisor_id).not_in(leaders),
        ),
    )
    found = db.exec(query.order_by(col(Person.id)))
    return [one for one in found if not any(above.active for above in superiors(db, one))]


def leads_anybody(db: Session, person: Person) -> bool:
    """Tell whether a person has people below him."""
    read = ahead.known(db).below
    if read is not None:
        return bool(read.get(person.id))
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
    """Give the contact that speaks for a person now; see `contacts`."""
    return next(iter(contacts(db, person)), None)


def contacts(db: Session, person: Person) -> list[Contact]:
    """List a person's contacts: active before blocked, the preferred one, newest first."""
    read = ahead.known(db).of_person.get(person.id or 0)
    if read is None:
        query = select(Contact).where(Contact.person_id == person.id)
        read = list(db.exec(query.where(col(Contact.state).in_(REACHABLE))))
    reachable = [contact for contact in read if contact.state in REACHABLE]
    newest_first = sorted(reachable, key=lambda c: (c.since, c.id or 0), reverse=True)
    return sorted(newest_first, key=lambda c: (c.state, not c.preferred))


def add_contact(db: Session, contact_row: Contact) -> None:
    """Keep a new contact, or one that goes by another address now."""
    db.add(contact_row)
    db.flush()
    ahead.forget(db)


def on_channel(db: Session, person: Person, channel: str) -> Contact | None:
    """Give a person's contact on one channel."""
    return next((row for row in contacts(db, person) if row.channel == channel), None)


def contact_at(db: Session, address: str, *states: str) -> Contact | None:
    """Give the newest contact at an address that is in one of these states."""
    query = (
        select(Contact)
        .where(Contact.address == address, col(Contact.state).in_(states))
        .order_by(col(Contact.id).desc())
    )
    return db.exec(query).first()


def enrolled_ids(db: Session) -> set[int]:
    """Tell who has an address, open or blocked."""
    query = select(Contact.person_id).where(or_(*(Contact.state == s for s in REACHABLE)))
    return set(db.exec(query))


def kept(db: Session, person_id: int) -> dict[str, int]:
    """Count the rows that are kept of a person's duties, by kind."""
    owners = {
        "plan": Plan.person_id,
        "report": Report.person_id,
        "mark": Mark.person_id,
        "permit": Permit.person_id,
        "recall": Recall.person_id,
    }
    counts = {kind: select(func.count()).where(own == person_id) for kind, own in owners.items()}
    return {kind: db.exec(query).one() for kind, query in counts.items()}
