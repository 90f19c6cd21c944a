"""Writing a plan: item by item or as one pasted list, shown again after every message."""

from datetime import date, timedelta
from typing import Any

from handlers import cite, duty, worklist
from handlers.desk import CLEAR, Choice, Desk
from handlers.events import Message, Text
from handlers.plan import deadline, review, words
from storage import dialogs, plans
from storage.rows import Person, Plan, PlanItem

ASKING = "plan"
ADDRESS = 200  # characters
KEYBOARD = [
    [Choice("press.plan_send")],
    [Choice("press.plan_address"), Choice("press.plan_clear")],
]


def command(desk: Desk, person: Person, said: str, address: str) -> None:
    """Understand `/rencana [work | NIP or name]`: write one's own plan, or read another's."""
    found = duty.below(desk, person, said)
    if found:
        review.show(desk, person, found)
        return
    on = deadline.day(desk, person)
    shown = not said and _show_today(desk, person, on, address)
    if on:
        _go_on(desk, person, on, said, address)
    elif not shown:
        desk.say(person, "plan.no_day" if _is_ordered(desk) else "plan.off")


def _show_today(desk: Desk, person: Person, on: date | None, address: str) -> bool:
    """Show the plan of the day that goes on, before that of the next one is written."""
    today = desk.today(person.zone)
    plan = plans.get(desk.db, person.id or 0, today)
    if plan is None or plan.sent_at is None or on == today or not deadline.has_duty(desk, today):
        return False
    _show(desk, person, plan, address)
    return True


def _is_ordered(desk: Desk) -> bool:
    today = desk.today()
    return any(deadline.has_duty(desk, today + timedelta(days=n)) for n in range(2))


def _go_on(desk: Desk, person: Person, on: date, said: str, address: str) -> None:
    plan = plans.open_for(desk.db, person.id or 0, on)
    if said:
        _add(desk, person, plan, said, address)
    else:
        _show(desk, person, plan, address)


def reply(desk: Desk, person: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take words as pieces of work, or as the address that was asked for."""
    if not duty.is_meant(desk, person, message, about):
        return False
    plan = plans.open_for(desk.db, person.id or 0, date.fromisoformat(about["on"]))
    said = duty.words_of(message)
    if not said:
        desk.say(person, "plan.words_wanted")
    elif about["step"] == "address":
        _set_address(desk, person, plan, said, message.address)
    else:
        _add(desk, person, plan, said, message.address)
    return True


def _add(desk: Desk, person: Person, plan: Plan, said: str, address: str) -> None:
    """Add work to a plan; say what did not fit, and lose no other word."""
    if not deadline.may_change(desk, person, plan):
        _show(desk, person, plan, address)
        return
    before = plans.items(desk.db, plan.id or 0)
    read = worklist.read(said, worklist.LIMIT - len(before))
    for number, work in enumerate(read.works, start=len(before) + 1):
        row = PlanItem(plan_id=plan.id or 0, number=number, task=work.task)
        row.target, row.unit, row.minutes = work.target, work.unit, work.minutes
        plans.add(desk.db, row)
    if read.works:
        plan.state = "draft"
    if read.left_over:
        desk.say(person, "plan.too_many", limit=worklist.LIMIT, left_over=read.left_over)
    if read.shortened:
        desk.say(person, "plan.shortened", count=read.shortened, limit=worklist.TASK)
    if not read.works and not read.left_over:
        desk.say(person, "plan.nothing_in_it")
    _show(desk, person, plan, address)


def _set_address(desk: Desk, person: Person, plan: Plan, said: str, address: str) -> None:
    if deadline.may_change(desk, person, plan):
        plan.address, plan.state = worklist.one_line(said, ADDRESS), "draft"
    _show(desk, person, plan, address)


def _show(desk: Desk, person: Person, plan: Plan, address: str) -> None:
    """Show a plan as it stands, and go on listening if it may be changed."""
    law = desk.law(plan.on)
    open_ = deadline.may_change(desk, person, plan)
    if open_:
        duty.ask(desk, address, ASKING, on=f"{plan.on}", step="work")
    else:
        dialogs.close(desk.db, address)
    desk.say(
        person,
        "plan.draft" if open_ else "plan.closed",
        choices=KEYBOARD if open_ else CLEAR,
        on=plan.on,
        items=words.lines(desk, plan),
        address=plan.address or "-",
        state=words.state(plan),
        due=deadline.due(desk, person, plan.on),
        article=cite.source(law, "plan.due"),
    )


def _at_hand(desk: Desk, person: Person, address: str) -> Plan | None:
    """Find the plan that a press is about: the one being written, else that of the next day."""
    dialog = dialogs.open_at(desk.db, address, desk.now)
    asked = dialog.about["on"] if dialog and dialog.asking == ASKING else ""
    on = date.fromisoformat(asked) if asked else deadline.day(desk, person)
    return plans.open_for(desk.db, person.id or 0, on) if on else None


def ask_address(desk: Desk, person: Person, message: Text) -> None:
    """Ask where the day at home will be spent."""
    plan = _at_hand(desk, person, message.address)
    if plan and deadline.may_change(desk, person, plan):
        duty.ask(desk, message.address, ASKING, on=f"{plan.on}", step="address")
        desk.say(person, "plan.ask_address")
    else:
        desk.say(person, "plan.no_day", choices=CLEAR)


def clear(desk: Desk, person: Person, message: Text) -> None:
    """Empty a plan; one that was sent counts as sent no more, as long as it is not due."""
    plan = _at_hand(desk, person, message.address)
    if plan is None or not deadline.may_change(desk, person, plan):
        desk.say(person, "plan.no_day", choices=CLEAR)
        return
    plans.clear(desk.db, plan.id or 0)
    plan.state = "draft"
    if not deadline.is_late(desk, person, plan.on):
        plan.sent_at, plan.late = None, False
    desk.say(person, "plan.cleared")
    _show(desk, person, plan, message.address)


def send(desk: Desk, person: Person, message: Text) -> None:
    """Send a plan; a late one is taken and says so (A13). A second press changes nothing."""
    plan = _at_hand(desk, person, message.address)
    if plan is None or not deadline.is_open(desk, person, plan.on):
        desk.say(person, "plan.no_day", choices=CLEAR)
    elif not plans.items(desk.db, plan.id or 0):
        desk.say(person, "plan.empty")
        _show(desk, person, plan, message.address)
    elif plan.state != "draft":
        desk.say(person, "plan.sent_already", choices=CLEAR, on=plan.on)
    else:
        _send(desk, person, plan)
        dialogs.close(desk.db, message.address)


def _send(desk: Desk, person: Person, plan: Plan) -> None:
    again = plan.sent_at is not None
    if not again:
        plan.sent_at, plan.late = desk.at, deadline.is_late(desk, person, plan.on)
    plan.state, plan.comment, plan.reviewed_by, plan.reviewed_at = "sent", "", None, None
    desk.db.add(plan)
    desk.note("plan.sent", nip=person.nip, on=plan.on, at=desk.at, late=plan.late, again=again)
    said = "plan.sent_late" if plan.late else "plan.sent"
    items, where = words.lines(desk, plan), plan.address or "-"
    desk.say(person, said, choices=CLEAR, on=plan.on, items=items, address=where, at=plan.sent_at)
    review.card(desk, person, plan)
