"""Records for auditors: one flat row a call, a fault or a person."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from handlers.attend import records as attendance
from handlers.desk import Desk
from handlers.duty import moment
from handlers.location import show as locations
from handlers.plan import records as plans
from handlers.report import records as reports
from storage import bulk, calls, cases
from storage.rows import Attempt, Call, Decision, Person, Proposal, Reason

CALLS = (
    "call_id",
    "nip",
    "circular",
    "drawn_at",
    "due_at",
    "sent_at",
    "clock_start",
    "deadline",
    "answered_at",
    "heard_after_at",
    "attempts",
    "state",
    "outcome",
    "void_cause",
    "reason",
    "decision",
    "channel",
    "kind",
    "purpose",
)
FAULTS = (
    "call_id",
    "nip",
    "circular",
    "on",
    "kind",
    "confirmed",
    "withdrawn",
    "reason",
    "proposed",
    "article",
    "decision",
    "decided_by",
    "decided_at",
)
PEOPLE = (  # the columns of a roster, and what we know besides
    "nip",
    "name",
    "unit",
    "position",
    "person_type",
    "supervisor_nip",
    "role",
    "phone",
    "zone",
    "home_lat",
    "home_lon",
    "domicile",
    "duties",
    "hours",
    "active",
    "channel",
    "channel_state",
    "enrolled_at",
)
COLUMNS = {
    "calls": CALLS,
    "faults": FAULTS,
    "people": PEOPLE,
    "attendance": attendance.COLUMNS,
    "locations": locations.COLUMNS,
    "plans": plans.COLUMNS,
    "reports": reports.COLUMNS,
}

Row = dict[str, Any]


def calls_on(desk: Desk, on: date) -> Iterator[Row]:
    """Give the calls of a day that are no secret any more: one that is to come stays unknown."""
    rows = [
        call
        for call in calls.between(desk.db, on, on)
        if call.state != "drawn" or call.due_at <= desk.now
    ]
    ids = [call.id or 0 for call in rows]
    people = _people(desk)
    attempts, reasons = bulk.attempts(desk.db, ids), bulk.reasons(desk.db, ids)
    decisions = bulk.decisions(desk.db, ids)
    for call in rows:
        call_id = call.id or 0
        _, decision = decisions.get(call_id, (None, None))
        person = people[call.person_id]
        yield {
            **_call(call, person, attempts.get(call_id, [])),
            "reason": _reason(reasons.get(call_id)),
            "decision": decision.choice if decision else None,
        }


def _call(call: Call, person: Person, attempts: list[Attempt]) -> Row:
    """Show the window of a call: from its first message's start to its last one's end."""
    sent = [attempt for attempt in attempts if attempt.clock_start]
    start = sent[0].clock_start if sent else None
    return {
        "call_id": call.code,
        "nip": person.nip,
        "circular": call.circular_id,
        "drawn_at": moment(call.drawn_at, person),
        "due_at": moment(call.due_at, person),
        "sent_at": moment(start, person),
        "clock_start": moment(start, person),
        "deadline": moment(sent[-1].deadline if sent else None, person),
        "answered_at": moment(call.answered_at, person),
        "heard_after_at": moment(call.heard_after_at, person),
        "attempts": len(sent),
        "state": call.state,
        "outcome": call.outcome or None,
        "void_cause": call.void_cause or None,
        "channel": call.channel or None,
        "kind": call.kind,
        "purpose": call.purpose or None,
    }


def faults_on(desk: Desk, on: date) -> Iterator[Row]:
    """Give the faults of a day, withdrawn ones too, each with the human decision behind it."""
    rows = cases.faults_between(desk.db, on, on)
    ids = [fault.call_id for fault in rows]
    people, known = _people(desk), bulk.calls_by_id(desk.db, ids)
    reasons, decisions = bulk.reasons(desk.db, ids), bulk.decisions(desk.db, ids)
    for fault in rows:
        call, person = known[fault.call_id], people[fault.person_id]
        proposal, decision = decisions.get(fault.call_id, (None, None))
        yield {
            "call_id": call.code,
            "nip": person.nip,
            "circular": call.circular_id,
            "on": fault.on.isoformat(),
            "kind": fault.kind,
            "confirmed": fault.confirmed,
            "withdrawn": fault.withdrawn,
            "reason": _reason(reasons.get(fault.call_id)),
            **_proposed(proposal),
            **_decided(decision, people),
        }


def _proposed(proposal: Proposal | None) -> Row:
    """Name the first step of the ladder that the circular has for this; the card named all."""
    step = next(iter(proposal.steps), None) if proposal else None
    return {"proposed": step[0] if step else None, "article": step[1] if step else None}


def _decided(decision: Decision | None, people: dict[int, Person]) -> Row:
    if decision is None:
        return {}
    by = people[decision.decided_by]
    return {
        "decision": decision.choice,
        "decided_by": by.nip,
        "decided_at": moment(decision.decided_at, by),
    }


def people(desk: Desk) -> Iterator[Row]:
    """Give the roster as it stands, those who have left included, and who can be reached."""
    known, contacts = _people(desk), bulk.contacts(desk.db)
    for number, person in known.items():
        contact = contacts.get(number)
        superior = known.get(person.supervisor_id or 0)
        yield {
            **person.model_dump(include=set(PEOPLE)),
            "supervisor_nip": superior.nip if superior else None,
            "role": ";".join(person.roles),
            "duties": ";".join(person.duties),
            "channel": contact.channel if contact else None,
            "channel_state": contact.state if contact else None,
            "enrolled_at": moment(contact.since, person) if contact else None,
        }


def _people(desk: Desk) -> dict[int, Person]:
    return {person.id or 0: person for person in bulk.everybody(desk.db)}


def _reason(reason: Reason | None) -> str | None:
    if reason is None:
        return None
    return "\n".join(filter(None, (reason.text, reason.late_text))) or reason.code


OF_DAY = {
    "calls": calls_on,
    "faults": faults_on,
    "attendance": attendance.rows_on,
    "locations": locations.rows_on,
    "plans": plans.rows_on,
    "reports": reports.rows_on,
}
"""What is written a day at a time."""
