"""A plan before the superior: he approves it or comments on it, and the person hears of it."""

from datetime import timedelta
from typing import Any

from handlers import duty, warn
from handlers.desk import Choice, Desk
from handlers.events import Message
from handlers.plan import words
from storage import dialogs, people, plans
from storage.rows import Person, Plan

ASKING = "plan_comment"
CHOICES = ("approve", "comment")
BACK = 7  # days in which a plan is still shown


def card(desk: Desk, person: Person, plan: Plan) -> None:
    """Put a plan before the direct superior."""
    superior = warn.decider(desk, person)
    if superior:
        _say(desk, superior, person, plan)


def _say(desk: Desk, superior: Person, person: Person, plan: Plan) -> None:
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
    """Show a leader what one of his people plans; a draft is nobody's business yet."""
    if found[1:]:
        desk.say(leader, "duty.several", names=duty.names(found))
        return
    person = found[0]
    today = desk.today(person.zone)
    shown = plans.between(
        desk.db, person.id or 0, today, today + timedelta(days=duty.AHEAD)
    ) or plans.between(desk.db, person.id or 0, today - timedelta(days=BACK), today)
    for plan in shown:
        if plan.state == "draft":
            desk.say(leader, "plan.being_changed", name=person.name, on=plan.on)
        else:
            _say(desk, leader, person, plan)
    if not shown:
        desk.say(leader, "plan.none_of", name=person.name)


def press(desk: Desk, actor: Person, parts: list[str]) -> bool:
    """Understand a press on a plan: its number, the choice, and what its reader saw."""
    match parts:
        case [number, choice, stamp] if number.isdecimal() and choice in CHOICES:
            plan = plans.by_id(desk.db, int(number))
            person = desk.db.get_one(Person, plan.person_id) if plan else None
            if plan and person and actor in people.superiors(desk.db, person):
                _judge(desk, actor, person, plan, (choice, stamp))
            else:
                desk.say(actor, "duty.not_yours")
            return True
    return False


def _judge(
    desk: Desk, actor: Person, person: Person, plan: Plan, pressed: tuple[str, str]
) -> None:
    choice, stamp = pressed
    if plan.state == "draft":
        desk.say(actor, "plan.being_changed", name=person.name, on=plan.on)
    elif stamp != words.stamp(desk, plan):
        _say(desk, actor, person, plan)
    elif choice == "comment":
        duty.ask(desk, desk.address_of(actor) or "", ASKING, plan=plan.id)
        desk.say(actor, "plan.ask_comment", name=person.name, on=plan.on)
    elif plan.state == "approved":
        desk.say(actor, "plan.approved_already", name=person.name, on=plan.on)
    else:
        _decide(desk, actor, person, plan, "")


def comment(desk: Desk, actor: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take a superior's comment on a plan; the person may then change it."""
    said = duty.words_of(message)
    plan = plans.by_id(desk.db, about["plan"])
    if not said or plan is None or not duty.is_meant(desk, actor, message, about):
        return False
    person = desk.db.get_one(Person, plan.person_id)
    dialogs.close(desk.db, message.address)
    if plan.state == "draft":
        desk.say(actor, "plan.being_changed", name=person.name, on=plan.on)
    elif actor in people.superiors(desk.db, person):
        _decide(desk, actor, person, plan, said[: duty.COMMENT])
    else:
        desk.say(actor, "duty.not_yours")
    return True


def _decide(desk: Desk, actor: Person, person: Person, plan: Plan, said: str) -> None:
    plan.state, plan.comment = "commented" if said else "approved", said
    plan.reviewed_by, plan.reviewed_at = actor.id, desk.now
    desk.db.add(plan)
    desk.note("plan.reviewed", nip=person.nip, on=plan.on, state=plan.state, by=actor.nip)
    blanks: dict[str, Any] = {"name": person.name, "on": plan.on, "by": actor.name}
    desk.say(actor, "plan.done_comment" if said else "plan.done_approve", **blanks)
    told = "plan.told_comment" if said else "plan.told_approve"
    desk.say(person, told, comment=said, **blanks)
