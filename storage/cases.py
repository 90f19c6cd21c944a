"""What follows a late or missed call: proposals, the decisions of people, and faults."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, not_, or_
from sqlmodel import Session, col, func, select

from storage import ahead, rulings
from storage.rows import Call, Decision, Fault, Proposal, Reason

GOES_ON = ("waiting", "examining", "reported")
RAISED_AT_MOST = 2  # once to who decides, once to the superior above him


def add(db: Session, proposal: Proposal) -> None:
    """Keep a proposal; a new one gets its number with all others that are written."""
    db.add(proposal)
    ahead.known(db).proposals[proposal.call_id] = proposal


def get(db: Session, proposal_id: int) -> Proposal | None:
    """Give a proposal by its number."""
    return db.get(Proposal, proposal_id)


def of_call(db: Session, call_id: int) -> Proposal | None:
    """Give the proposal that a call led to."""
    read = ahead.known(db).proposals
    if call_id in read:
        return read[call_id]
    return db.exec(select(Proposal).where(Proposal.call_id == call_id)).first()


def of_calls(db: Session, call_ids: Collection[int]) -> dict[int, Proposal]:
    """Give the proposals of several calls by call."""
    query = select(Proposal).where(col(Proposal.call_id).in_(list(call_ids)))
    return {row.call_id: row for row in db.exec(query)}


def waiting(db: Session, people: Collection[int], reader: int = 0) -> list[Proposal]:
    """List the cases of these people, or put before a reader, that go on; oldest first."""
    query = select(Proposal).where(
        col(Proposal.state).in_(GOES_ON),
        or_(col(Proposal.person_id).in_(list(people)), col(Proposal.carded_to) == reader),
    )
    return list(db.exec(query.order_by(col(Proposal.id))))


def undecided(db: Session, before: datetime) -> list[Proposal]:
    """List the cases that could be decided before a moment and were not, oldest first."""
    query = select(Proposal).where(
        Proposal.state == "waiting", Proposal.raised < RAISED_AT_MOST, Proposal.made_at < before
    )
    return list(db.exec(query.order_by(col(Proposal.id))))


def of_person(db: Session, person_id: int) -> list[Proposal]:
    """List all cases of a person that were not withdrawn, oldest first."""
    query = select(Proposal).where(Proposal.person_id == person_id, Proposal.state != "withdrawn")
    return list(db.exec(query.order_by(col(Proposal.id))))


def _unseen() -> tuple[Any, ...]:
    """Tell which cases nobody has seen as they are once the time for a reason is over."""
    own = col(Reason.call_id) == col(Proposal.call_id)
    reasoned = exists().where(own, col(Reason.code) != "")
    doubtful = exists().where(own, col(Reason.doubt) != "")
    seen_silent = and_(col(Proposal.carded_at) < col(Proposal.reason_until), not_(reasoned))
    unseen = or_(col(Proposal.carded_at).is_(None), seen_silent, doubtful)
    return Proposal.state == "waiting", unseen


def uncarded(db: Session, now: datetime) -> list[Proposal]:
    """List the cases whose time for a reason is over and that no supervisor has seen so."""
    query = select(Proposal).where(*_unseen(), Proposal.reason_until <= now)
    return list(db.exec(query.order_by(col(Proposal.id))))


def reason_wanted(db: Session, person_id: int) -> list[Proposal]:
    """List a person's cases that go on, for which a reason is always heard, newest first."""
    query = select(Proposal).where(
        Proposal.person_id == person_id, col(Proposal.state).in_(GOES_ON)
    )
    return list(db.exec(query.order_by(col(Proposal.id).desc())))


def next_card(db: Session, now: datetime) -> datetime | None:
    """Tell when the next time for a reason runs out."""
    query = select(func.min(Proposal.reason_until)).where(*_unseen(), Proposal.reason_until > now)
    return db.exec(query).one()


def decide(db: Session, proposal: Proposal, decision: Decision, state: str) -> None:
    """Record what a named human decided, and where that leaves the case."""
    proposal.state = state
    db.add(decision)
    db.add(proposal)
    db.flush()


def history(db: Session, proposal_id: int) -> list[Decision]:
    """List the decisions on a proposal that stand, in their order."""
    query = select(Decision).where(Decision.proposal_id == proposal_id, _stands())
    return list(db.exec(query.order_by(col(Decision.id))))


def histories(db: Session, proposal_ids: Collection[int]) -> dict[int, list[Decision]]:
    """Give the standing decisions on several proposals, each in their order."""
    query = select(Decision).where(col(Decision.proposal_id).in_(list(proposal_ids)), _stands())
    found: dict[int, list[Decision]] = {}
    for row in db.exec(query.order_by(col(Decision.id))):
        found.setdefault(row.proposal_id, []).append(row)
    return found


def _stands() -> ColumnElement[bool]:
    return col(Decision.taken_back_at).is_(None)


def decided(db: Session, decision_id: int) -> Decision:
    """Give a decision."""
    return db.get_one(Decision, decision_id)


def decision(db: Session, proposal_id: int) -> Decision | None:
    """Give the decision that stands: the last one that was not taken back."""
    return next(reversed(history(db, proposal_id)), None)


def decided_since(db: Session, person_id: int, since: datetime | None) -> list[Proposal]:
    """List a person's decided proposals (after a moment), the newest decision first."""
    query = (
        select(Proposal)
        .join(Decision, col(Decision.proposal_id) == Proposal.id)
        .where(Proposal.person_id == person_id, Proposal.state == "decided")
        .order_by(col(Decision.id).desc())
    )
    if since:
        query = query.where(col(Decision.decided_at) > since)
    return list(dict.fromkeys(db.exec(query)))


def decisions(db: Session, proposal_ids: Collection[int]) -> dict[int, Decision]:
    """Give the standing decisions of several proposals by proposal."""
    return {of: rows[-1] for of, rows in histories(db, proposal_ids).items()}


def take_back(db: Session, proposal_id: int, at: datetime) -> None:
    """Let all decisions on a proposal lapse, for what they were about is no more."""
    rows = history(db, proposal_id)
    for row in rows:
        row.taken_back_at = at
        db.add(row)
    rulings.drop(db, "case", [row.id or 0 for row in rows])


def untold(db: Session, rows: Collection[Decision]) -> set[int]:
    """Tell which of some decisions can still be taken back, and were not told."""
    return rulings.untold(db, "case", [row.id or 0 for row in rows])


def add_fault(db: Session, fault: Fault) -> None:
    """Keep a fault; one a call, whatever happened before."""
    known = db.exec(select(Fault).where(Fault.call_id == fault.call_id)).first()
    if known:
        known.confirmed, known.withdrawn, known.kind = fault.confirmed, False, fault.kind
    db.add(known or fault)
    db.flush()
    ahead.known(db).faults.pop(fault.person_id, None)


def withdraw_fault(db: Session, call_id: int) -> None:
    """Take a fault back; the row stays, as a record that it was."""
    for row in db.exec(select(Fault).where(Fault.call_id == call_id)):
        row.withdrawn = True
        db.add(row)


def confirmed(db: Session, person_id: int, since: date, until: date) -> list[Fault]:
    """List a person's confirmed faults from one day to another, both included."""
    read = ahead.known(db).faults.get(person_id)
    if read is None:
        query = select(Fault).where(
            Fault.person_id == person_id, Fault.on >= since, Fault.on <= until
        )
        read = list(db.exec(query))
    found = [f for f in read if f.confirmed and not f.withdrawn and since <= f.on <= until]
    return sorted(found, key=lambda fault: (fault.on, fault.id or 0))


def faults_between(db: Session, since: date, until: date) -> list[Fault]:
    """List all faults from one day to another, both included."""
    query = select(Fault).where(Fault.on >= since, Fault.on <= until)
    return list(db.exec(query.order_by(col(Fault.on), col(Fault.id))))


def forget(db: Session, before: date) -> None:
    """Delete the cases of the days before a date, with what people decided in them."""
    old = select(Call.id).where(Call.on < before)
    proposals = select(Proposal.id).where(col(Proposal.call_id).in_(old))
    db.execute(delete(Decision).where(col(Decision.proposal_id).in_(proposals)))
    db.execute(delete(Fault).where(col(Fault.call_id).in_(old)))
    db.execute(delete(Proposal).where(col(Proposal.call_id).in_(old)))
