"""How a plan reads: to the person who writes it, and to the superior who gets it."""

import zlib

from handlers.desk import Desk, Phrase, phrase
from storage import plans
from storage.rows import Plan, PlanItem


def lines(desk: Desk, plan: Plan) -> list[Phrase] | Phrase:
    """Write each piece of work on a line."""
    return [_line(item) for item in plans.items(desk.db, plan.id or 0)] or phrase("plan.no_items")


def _line(item: PlanItem) -> Phrase:
    amount = f"{item.target} {item.unit}".strip()
    return phrase(
        "plan.item",
        number=item.number,
        task=item.task,
        target=phrase("plan.item_target", amount=amount) if amount else "",
        time=phrase("plan.item_time", minutes=item.minutes) if item.minutes else "",
    )


def state(plan: Plan) -> Phrase:
    """Say how far a plan is."""
    return phrase(_state_key(plan), at=plan.sent_at, comment=plan.comment)


def _state_key(plan: Plan) -> str:
    if plan.sent_at is None:
        return "plan.is_draft"
    if plan.state == "draft":
        return "plan.is_changed"
    if plan.state == "approved":
        return "plan.is_approved"
    if plan.state == "commented":
        return "plan.is_commented"
    return "plan.is_late" if plan.late else "plan.is_sent"


def stamp(desk: Desk, plan: Plan) -> str:
    """Give a plan's content as a short number, so that a press means what its reader saw."""
    items = plans.items(desk.db, plan.id or 0)
    content = [plan.address, *((i.number, i.task, i.target, i.unit, i.minutes) for i in items)]
    return f"{zlib.crc32(repr(content).encode()):08x}"
