"""The person concerned hears of a decision once it can no more be taken back."""

from typing import Any

from handlers import cite
from handlers.desk import Desk, Phrase, phrase
from handlers.warn import stage as stages
from handlers.warn.card import decided, reason_of
from handlers.warn.stage import Stage
from storage import cases, people
from storage.rows import Decision, Person, Ruling


def settle(desk: Desk, ruling: Ruling) -> None:
    """Tell a decision whose time for second thoughts is over."""
    row = cases.decided(desk.db, ruling.number)
    last = cases.decision(desk.db, row.proposal_id)
    if last and last.id == row.id:  # one that was followed by another is told with it
        tell(desk, row)


def tell(desk: Desk, row: Decision) -> None:
    """Tell a person what was decided, by whom, and which step was proposed by which clause."""
    proposal = cases.get(desk.db, row.proposal_id)
    assert proposal is not None, "a decision is about a proposal"
    stage = stages.of(desk, proposal)
    words: dict[str, Any] = {
        "number": proposal.id,
        "name": stage.person.name,
        "code": stage.call.code,
        "by": people.get(desk.db, row.decided_by).name,
        "at": row.decided_at,
        "proposed": proposed(stage),
        "article": cite.source(stage.law, "call.window_seconds"),
    }
    desk.say(stage.person, f"case.told_{row.choice}", choices="clear", repeatable=False, **words)


def events(desk: Desk, person: Person, newest: int) -> list[Phrase]:
    """List to a person what his superior sees of him: the newest cases, the latest first.

    A decision that may still be taken back is nobody's yet, nor what is proposed because of it.
    """
    found = cases.of_person(desk.db, person.id or 0)[-newest:]
    return [_event(desk, stages.of(desk, proposal)) for proposal in reversed(found)]


def _event(desk: Desk, stage: Stage) -> Phrase:
    untold = cases.untold(desk.db, stage.history)
    told = [row for row in stage.history if row.id not in untold]
    hidden = len(told) < len(stage.history)
    return phrase(
        "me.event",
        number=stage.proposal.id,
        code=stage.call.code,
        on=stage.call.on,
        outcome=phrase(f"outcome.{stage.proposal.kind}"),
        reason=reason_of(stage),
        proposed=phrase("case.proposed_nothing") if hidden else proposed(stage),
        decisions=[decided(desk, row) for row in told] or phrase("me.undecided"),
    )


def proposed(stage: Stage) -> Phrase:
    """Say which step was proposed by which clause, or that none was."""
    names = [name for name, _ in stage.proposal.steps[:1]]
    steps = stage.law.ladder.steps if stage.law.ladder else ()
    found = next((step for step in steps if step.name in names), None)
    if found is None:
        return phrase("case.proposed_nothing")
    return phrase("case.proposed", step=found.name, article=cite.step(stage.law, found))
