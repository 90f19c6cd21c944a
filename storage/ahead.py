"""Reading ahead: what a batch of messages will ask about, in a few questions instead of many.

What is known here are the rows themselves, so that a change to one of them is seen by all. Whoever
adds a row that a question would have found forgets what was read. The questions are built once:
to build one costs as much as to ask it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import BindParameter, bindparam, union
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.rows import (
    Alias,
    Attempt,
    Call,
    Contact,
    Fault,
    Given,
    HalfDay,
    Outbox,
    Permit,
    Person,
    Proposal,
    Reason,
    Recall,
    Shift,
)

UNDER_WAY = ("sending", "open")
Table = TypeVar("Table", bound=SQLModel)
Interval = tuple[str, str, datetime, datetime]  # channel and unit ("" for all), since, until

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
DAYS: BindParameter[Any] = bindparam("days", expanding=True)
_AT = select(Contact.person_id).where(col(Contact.address).in_(IDS))
_BY_ALIAS = select(Contact.person_id).join(Alias, col(Alias.contact_id) == Contact.id)
_BY_ALIAS = _BY_ALIAS.where(col(Alias.address).in_(IDS))
_OF_OWNERS = select(Contact).where(col(Contact.person_id).in_(union(_AT, _BY_ALIAS)))
_ALIASES = select(Alias).where(col(Alias.contact_id).in_(IDS))
_CONTACTS = select(Contact).where(col(Contact.person_id).in_(IDS))
_PEOPLE = select(Person).where(col(Person.id).in_(IDS))
_CALLS = select(Call).where(col(Call.id).in_(IDS))
_OPEN = select(Call).where(col(Call.person_id).in_(IDS), col(Call.state).in_(UNDER_WAY))
_OPEN = _OPEN.order_by(col(Call.id))
_ATTEMPTS = select(Attempt).where(col(Attempt.call_id).in_(IDS)).order_by(col(Attempt.number))
_SENT = select(Attempt).where(col(Attempt.id).in_(IDS))
_WORDS = select(Outbox).where(col(Outbox.id).in_(IDS))
_ORDERS = select(Given).where(col(Given.person_id).in_(IDS), col(Given.on).in_(DAYS))
_SHIFTS = select(Shift).where(col(Shift.person_id).in_(IDS), col(Shift.on).in_(DAYS))
_HALF_DAYS = select(HalfDay).where(col(HalfDay.person_id).in_(IDS), col(HalfDay.on).in_(DAYS))
_PERMITS = select(Permit).where(col(Permit.person_id).in_(IDS), col(Permit.on).in_(DAYS))
_PERMITS = _PERMITS.order_by(col(Permit.id))
_RECALLS = select(Recall).where(col(Recall.person_id).in_(IDS))
_REASONS = select(Reason).where(col(Reason.call_id).in_(IDS))
_PROPOSALS = select(Proposal).where(col(Proposal.call_id).in_(IDS))
_FAULTS = select(Fault).where(col(Fault.person_id).in_(IDS))


@dataclass(slots=True)
class Known:
    """Contacts and people behind some addresses, their calls, and all that a verdict weighs."""

    people: dict[int, Person] = field(default_factory=dict)
    contacts: dict[str, list[Contact]] = field(default_factory=dict)
    aliases: dict[int, list[str]] = field(default_factory=dict)  # of contacts
    of_person: dict[int, list[Contact]] = field(default_factory=dict)
    calls: dict[int, list[Call]] = field(default_factory=dict)
    attempts: dict[int, list[Attempt]] = field(default_factory=dict)
    orders: dict[tuple[int, date], Given | None] = field(default_factory=dict)
    shifts: dict[tuple[int, date], Shift | None] = field(default_factory=dict)
    half_days: dict[tuple[int, date], HalfDay | None] = field(default_factory=dict)
    permits: dict[tuple[int, date], list[Permit]] = field(default_factory=dict)
    recalls: dict[int, list[Recall]] = field(default_factory=dict)
    reasons: dict[int, Reason | None] = field(default_factory=dict)
    proposals: dict[int, Proposal | None] = field(default_factory=dict)
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    bulk: bool = False  # many are asked about: whole days are read, and answers looked up
    below: dict[int | None, list[Person]] | None = None  # the active ones, by who leads them
    days: dict[tuple[str, date], dict[int, Any]] = field(default_factory=dict)
    officers: list[Person] | None = None
    holidays: dict[date, str] | None = None
    outages: Sequence[Interval] = ()
    outages_since: datetime | None = None
    held: list[object] = field(default_factory=list)  # so that the session keeps its rows


def known(db: Session) -> Known:
    """Give what was read in this transaction so far."""
    found: Known | None = db.info.get("ahead")
    if found is None:
        found = db.info["ahead"] = Known()
    return found


def forget(db: Session) -> None:
    """Ask the database again from here on."""
    db.info.pop("ahead", None)


def _all(
    db: Session,
    query: SelectOfScalar[Table],
    ids: Iterable[int | str | None],
    days: Iterable[date] = (),
) -> list[Table]:
    found = list(ids)
    return list(db.exec(query, params={"ids": found, "days": list(days)})) if found else []


def messages(db: Session, addresses: Collection[str]) -> None:
    """Read what messages from these addresses will ask about."""
    found = Known(contacts={address: [] for address in addresses})
    of_owners = _all(db, _OF_OWNERS, addresses)
    ids = {contact.person_id for contact in of_owners}
    _read_people(db, found, ids)
    found.of_person = {person_id: [] for person_id in ids}
    _read_aliases(db, found, of_owners)
    for contact in of_owners:
        found.of_person[contact.person_id].append(contact)
        for name in (contact.address, *found.aliases[contact.id or 0]):
            if name in found.contacts:
                found.contacts[name].append(contact)
    _read_calls(db, found, ids)
    db.info["ahead"] = found


def of_calls(db: Session, calls: list[Call]) -> list[Call]:
    """Read what the sending of these calls will ask about; give them back."""
    if calls:
        found, ids = known(db), {call.person_id for call in calls}
        _read_people(db, found, ids)
        _read_contacts(db, found, ids)
        _read_attempts(db, found, [call.id or 0 for call in calls])
        days = {call.on for call in calls}
        _read_orders(db, found, ids, days)
        _read_absences(db, found, ids, days)
    return calls


def of_verdicts(db: Session, calls: Sequence[Call]) -> None:
    """Read what the judging of these calls, and what follows, will ask about."""
    if of_calls(db, list(calls)):
        found, ids = known(db), {call.person_id for call in calls}
        above = _read_superiors(db, found, [found.people[person_id] for person_id in ids])
        _read_orders(db, found, above, {call.on for call in calls})
        _read_cases(db, found, ids, {call.id or 0 for call in calls})


def _read_people(db: Session, found: Known, ids: Collection[int]) -> list[Person]:
    people = _all(db, _PEOPLE, ids)
    found.people |= {person.id or 0: person for person in people}
    return people


def _read_aliases(db: Session, found: Known, contacts: Collection[Contact]) -> None:
    found.aliases = {contact.id or 0: [] for contact in contacts}
    for alias in _all(db, _ALIASES, found.aliases):
        found.aliases[alias.contact_id].append(alias.address)


def _read_contacts(db: Session, found: Known, ids: Collection[int]) -> None:
    found.of_person |= {person_id: [] for person_id in ids}
    for contact in _all(db, _CONTACTS, ids):
        found.of_person[contact.person_id].append(contact)


def _read_superiors(db: Session, found: Known, level: list[Person]) -> set[int]:
    """Read the chains above some people, whom a card may go to."""
    below = seen = {person.id or 0 for person in level}
    while above := {p.supervisor_id for p in level if p.supervisor_id} - seen:
        level, seen = _read_people(db, found, above), seen | above
    _read_contacts(db, found, seen - below)
    return seen - below


def _read_orders(db: Session, found: Known, ids: Collection[int], days: Collection[date]) -> None:
    """Read where people were told to work, and which hours they chose."""
    found.orders |= dict.fromkeys((person_id, on) for person_id in ids for on in days)
    found.shifts |= dict.fromkeys((person_id, on) for person_id in ids for on in days)
    found.half_days |= dict.fromkeys((person_id, on) for person_id in ids for on in days)
    for order in _all(db, _ORDERS, ids, days):
        found.orders[order.person_id, order.on] = order
    for shift in _all(db, _SHIFTS, ids, days):
        found.shifts[shift.person_id, shift.on] = shift
    for half in _all(db, _HALF_DAYS, ids, days):
        found.half_days[half.person_id, half.on] = half


def _read_absences(
    db: Session, found: Known, ids: Collection[int], days: Collection[date]
) -> None:
    """Read what people asked or were told to leave their place for."""
    found.permits |= {(person_id, on): [] for person_id in ids for on in days}
    for permit in _all(db, _PERMITS, ids, days):
        found.permits[permit.person_id, permit.on].append(permit)
    found.recalls |= {person_id: [] for person_id in ids}
    for recall in _all(db, _RECALLS, ids):
        found.recalls[recall.person_id].append(recall)


def _read_cases(
    db: Session, found: Known, ids: Collection[int], call_ids: Collection[int]
) -> None:
    """Read reasons and proposals of calls, and what was found about the people before."""
    found.reasons |= dict.fromkeys(call_ids)
    for reason in _all(db, _REASONS, call_ids):
        found.reasons[reason.call_id] = reason
    found.proposals |= dict.fromkeys(call_ids)
    for proposal in _all(db, _PROPOSALS, call_ids):
        found.proposals[proposal.call_id] = proposal
    found.faults |= {person_id: [] for person_id in ids}
    for fault in _all(db, _FAULTS, ids):
        found.faults[fault.person_id].append(fault)


def of_day(db: Session, table: type[Table], on: date) -> dict[int, Table]:
    """Give the rows of a day by person, read at once."""
    read = known(db).days
    name = (table.__name__, on)
    if name not in read:
        query = select(table).where(table.on == on)  # type: ignore[attr-defined]
        read[name] = {row.person_id: row for row in db.exec(query)}  # type: ignore[attr-defined]
    return read[name]


def _read_calls(db: Session, found: Known, ids: Collection[int]) -> None:
    found.calls = {person_id: [] for person_id in ids}
    for call in _all(db, _OPEN, ids):
        found.calls[call.person_id].append(call)
    open_calls = [call.id or 0 for calls in found.calls.values() for call in calls]
    _read_attempts(db, found, open_calls)


def _read_attempts(db: Session, found: Known, call_ids: Collection[int]) -> None:
    found.attempts |= {call_id: [] for call_id in call_ids}
    for attempt in _all(db, _ATTEMPTS, call_ids):
        found.attempts[attempt.call_id].append(attempt)


def receipts(db: Session, outbox_ids: Iterable[int]) -> None:
    """Read the messages that these receipts are about, with their calls."""
    rows = _all(db, _WORDS, outbox_ids)
    attempts = _all(db, _SENT, [row.attempt_id for row in rows if row.attempt_id])
    calls = _all(db, _CALLS, [attempt.call_id for attempt in attempts])
    known(db).held += [rows, attempts, calls]
