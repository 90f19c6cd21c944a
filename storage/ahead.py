"""Reading ahead: what a batch of messages will ask about, in a few questions instead of many.

What is known here are the rows themselves, so that a change to one of them is seen by all. Whoever
adds a row that a question would have found forgets what was read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.rows import Attempt, Call, Contact, Outage, Outbox, Person

UNDER_WAY = ("sending", "open")
MANY = 20  # from so many on, a whole day is cheaper than so many questions
Row = TypeVar("Row", bound=SQLModel)


@dataclass(slots=True)
class Known:
    """Contacts and people behind some addresses, their calls, those calls' messages, outages."""

    people: dict[int, Person] = field(default_factory=dict)
    contacts: dict[str, list[Contact]] = field(default_factory=dict)
    of_person: dict[int, list[Contact]] = field(default_factory=dict)
    calls: dict[int, list[Call]] = field(default_factory=dict)
    attempts: dict[int, list[Attempt]] = field(default_factory=dict)
    bulk: bool = False  # many are asked about: whole days are read, and answers looked up
    below: dict[int | None, list[Person]] | None = None  # the active ones, by who leads them
    days: dict[tuple[str, date], dict[int, Any]] = field(default_factory=dict)
    holidays: dict[date, str] | None = None
    outages: list[Outage] = field(default_factory=list)
    outages_since: datetime | None = None
    held: list[object] = field(default_factory=list)  # so that the session keeps its rows


def known(db: Session) -> Known:
    """Give what was read in this transaction so far."""
    found: Known = db.info.setdefault("ahead", Known())
    return found


def forget(db: Session) -> None:
    """Ask the database again from here on."""
    db.info.pop("ahead", None)


def _all(db: Session, query: SelectOfScalar[Row]) -> list[Row]:
    return list(db.exec(query))


def messages(db: Session, addresses: Collection[str]) -> None:
    """Read what messages from these addresses will ask about."""
    found = Known(contacts={address: [] for address in addresses})
    at = _all(db, select(Contact).where(col(Contact.address).in_(addresses)))
    ids = {contact.person_id for contact in at}
    found.people = {p.id or 0: p for p in _all(db, select(Person).where(col(Person.id).in_(ids)))}
    for contact in at:
        found.contacts[contact.address].append(contact)
    found.of_person = {person_id: [] for person_id in ids}
    for contact in _all(db, select(Contact).where(col(Contact.person_id).in_(ids))):
        found.of_person[contact.person_id].append(contact)
    _read_calls(db, found, ids)
    db.info["ahead"] = found


def of_calls(db: Session, calls: list[Call]) -> list[Call]:
    """Read what the sending or judging of these calls will ask about; give them back."""
    if not calls:
        return calls
    found, ids = known(db), {call.person_id for call in calls}
    found.bulk = found.bulk or len(calls) >= MANY
    found.held += [_all(db, select(Person).where(col(Person.id).in_(ids)))]
    found.of_person |= {person_id: [] for person_id in ids}
    for contact in _all(db, select(Contact).where(col(Contact.person_id).in_(ids))):
        found.of_person[contact.person_id].append(contact)
    _read_attempts(db, found, [call.id or 0 for call in calls])
    return calls


def everybody(db: Session) -> None:
    """Read what a job that goes through all people will ask about each."""
    found = known(db)
    if found.below is not None:
        return
    found.bulk = True
    everyone = _all(db, select(Person).order_by(col(Person.id)))
    found.held.append(everyone)
    found.below = defaultdict(list)
    for person in everyone:
        found.of_person[person.id or 0] = []
        if person.active:
            found.below[person.supervisor_id].append(person)
    for contact in _all(db, select(Contact)):
        found.of_person.setdefault(contact.person_id, []).append(contact)


def of_day(db: Session, table: type[Row], on: date) -> dict[int, Row]:
    """Give the rows of a day by person, read at once."""
    read = known(db).days
    name = (table.__name__, on)
    if name not in read:
        query = select(table).where(table.on == on)  # type: ignore[attr-defined]
        read[name] = {row.person_id: row for row in db.exec(query)}  # type: ignore[attr-defined]
    return read[name]


def _read_calls(db: Session, found: Known, ids: Collection[int]) -> None:
    query = select(Call).where(col(Call.person_id).in_(ids), col(Call.state).in_(UNDER_WAY))
    found.calls = {person_id: [] for person_id in ids}
    for call in _all(db, query.order_by(col(Call.id))):
        found.calls[call.person_id].append(call)
    open_calls = [call.id or 0 for calls in found.calls.values() for call in calls]
    _read_attempts(db, found, open_calls)


def _read_attempts(db: Session, found: Known, call_ids: Collection[int]) -> None:
    found.attempts |= {call_id: [] for call_id in call_ids}
    query = select(Attempt).where(col(Attempt.call_id).in_(call_ids))
    for attempt in _all(db, query.order_by(col(Attempt.number))):
        found.attempts[attempt.call_id].append(attempt)


def receipts(db: Session, outbox_ids: Iterable[int]) -> None:
    """Read the messages that these receipts are about, with their calls."""
    found = known(db)
    ids = list(outbox_ids)
    rows = _all(db, select(Outbox).where(col(Outbox.id).in_(ids)))
    of_calls = [row.attempt_id for row in rows if row.attempt_id]
    attempts = _all(db, select(Attempt).where(col(Attempt.id).in_(of_calls))) if of_calls else []
    call_ids = [attempt.call_id for attempt in attempts]
    calls = _all(db, select(Call).where(col(Call.id).in_(call_ids))) if call_ids else []
    found.held += [rows, attempts, calls]
