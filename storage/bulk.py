"""Questions about many rows at once, for imports, exports and proofs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import and_
from sqlmodel import Session, col, func, select

from storage import ahead
from storage.rows import Attempt, Call, Contact, Decision, Entry, Person, Proposal, Reason

Item = TypeVar("Item")
CHUNK = 500  # numbers in one question; databases have a limit
CONTACTS = ("contacts", date.min)  # what is read of them holds for every day


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Split numbers, or the like, into as many as one question may hold."""
    listed = list(items)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]


def everybody(db: Session) -> list[Person]:
    """List all people, also those who have left."""
    return list(db.exec(select(Person).order_by(col(Person.id))))


def tree(db: Session) -> list[tuple[int | None, str, int | None, bool]]:
    """List (number, NIP, number of the supervisor, still here) of all people."""
    query = select(Person.id, Person.nip, Person.supervisor_id, Person.active)
    return list(db.exec(query.order_by(col(Person.id))))


def homes(db: Session) -> dict[int | None, tuple[float, float]]:
    """Give where people live, of whom that is known, by number."""
    query = select(Person.id, Person.home_lat, Person.home_lon)
    known = query.where(col(Person.home_lat).is_not(None), col(Person.home_lon).is_not(None))
    return {
        number: (lat, lon)
        for number, lat, lon in db.exec(known)
        if lat is not None and lon is not None
    }


def contacts(db: Session) -> dict[int, Contact]:
    """Give the contact that speaks for each person, as `people.contact` does for one."""
    read = ahead.known(db)
    if not read.bulk:
        return _contacts(db)
    if CONTACTS not in read.days:
        read.days[CONTACTS] = _contacts(db)
    return read.days[CONTACTS]


def _contacts(db: Session) -> dict[int, Contact]:
    query = select(Contact).where(col(Contact.state).in_(("active", "blocked")))
    ordered = query.order_by(
        col(Contact.state).desc(), col(Contact.preferred), col(Contact.since), col(Contact.id)
    )
    return {row.person_id: row for row in db.exec(ordered)}


def attempts(db: Session, call_ids: Collection[int]) -> dict[int, list[Attempt]]:
    """Give the messages of several calls by call, in order."""
    found: dict[int, list[Attempt]] = defaultdict(list)
    for ids in chunks(call_ids):
        query = select(Attempt).where(col(Attempt.call_id).in_(ids))
        for row in db.exec(query.order_by(col(Attempt.number))):
            found[row.call_id].append(row)
    return found


def reasons(db: Session, call_ids: Collection[int]) -> dict[int, Reason]:
    """Give the reasons of several calls by call."""
    found: dict[int, Reason] = {}
    for ids in chunks(call_ids):
        query = select(Reason).where(col(Reason.call_id).in_(ids))
        found |= {row.call_id: row for row in db.exec(query) if row.code}
    return found


def decisions(
    db: Session, call_ids: Collection[int]
) -> dict[int, tuple[Proposal, Decision | None]]:
    """Give the proposal of each of several calls, and the decision on it that stands."""
    found: dict[int, tuple[Proposal, Decision | None]] = {}
    for ids in chunks(call_ids):
        query = (
            select(Proposal, Decision)
            .join(
                Decision,
                and_(
                    col(Decision.proposal_id) == Proposal.id,
                    col(Decision.taken_back_at).is_(None),
                ),
                isouter=True,
            )
            .where(col(Proposal.call_id).in_(ids))
            .order_by(col(Decision.id))
        )
        found |= {proposal.call_id: (proposal, last) for proposal, last in db.exec(query)}
    return found


def calls_by_id(db: Session, call_ids: Collection[int]) -> dict[int, Call]:
    """Give several calls by number."""
    found: dict[int, Call] = {}
    for ids in chunks(call_ids):
        query = select(Call).where(col(Call.id).in_(ids))
        found |= {row.id or 0: row for row in db.exec(query)}
    return found


def lots(db: Session, on: date) -> list[tuple[str, datetime]]:
    """List the moments of a day that came from the lottery, each with its person's number."""
    query = (
        select(Person.nip, Call.due_at)
        .join(Call, col(Call.person_id) == Person.id)
        .where(Call.on == on, Call.kind == "lot")
    )
    return [(nip, moment) for nip, moment in db.exec(query.order_by(col(Call.id)))]


def chain(db: Session) -> tuple[int, str]:
    """Give the number of links of the log, and the hash of the last one."""
    count = db.exec(select(func.count()).select_from(Entry)).one()
    last = db.exec(select(Entry.hash).order_by(col(Entry.id).desc()).limit(1)).first()
    return count, last or ""
