"""What follows a late or missed call: proposals, the decisions of people, and faults."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, exists
from sqlmodel import Session, col, func, or_, select

from storage import ahead
from storage.rows import Call, Decision, Fault, Proposal, Reason


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


def waiting(db: Session, people: Collection[int]) -> list[Proposal]:
    """List the proposals about these people that nobody has decided, oldest first."""
    query = select(Proposal).where(
        Proposal.state == "waiting", col(Proposal.person_id).in_(list(people))
    )
    return list(db.exec(query.order_by(col(Proposal.id))))


def uncarded(db: Session, now: datetime) -> list[Proposal]:
    """List the proposals whose time for a reason is over and that no supervisor has seen so."""
    query = select(Proposal).where(
        Proposal.state == "waiting", Proposal.reason_until <= now, _to_show()
    )
    return list(db.exec(query.order_by(col(Proposal.id))))


def reason_wanted(db: Session, person_id: int) -> list[Proposal]:
    """List a person's undecided proposals, for which a reason is always heard, newest first."""
    query = select(Proposal).where(Proposal.person_id == person_id, Proposal.state == "waiting")
    return list(db.exec(query.order_by(col(Proposal.id).desc())))


def next_card(db: Session, now: datetime) -> datetime | None:
    """Tell when the next time for a reason runs out."""
    query = select(func.min(Proposal.reason_until)).where(
        Proposal.state == "waiting", Proposal.reason_until > now, _to_show()
    )
    return db.exec(query).one()


def _to_show() -> ColumnElement[bool]:
    """Ask for what no supervisor has seen, or what counts as a reason once its time is over."""
    doubtful = exists().where(col(Reason.call_id) == Proposal.call_id, col(Reason.doubt) != "")
    return or_(col(Proposal.carded_at).is_(None), doubtful)


def decide(db: Session, proposal: Proposal, choice: str, by: int, at: datetime) -> Decision:
    """Record what a named human decided."""
    row = Decision(proposal_id=proposal.id or 0, choice=choice, decided_by=by, decided_at=at)
    proposal.state = "decided"
    db.add(row)
    db.add(proposal)
    db.flush()
    return row


def decision(db: Session, proposal_id: int) -> Decision | None:
    """Give the decision that stands: the last one."""
    query = select(Decision).where(Decision.proposal_id == proposal_id)
    return db.exec(query.order_by(col(Decision.id).desc())).first()


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
    query = select(Decision).where(col(Decision.proposal_id).in_(list(proposal_ids)))
    return {row.proposal_id: row for row in db.exec(query.order_by(col(Decision.id)))}


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
