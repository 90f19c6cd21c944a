"""A plan before the superior: he approves it or comments on it, and the person hears of it."""

from datetime import timedelta
from typing import Any

from handlers import confirm, duty, review, ruling, warn
from handlers.desk import Choice, Desk
from handlers.events import Message
from handlers.plan import words
from handlers.ruling import Press
from storage import people, plans, rulings
from storage.rows import Person, Plan, Ruling

ABOUT, ASKING = "plan", "plan_comment"
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


def waiting(desk: Desk, actor: Person) -> list[tuple[Plan, str]]:
    """List the plans of one's people that wait for a review, and what is read of them now."""
    ids = [member.id or 0 for member in people.subordinates(desk.db, actor)]
    found = plans.waiting(desk.db, ids, desk.today(actor.zone))
    untold = rulings.untold(desk.db, ABOUT, [plan.id or 0 for plan in found])
    return [(plan, words.stamp(desk, plan)) for plan in found if plan.id not in untold]


def press(desk: Desk, actor: Person, parts: list[str]) -> bool:
    """Understand a press on a plan: its number, the choice, and what its reader saw."""
    undone = parts[1:] == [ruling.UNDO]
    known = undone or (bool(parts[2:]) and parts[1] in CHOICES)
    return known and ruling.press(desk, actor, parts, _pressed, undo)


def _pressed(desk: Desk, actor: Person, press: Press) -> None:
    choice, plan = press.choice, plans.by_id(desk.db, press.number)
    person = review.author(desk, actor, plan)
    if plan is None or person is None:
        desk.say(actor, "duty.not_yours")
    elif _is_other(desk, plan, press.stamp):
        _show(desk, actor, person, plan)
    elif choice == "comment":
        _want_words(desk, actor, person, plan, is_sure=press.is_sure)
    elif plan.state == "approved":
        desk.say(actor, "plan.approved_already", name=person.name, on=plan.on)
    else:
        rulings.drop(desk.db, ABOUT, [press.number])  # nobody has heard of a comment
        _decide(desk, actor, person, plan, choice, "")
        desk.say(actor, "plan.done_approve", name=person.name, on=plan.on)


def _want_words(desk: Desk, actor: Person, person: Person, plan: Plan, *, is_sure: bool) -> None:
    """Ask what is to be changed, once it is confirmed that something is."""
    if ruling.waits(desk, actor, ABOUT, plan.id):
        return
    stamp = words.stamp(desk, plan)
    facts: dict[str, Any] = {"name": person.name, "on": plan.on}
    if not is_sure:
        data = f"{ABOUT}:{plan.id}:comment"
        sure = confirm.choices(desk, actor, data, stamp)
        desk.say(actor, "plan.sure_comment", choices=sure, repeatable=False, **facts)
        return
    duty.ask(desk, desk.address_of(actor) or "", ASKING, plan=plan.id, stamp=stamp)
    desk.say(actor, "plan.ask_comment", **facts)


def _is_other(desk: Desk, plan: Plan, stamp: str | None) -> bool:
    """Tell whether a plan is no more what its reader saw."""
    return plan.state == "draft" or stamp != words.stamp(desk, plan)


def comment(desk: Desk, actor: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take a superior's comment on the plan that he saw; it is told when it can stand."""
    plan = plans.by_id(desk.db, about["plan"])
    if review.is_given_up(desk, actor, message):
        return True
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
        kept = {"stamp": about["stamp"], "words": said[: duty.COMMENT]}
        ruling.keep(desk, actor, person, ABOUT, plan.id or 0, "comment", **kept)
        desk.say(
            actor,
            "plan.done_comment",
            choices=ruling.undo_button(ABOUT, plan.id),
            name=person.name,
            on=plan.on,
            told=ruling.told_later(desk),
        )
    return True


def undo(desk: Desk, actor: Person, number: int) -> None:
    """Take a comment back; the plan waits as before."""
    plan = plans.by_id(desk.db, number)
    person = review.author(desk, actor, plan)
    if plan is None or person is None:
        desk.say(actor, "duty.not_yours")
    elif ruling.taken_back(desk, actor, ABOUT, number):
        desk.say(actor, "ruling.undone", name=person.name)
        _show(desk, actor, person, plan)


def settle(desk: Desk, row: Ruling) -> None:
    """Let a comment stand, unless the plan is no more what its reader saw."""
    plan = plans.by_id(desk.db, row.number)
    if plan is None:
        return
    actor, person = people.get(desk.db, row.decided_by), people.get(desk.db, plan.person_id)
    if _is_other(desk, plan, row.stamp):
        desk.say(actor, "duty.changed_meanwhile", name=person.name)
        _show(desk, actor, person, plan)
    else:
        _decide(desk, actor, person, plan, row.choice, row.words)


def _decide(desk: Desk, actor: Person, person: Person, plan: Plan, choice: str, said: str) -> None:
    plan.state, plan.comment = "approved" if choice == "approve" else "commented", said
    plan.reviewed_by, plan.reviewed_at = actor.id, desk.now
    desk.db.add(plan)
    desk.note("plan.reviewed", nip=person.nip, on=plan.on, state=plan.state, by=actor.nip)
    desk.say(person, f"plan.told_{choice}", by=actor.name, on=plan.on, comment=said)
