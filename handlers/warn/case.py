"""A case begins with a question to the person, and ends when the outcome was corrected."""

from datetime import datetime, timedelta

from handlers import cite, schedule
from handlers.desk import Choice, Desk, phrase
from handlers.rules.circular import Circular
from handlers.warn.superior import decider
from storage import calls, cases, people
from storage.rows import Call, Person, Proposal

TIME_FOR_A_REASON = timedelta(minutes=30)  # at least, when the working day ends sooner


def open_case(desk: Desk, call: Call) -> None:
    """Ask the person for a reason first."""
    law = desk.law_by_hash(call.law_hash)
    person = people.get(desk.db, call.person_id)
    if law.sanction == "off":
        _note_to_person(desk, law, call, person, None)
        return
    proposal = cases.of_call(desk.db, call.id or 0) or Proposal(
        call_id=call.id or 0,
        person_id=call.person_id,
        kind=call.outcome,
        steps=[],  # pydantic would look into what `list` takes, each time
        reason_until=desk.now,
        made_at=desk.now,
    )
    proposal.kind, proposal.state, proposal.steps = call.outcome, "waiting", []
    proposal.carded_at, proposal.carded_to, proposal.raised = None, None, 0
    proposal.reason_until = schedule.reason_until(desk, person, call, desk.now + TIME_FOR_A_REASON)
    cases.add(desk.db, proposal)
    desk.note("case.opened", call=call.code, kind=proposal.kind)
    _note_to_person(desk, law, call, person, proposal.reason_until)


def _note_to_person(
    desk: Desk, law: Circular, call: Call, person: Person, until: datetime | None
) -> None:
    assert law.call is not None, "without calls nobody is late"
    sent = [a for a in calls.attempts(desk.db, call) if a.clock_start]
    start = sent[0].clock_start if sent else None
    answered = call.answered_at
    desk.say(
        person,
        f"case.{call.outcome}" if until else f"case.{call.outcome}_noted",
        choices=reason_choices(law) if until else "clear",
        urgent=True,
        repeatable=False,
        name=person.name,
        code=call.code,
        at=answered,
        elapsed=int((answered - start).total_seconds()) if answered and start else 0,
        times=[phrase("case.time", at=a.clock_start) for a in sent],
        limit=cite.limit(law),
        article=cite.source(law, "call.window_seconds"),
        until=until,
    )


def reason_choices(law: Circular) -> list[list[Choice]]:
    """Offer the reasons of the circular, two a row."""
    labels = [Choice(f"reason.{code}") for code in law.reason.choices]
    return [labels[i : i + 2] for i in range(0, len(labels), 2)]


def withdraw(desk: Desk, call: Call, outcome: str) -> None:
    """Take back what followed a call whose outcome was corrected, and tell whoever saw it."""
    cases.withdraw_fault(desk.db, call.id or 0)
    proposal = cases.of_call(desk.db, call.id or 0)
    if proposal is None or proposal.state == "withdrawn":
        return
    proposal.state = "withdrawn"
    desk.db.add(proposal)
    cases.take_back(desk.db, proposal.id or 0, desk.now)
    desk.note("case.withdrawn", call=call.code, outcome=outcome)
    person = people.get(desk.db, call.person_id)
    reader = people.get(desk.db, proposal.carded_to) if proposal.carded_to else None
    reader = reader or decider(desk, person)
    if reader and proposal.carded_at:
        desk.say(
            reader,
            "case.withdrawn",
            number=proposal.id,
            name=person.name,
            code=call.code,
            outcome=phrase(f"outcome.{outcome}"),
        )
