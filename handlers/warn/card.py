"""The card: evidence, every clause that matches and the history, before a named human."""

from collections.abc import Iterable

from handlers import away, cite
from handlers.desk import Choice, Desk, Phrase, phrase
from handlers.rules import ladder, process
from handlers.rules.circular import Step
from handlers.warn import heard, superior
from handlers.warn import stage as stages
from handlers.warn.evidence import show_button
from handlers.warn.stage import Stage
from storage import calls, cases, people, reasons
from storage.rows import Call, Decision, Person, Proposal


def card(desk: Desk, proposal: Proposal) -> None:
    """Put a case before whoever is to decide it; a card that nobody gets stands in `/usulan`."""
    stage = stages.of(desk, proposal)
    reader = superior.reader(desk, stage.person)
    proposal.carded_at = desk.now
    proposal.carded_to = reader.person.id if reader.person else None
    desk.db.add(proposal)
    _note_steps(desk, stage)
    if reader.person and show_card(desk, proposal, reader.person, reader.why()):
        desk.note("case.carded", call=stage.call.code, to=reader.person.nip)


def _note_steps(desk: Desk, stage: Stage) -> tuple[Step, ...]:
    """Keep with a case what is proposed now."""
    steps = stages.steps(desk, stage)
    stage.proposal.steps = [[step.name, step.article] for step in steps]
    desk.db.add(stage.proposal)
    return steps


def show_card(desk: Desk, proposal: Proposal, reader: Person, why: Iterable[Phrase] = ()) -> bool:
    """Say the card to one superior; False if he cannot be reached."""
    stage = stages.of(desk, proposal)
    steps = _note_steps(desk, stage)
    call, person, law = stage.call, stage.person, stage.law
    recorded = process.is_recorded(law.sanction, stage.track)
    return desk.say(
        reader,
        "case.card_record" if recorded else "case.card",
        choices=[
            *([Choice(f"case.{c}", f"case:{proposal.id}:{c}")] for c in stage.choices),
            *show_button(proposal.id, stage.reason),
        ],
        repeatable=False,
        number=proposal.id,
        to=reader.name,
        name=person.name,
        nip4=person.nip[-4:],
        position=person.position,
        unit=person.unit,
        person_type=person.person_type,
        on=call.on,
        event=[_event(desk, stage), *away.facts(desk, call)],
        reason=reason_of(stage),
        article=cite.step(law, steps[0]) if steps else cite.source(law, "call.window_seconds"),
        circular=law.title,
        findings=[*_proposed(desk, stage, steps), *_so_far(desk, stage), *why],
        effects=_effects(stage),
    )


def _proposed(desk: Desk, stage: Stage, steps: tuple[Step, ...]) -> list[Phrase]:
    """Say what the circular names for this case, and under which law of discipline."""
    if stage.law.sanction != "propose":
        return [phrase("case.only_recorded")]
    if stage.track == "record":
        return [phrase("case.track_record")]
    said = [_proposal(stage, steps)]
    strange = ladder.paradox(stage.law.ladder)
    if steps and strange:
        silent, late = strange
        said.append(
            phrase(
                "case.paradox",
                silent=_step(stage, silent),
                late=_step(stage, late),
                milder=silent.name,
            )
        )
    said.append(_history(desk, stage))
    return [*said, phrase(f"case.track_{stage.track}")]


def _proposal(stage: Stage, steps: tuple[Step, ...]) -> Phrase:
    if steps:
        others = [_step(stage, step) for step in steps[1:]] or phrase("common.none")
        return phrase("case.proposes", step=_step(stage, steps[0]), others=others)
    if stage.track not in process.DISCIPLINE:
        return phrase("case.proposes_guidance")
    return phrase("case.proposes_later")


def _step(stage: Stage, step: Step) -> Phrase:
    return phrase("case.step", step=step.name, article=cite.step(stage.law, step))


def _history(desk: Desk, stage: Stage) -> Phrase:
    rule = stage.law.ladder
    assert rule is not None, "only a circular with a ladder has a track of discipline"
    return phrase(
        "case.history",
        count=stages.confirmed_before(desk, stage),
        limit=rule.repeat_count,
        days=rule.repeat_days,
        article=cite.source(stage.law, "ladder.repeat_count"),
    )


def _so_far(desk: Desk, stage: Stage) -> list[Phrase]:
    """Say what was decided before, and when."""
    return [decided(desk, row) for row in stage.history]


def decided(desk: Desk, row: Decision) -> Phrase:
    """Say who decided what, and when."""
    by = people.get(desk.db, row.decided_by).name
    return phrase("case.decided", choice=phrase(f"case.{row.choice}"), by=by, at=row.decided_at)


def _effects(stage: Stage) -> list[Phrase]:
    """Say what each choice does: above all, what of it counts."""
    said = []
    for choice in stage.choices:
        counts = process.counts(choice, stage.law.sanction, stage.track)
        said.append(
            phrase(
                "case.effect_counts" if counts else "case.effect_none",
                choice=phrase(f"case.{choice}"),
                what=phrase(f"case.effect_{choice}"),
            )
        )
    if stage.word == "awaited" and stage.proposal.state == "waiting":
        said.append(phrase("case.locked", until=stage.proposal.reason_until))
    return said


def _event(desk: Desk, stage: Stage) -> Phrase:
    sent = [a for a in calls.attempts(desk.db, stage.call) if a.clock_start]
    times = [phrase("case.time", at=a.clock_start) for a in sent]
    kind, code, answered = stage.proposal.kind, stage.call.code, stage.call.answered_at
    return phrase(f"case.event_{kind}", code=code, times=times, at=answered)


def reason_of(stage: Stage) -> Phrase | list[Phrase]:
    """Say which reason was given, or until when one may be."""
    until = stage.proposal.reason_until
    if stage.reason is None:
        key = "case.no_reason_yet" if stage.word == "awaited" else "case.no_reason"
        return phrase(key, until=until)
    return heard.said(stage.reason)


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
