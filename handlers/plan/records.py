"""Sent plans for auditors: one flat row for each piece of work."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.desk import Desk
from storage import bulk, plans
from storage.rows import Person

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
            "sent_at": _moment(plan.sent_at, person),
            "reviewed_by": by.nip if by else None,
            "reviewed_at": _moment(plan.reviewed_at, person),
        }


def _moment(moment: datetime | None, person: Person) -> str | None:
    """Write a moment in the person's zone, with its offset."""
    return moment.astimezone(ZoneInfo(person.zone)).isoformat() if moment else None
