"""What follows a late or missed call: a question, a card to a human, and his decision."""

from datetime import datetime, timedelta
from typing import Any

from handlers import cite, schedule
from handlers.desk import Choice, Desk, phrase
from handlers.rules.circular import Circular
from handlers.warn.card import (
    CHOICES,
    card,
    decider,
    show_card,
    show_late_cards,
    show_silences,
)
from storage import calls, cases, people
from storage.rows import Call, Fault, Person, Proposal

__all__ = [
    "CHOICES",
    "card",
    "decide",
    "decider",
    "open_case",
    "press",
    "reason_choices",
    "show_card",
    "show_late_cards",
    "show_silences",
    "withdraw",
]

CONFIRMS = {"guide", "report"}  # an examination has not found anything yet
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
    proposal.kind, proposal.state, proposal.carded_at = call.outcome, "waiting", None
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


def press(desk: Desk, actor: Person, words: list[str]) -> bool:
    """Understand a press on a card: its number, and the choice."""
    match words:
        case [number, choice] if number.isdecimal():
            decide(desk, actor, int(number), choice)
            return True
    return False


def decide(desk: Desk, actor: Person, proposal_id: int, choice: str) -> None:
    """Take a human's decision on a card."""
    proposal = cases.get(desk.db, proposal_id)
    if proposal is None or choice not in CHOICES or not _may_decide(desk, actor, proposal):
        desk.say(actor, "case.not_yours")
        return
    refusal = _refusal(desk, proposal, choice)
    if refusal:
        desk.say(actor, refusal, number=proposal.id, until=proposal.reason_until)
        return
    cases.decide(desk.db, proposal, choice, actor.id or 0, desk.now)
    _apply(desk, actor, proposal, choice)


def _may_decide(desk: Desk, actor: Person, proposal: Proposal) -> bool:
    person = people.get(desk.db, proposal.person_id)
    return actor in people.superiors(desk.db, person)


def _refusal(desk: Desk, proposal: Proposal, choice: str) -> str:
    """Name why a decision cannot stand; one in the person's favour may always come later."""
    if proposal.state == "withdrawn":
        return "case.withdrawn_already"
    standing = cases.decision(desk.db, proposal.id or 0)
    if proposal.state == "decided" and standing:
        mends = choice == "accept" and standing.choice != "accept"
        return "" if mends else "case.decided_already"
    heard = calls.reason(desk.db, proposal.call_id) is not None
    if choice != "accept" and not heard and desk.now < proposal.reason_until:
        return "case.reason_first"
    return ""


def _apply(desk: Desk, actor: Person, proposal: Proposal, choice: str) -> None:
    call, person = (
        calls.get(desk.db, proposal.call_id),
        people.get(desk.db, proposal.person_id),
    )
    if choice == "accept":
        cases.withdraw_fault(desk.db, proposal.call_id)
        call.outcome = "excused"
        desk.db.add(call)
    else:
        cases.add_fault(
            desk.db,
            Fault(
                call_id=proposal.call_id,
                person_id=proposal.person_id,
                on=call.on,
                kind=proposal.kind,
                confirmed=choice in CONFIRMS,
            ),
        )
    desk.note("case.decided", call=call.code, choice=choice, by=actor.nip, steps=proposal.steps)
    words: dict[str, Any] = {
        "number": proposal.id,
        "name": person.name,
        "code": call.code,
        "by": actor.name,
        "article": cite.source(desk.law_by_hash(call.law_hash), "call.window_seconds"),
    }
    desk.say(actor, f"case.done_{choice}", **words)
    desk.say(person, f"case.told_{choice}", choices="clear", repeatable=False, **words)


def withdraw(desk: Desk, call: Call, outcome: str) -> None:
    """Take back what followed a call whose outcome was corrected, and tell whoever saw it."""
    cases.withdraw_fault(desk.db, call.id or 0)
    proposal = cases.of_call(desk.db, call.id or 0)
    if proposal is None or proposal.state == "withdrawn":
        return
    proposal.state = "withdrawn"
    desk.db.add(proposal)
    desk.note("case.withdrawn", call=call.code, outcome=outcome)
    person = people.get(desk.db, call.person_id)
    superior = decider(desk, person)
    if superior and proposal.carded_at:
        desk.say(
            superior,
            "case.withdrawn",
            number=proposal.id,
            name=person.name,
            code=call.code,
            outcome=phrase(f"outcome.{outcome}"),
        )
