"""The card: evidence, every clause that matches and the history, before a named human."""

from collections.abc import Iterable
from datetime import timedelta

from handlers import away, cite
from handlers.desk import Choice, Desk, Phrase, phrase
from handlers.rules import ladder
from handlers.rules.circular import Circular, Step
from handlers.warn import heard
from storage import calls, cases, people, reasons
from storage.rows import Call, Fault, Person, Proposal

CHOICES = ("accept", "examine", "guide", "report")


def decider(desk: Desk, person: Person) -> Person | None:
    """Name who decides: the direct supervisor, or the next above him who can be reached."""
    chain = people.superiors(desk.db, person)
    reachable = (superior for superior in chain if desk.address_of(superior))
    return next(reachable, None) or next(iter(chain), None)


def card(desk: Desk, proposal: Proposal) -> None:
    """Put the evidence, every clause that matches and the history before the supervisor."""
    person = people.get(desk.db, proposal.person_id)
    superior = decider(desk, person)
    proposal.carded_at = desk.now
    desk.db.add(proposal)
    # whoever cannot be reached now finds the case in his digest and in /usulan
    if superior and show_card(desk, proposal, superior):
        code = calls.get(desk.db, proposal.call_id).code
        desk.note("case.carded", call=code, to=superior.nip)


def show_card(desk: Desk, proposal: Proposal, superior: Person) -> bool:
    """Say the card to one superior; False if he cannot be reached."""
    call, person = (
        calls.get(desk.db, proposal.call_id),
        people.get(desk.db, proposal.person_id),
    )
    law = desk.law_by_hash(call.law_hash)
    steps = _steps(desk, law, proposal, call)
    proposal.steps = [[step.name, step.article] for step in steps]
    desk.db.add(proposal)
    return desk.say(
        superior,
        "case.card" if steps else "case.card_record",
        choices=[[Choice(f"case.{c}", f"case:{proposal.id}:{c}")] for c in CHOICES],
        repeatable=False,
        number=proposal.id,
        to=superior.name,
        name=person.name,
        nip4=person.nip[-4:],
        position=person.position,
        unit=person.unit,
        person_type=person.person_type,
        on=call.on,
        event=[_event(desk, call, proposal), *away.facts(desk, call)],
        reason=_reason(desk, proposal),
        step=steps[0].name if steps else "",
        article=cite.step(law, steps[0]) if steps else cite.source(law, "call.window_seconds"),
        circular=law.title,
        others=[phrase("case.step", step=s.name, article=cite.step(law, s)) for s in steps[1:]]
        or phrase("common.none"),
        history=_history(desk, law, proposal, call),
        track=phrase(f"case.track_{_track(law, person)}"),
    )


def _steps(desk: Desk, law: Circular, proposal: Proposal, call: Call) -> tuple[Step, ...]:
    if law.sanction != "propose" or law.ladder is None:
        return ()
    # nobody is "without a reason" while he may still give one
    given = calls.reason(desk.db, proposal.call_id) or desk.now < proposal.reason_until
    before = len(_confirmed(desk, law, proposal, call))
    return ladder.matching(law.ladder, proposal.kind, bool(given), before)


def _confirmed(desk: Desk, law: Circular, proposal: Proposal, call: Call) -> list[Fault]:
    if law.ladder is None:
        return []
    since = call.on - timedelta(days=law.ladder.repeat_days - 1)
    found = cases.confirmed(desk.db, proposal.person_id, since, call.on)
    return [fault for fault in found if fault.call_id != call.id]


def _history(desk: Desk, law: Circular, proposal: Proposal, call: Call) -> Phrase:
    days = law.ladder.repeat_days if law.ladder else 0
    return phrase("case.history", days=days, count=len(_confirmed(desk, law, proposal, call)))


def _track(law: Circular, person: Person) -> str:
    return ladder.track(law.ladder, person.person_type) if law.ladder else "record"


def _event(desk: Desk, call: Call, proposal: Proposal) -> Phrase:
    sent = [a for a in calls.attempts(desk.db, call) if a.clock_start]
    times = [phrase("case.time", at=a.clock_start) for a in sent]
    return phrase(f"case.event_{proposal.kind}", code=call.code, times=times, at=call.answered_at)


def _reason(desk: Desk, proposal: Proposal) -> Phrase | list[Phrase]:
    reason = calls.reason(desk.db, proposal.call_id)
    if reason is None:
        over = desk.now >= proposal.reason_until
        return phrase(
            "case.no_reason" if over else "case.no_reason_yet", until=proposal.reason_until
        )
    return heard.said(reason)


def show_silences(desk: Desk, closed: Iterable[Call]) -> None:
    """Show the supervisors at once who did not answer, as cases that are open."""
    missed = [call.id or 0 for call in closed if call.outcome == "missed"]
    silent = [proposal for of in missed if (proposal := cases.of_call(desk.db, of))]
    if silent:
        desk.db.flush()  # so that all of them have their numbers
    for proposal in silent:
        card(desk, proposal)


def show_late_cards(desk: Desk) -> None:
    """Show the cards whose time for a reason has run out without one."""
    for proposal in cases.uncarded(desk.db, desk.now):
        reasons.let_doubt_count(desk.db, proposal.call_id)
        card(desk, proposal)
