"""A plan before the superior: he approves it or comments on it, and the person hears of it."""

from datetime import timedelta
from typing import Any

from handlers import duty, review, warn
from handlers.desk import Choice, Desk
from handlers.events import Message
from handlers.plan import words
from storage import plans
from storage.rows import Person, Plan

ASKING = "plan_comment"
CHOICES = ("approve", "comment")
BACK = 7  # days in which a plan is still shown


def card(desk: Desk, person: Person, plan: Plan) -> None:
    """Put a plan before the direct superior."""
    superior = warn.decider(desk, person)
    if superior:
        _show(desk, superior, person, plan)


def _show(desk: Desk, superior: Person, person: Person, plan: Plan) -> None:
    """Show a plan as it stands; a draft is nobody's business yet."""
    if plan.state == "draft":
        desk.say(superior, "plan.being_changed", name=person.name, on=plan.on)
        return
    stamp = words.stamp(desk, plan)
    desk.say(
        superior,
        "plan.card",
        choices=[[Choice(f"plan.{c}", f"plan:{plan.id}:{c}:{stamp}") for c in CHOICES]],
        name=person.name,
        unit=person.unit,
        state=words.state(plan),
        on=plan.on,
        items=words.lines(desk, plan),
        address=plan.address or "-",
    )


def show(desk: Desk, leader: Person, found: list[Person]) -> None:
    """Show a leader what one of his people plans."""
    if found[1:]:
        desk.say(leader, "duty.several", names=duty.names(found))
        return
    person = found[0]
    today = desk.today(person.zone)
    shown = plans.between(
        desk.db, person.id or 0, today, today + timedelta(days=duty.AHEAD)
    ) or plans.between(desk.db, person.id or 0, today - timedelta(days=BACK), today)
    for plan in shown:
        _show(desk, leader, person, plan)
    if not shown:
        desk.say(leader, "plan.none_of", name=person.name)


def press(desk: Desk, actor: Person, parts: list[str]) -> bool:
    """Understand a press on a plan: its number, the choice, and what its reader saw."""
    match parts:
        case [number, choice, stamp] if number.isdecimal() and choice in CHOICES:
            plan = plans.by_id(desk.db, int(number))
            person = review.author(desk, actor, plan)
            if plan and person:
                _judge(desk, actor, person, plan, choice, stamp)
            else:
                desk.say(actor, "duty.not_yours")
            return True
    return False


def _judge(desk: Desk, actor: Person, person: Person, plan: Plan, choice: str, stamp: str) -> None:
    if _is_other(desk, plan, stamp):
        _show(desk, actor, person, plan)
    elif choice == "comment":
        duty.ask(desk, desk.address_of(actor) or "", ASKING, plan=plan.id, stamp=stamp)
        desk.say(actor, "plan.ask_comment", name=person.name, on=plan.on)
    elif plan.state == "approved":
        desk.say(actor, "plan.approved_already", name=person.name, on=plan.on)
    else:
        _decide(desk, actor, person, plan, choice, "")


def _is_other(desk: Desk, plan: Plan, stamp: str | None) -> bool:
    """Tell whether a plan is no more what its reader saw."""
    return plan.state == "draft" or stamp != words.stamp(desk, plan)


def comment(desk: Desk, actor: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take a superior's comment on the plan that he saw; the person may then change it."""
    plan = plans.by_id(desk.db, about["plan"])
    said = review.words(desk, actor, message, about)
    if plan is None or not said:
        return False
    person = review.author(desk, actor, plan)
    if person is None:
        desk.say(actor, "duty.not_yours")
    elif _is_other(desk, plan, about.get("stamp")):
        desk.say(actor, "duty.changed_meanwhile", name=person.name)
        _show(desk, actor, person, plan)
    else:
        _decide(desk, actor, person, plan, "comment", said[: duty.COMMENT])
    return True


def _decide(desk: Desk, actor: Person, person: Person, plan: Plan, choice: str, said: str) -> None:
    plan.state, plan.comment = "approved" if choice == "approve" else "commented", said
    plan.reviewed_by, plan.reviewed_at = actor.id, desk.now
    desk.db.add(plan)
    desk.note("plan.reviewed", nip=person.nip, on=plan.on, state=plan.state, by=actor.nip)
    desk.say(actor, f"plan.done_{choice}", name=person.name, on=plan.on)
    desk.say(person, f"plan.told_{choice}", by=actor.name, on=plan.on, comment=said)
