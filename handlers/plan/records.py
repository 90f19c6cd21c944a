"""Sent plans for auditors: one flat row for each piece of work."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from handlers import duty
from handlers.desk import Desk
from storage import bulk, plans

COLUMNS = (
    "nip",
    "circular",
    "on",
    "state",
    "sent_at",
    "late",
    "address",
    "number",
    "task",
    "target",
    "unit",
    "minutes",
    "reviewed_by",
    "reviewed_at",
    "comment",
)


def rows_on(desk: Desk, on: date) -> Iterator[dict[str, Any]]:
    """Give the plans for a day that were sent; a draft is nobody's business."""
    people = {person.id: person for person in bulk.everybody(desk.db)}
    for plan, item in plans.sent_on(desk.db, on):
        person, by = people[plan.person_id], people.get(plan.reviewed_by)
        yield {
            **plan.model_dump(include={"state", "late", "address", "comment"}),
            **item.model_dump(include={"number", "task", "target", "unit", "minutes"}),
            "nip": person.nip,
            "circular": desk.law(on).id,
            "on": on.isoformat(),
            "sent_at": duty.moment(plan.sent_at, person),
            "reviewed_by": by.nip if by else None,
            "reviewed_at": duty.moment(plan.reviewed_at, person),
        }
