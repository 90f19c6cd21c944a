"""A human's decision: shown before it counts, and taken back within five minutes."""

from handlers import confirm, ruling
from handlers.desk import Desk, phrase
from handlers.rules import process
from handlers.ruling import Press
from handlers.warn import evidence, superior
from handlers.warn import stage as stages
from handlers.warn.card import card, show_card
from handlers.warn.stage import Stage
from handlers.warn.tell import tell
from storage import calls, cases, people, rulings
from storage.rows import Decision, Fault, Person, Proposal


def press(desk: Desk, actor: Person, words: list[str]) -> bool:
    """Understand a press on a card: its number, the choice, and the answer to our question."""
    if words[1:] == [evidence.SHOW] and words[0].isdecimal():
        _show_evidence(desk, actor, int(words[0]))
        return True
    return ruling.press(desk, actor, words, decide, undo)


def _show_evidence(desk: Desk, actor: Person, number: int) -> None:
    proposal = cases.get(desk.db, number)
    if proposal and _may_decide(desk, actor, proposal):
        evidence.show(desk, actor, proposal)
    else:
        desk.say(actor, "case.not_yours")


def decide(desk: Desk, actor: Person, press: Press) -> None:
    """Take a decision on a card; one against the person is asked about once, as it was read."""
    number, choice = press.number, press.choice
    proposal = cases.get(desk.db, number)
    if proposal is None or choice not in process.CHOICES or not _may_decide(desk, actor, proposal):
        desk.say(actor, "case.not_yours")
        return
    stage = stages.of(desk, proposal)
    refusal = _refusal(stage, choice)
    if refusal:
        desk.say(actor, refusal, number=number, until=proposal.reason_until)
    elif choice not in stage.choices or (press.is_sure and press.stamp != stage.stamp):
        desk.say(actor, "case.changed", number=number)
        show_card(desk, proposal, actor)
    elif choice in process.ADVERSE and not press.is_sure:
        desk.say(
            actor,
            f"case.sure_{choice}",
            choices=confirm.choices(desk, actor, f"case:{number}:{choice}", stage.stamp),
            repeatable=False,
            name=stage.person.name,
            code=stage.call.code,
            number=number,
        )
    else:
        _take(desk, actor, stage, choice)


def _may_decide(desk: Desk, actor: Person, proposal: Proposal) -> bool:
    """Tell whether a card is somebody's: of his own people, or put before him; never his own."""
    if actor.id == proposal.person_id:
        return False
    person = people.get(desk.db, proposal.person_id)
    return actor in people.superiors(desk.db, person) or _is_readers(desk, actor, person, proposal)


def _is_readers(desk: Desk, actor: Person, person: Person, proposal: Proposal) -> bool:
    if "personnel" not in actor.roles:
        return False
    return proposal.carded_to == actor.id or superior.reader(desk, person).of_office


def waiting(desk: Desk, actor: Person) -> list[Proposal]:
    """List the cases that go on and that somebody may decide, oldest first."""
    ids = [member.id or 0 for member in people.subordinates(desk.db, actor)]
    found = cases.waiting(desk.db, ids, actor.id or 0)
    return [proposal for proposal in found if _may_decide(desk, actor, proposal)]


def _refusal(stage: Stage, choice: str) -> str:
    """Name why a decision cannot stand; one in the person's favour may always come later."""
    state, standing = stage.proposal.state, stage.standing
    if state == "withdrawn":
        return "case.withdrawn_already"
    if state == "decided" and standing:
        mends = choice == "accept" and standing.choice not in process.CLEARED
        return "" if mends else "case.decided_already"
    awaited = state == "waiting" and stage.word == "awaited"
    return "case.reason_first" if awaited and choice != "accept" else ""


def _take(desk: Desk, actor: Person, stage: Stage, choice: str) -> None:
    adverse = choice in process.ADVERSE
    row = Decision(
        proposal_id=stage.proposal.id or 0,
        choice=choice,
        decided_by=actor.id or 0,
        decided_at=desk.now,
    )
    state = process.state_after(choice, stage.law.sanction, stage.track)
    cases.decide(desk.db, stage.proposal, row, state)
    if adverse:
        ruling.keep(desk, actor, stage.person, "case", row.id or 0, choice)
    _apply(desk, stages.of(desk, stage.proposal))
    steps = stage.proposal.steps
    desk.note("case.decided", call=stage.call.code, choice=choice, by=actor.nip, steps=steps)
    _say_done(desk, actor, stage, choice)
    if not adverse:
        tell(desk, row)
    elif state != "decided":
        show_card(desk, stage.proposal, actor)  # with what may be decided next


def _say_done(desk: Desk, actor: Person, stage: Stage, choice: str) -> None:
    adverse = choice in process.ADVERSE
    desk.say(
        actor,
        f"case.done_{choice}",
        choices=ruling.undo_button("case", stage.proposal.id) if adverse else (),
        number=stage.proposal.id,
        name=stage.person.name,
        code=stage.call.code,
        counted=_counted(stage, choice),
        told=ruling.told_later(desk) if adverse else phrase("case.told_now"),
    )


def _counted(stage: Stage, choice: str) -> object:
    counts = process.counts(choice, stage.law.sanction, stage.track)
    return phrase("case.counted" if counts else "case.not_counted")


def _apply(desk: Desk, stage: Stage) -> None:
    """Let call and fault follow from the decision that stands; none, and nothing follows."""
    call, standing = stage.call, stage.standing
    choice = standing.choice if standing else ""
    call.outcome = "excused" if choice == "accept" else stage.proposal.kind
    desk.db.add(call)
    if not choice or choice in process.CLEARED:
        cases.withdraw_fault(desk.db, stage.proposal.call_id)
        return
    cases.add_fault(
        desk.db,
        Fault(
            call_id=stage.proposal.call_id,
            person_id=stage.proposal.person_id,
            on=call.on,
            kind=stage.proposal.kind,
            confirmed=process.counts(choice, stage.law.sanction, stage.track),
        ),
    )


def undo(desk: Desk, actor: Person, number: int) -> None:
    """Take back one's own decision before the person hears of it."""
    proposal = cases.get(desk.db, number)
    last = cases.decision(desk.db, number) if proposal else None
    if proposal and last is None and _may_decide(desk, actor, proposal):
        desk.say(actor, "case.changed", number=number)
        show_card(desk, proposal, actor)
        return
    if proposal is None or last is None or last.decided_by != actor.id:
        desk.say(actor, "case.not_yours")
        return
    if ruling.taken_back(desk, actor, "case", last.id or 0) is None:
        return
    stage = _without(desk, proposal, last)
    desk.note("case.taken_back", call=stage.call.code, choice=last.choice, by=actor.nip)
    desk.say(actor, "case.undone", number=number, name=stage.person.name, code=stage.call.code)
    show_card(desk, proposal, actor)


def _without(desk: Desk, proposal: Proposal, last: Decision) -> Stage:
    """Let a case stand as if its last decision had not been."""
    last.taken_back_at = desk.now
    desk.db.add(last)
    desk.db.flush()
    stage = stages.of(desk, proposal)
    before = stage.standing.choice if stage.standing else ""
    proposal.state = process.state_after(before, stage.law.sanction, stage.track)
    _apply(desk, stage)
    return stage


def is_untold(desk: Desk, proposal: Proposal) -> bool:
    """Tell whether the person has not heard yet how a case was decided."""
    last = cases.decision(desk.db, proposal.id or 0)
    return last is not None and bool(cases.untold(desk.db, [last]))


def hold_back(desk: Desk, proposal: Proposal) -> Person | None:
    """Let what nobody was told yet lapse, for new words came; give who is to decide again."""
    by = None
    while is_untold(desk, proposal):
        last = cases.decision(desk.db, proposal.id or 0)
        assert last, "what was not told was decided"
        by = by or people.get(desk.db, last.decided_by)
        rulings.drop(desk.db, "case", [last.id or 0])
        stage = _without(desk, proposal, last)
        desk.note("case.held_back", call=stage.call.code, choice=last.choice, by=by.nip)
    return by


def bring_back(desk: Desk, proposal: Proposal, by: Person) -> None:
    """Put a case before who decided it without the new words; else before who can be asked."""
    confirm.close(desk, by)
    person, call = people.get(desk.db, proposal.person_id), calls.get(desk.db, proposal.call_id)
    if desk.say(by, "case.held_back", number=proposal.id, name=person.name, code=call.code):
        proposal.carded_at, proposal.carded_to = desk.now, by.id
        show_card(desk, proposal, by)
    else:
        card(desk, proposal)
