"""Sent reports for auditors and for E-Kinerja: one flat row for each piece of work."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from handlers import duty
from handlers.desk import Desk
from handlers.report.words import DUTY
from storage import bulk, reports
from storage.rows import Person, Report

COLUMNS = (
    "nip",
    "circular",
    "on",
    "state",
    "sent_at",
    "late",
    "number",
    "task",
    "progress",
    "output",
    "obstacle",
    "photo_sha256",
    "assessment",
    "assessed_by",
    "assessed_at",
    "comment",
)


def rows_on(desk: Desk, on: date) -> Iterator[dict[str, Any]]:
    """Give the reports on a day that were sent; a draft is nobody's business."""
    people = {person.id: person for person in bulk.everybody(desk.db)}
    for report, item in reports.sent_on(desk.db, on):
        person, by = people[report.person_id], people.get(report.assessed_by)
        yield {
            **report.model_dump(include={"state", "late", "assessment", "comment"}),
            **item.model_dump(include={"number", "task", "progress", "output", "obstacle"}),
            "nip": person.nip,
            "circular": desk.law(on).id,
            "on": on.isoformat(),
            "sent_at": duty.moment(report.sent_at, person),
            "photo_sha256": _photo(desk, report),
            "assessed_by": by.nip if by else None,
            "assessed_at": duty.moment(report.assessed_at, person),
        }


def daily(desk: Desk, on: date, unit: str = "") -> Iterator[dict[str, Any]]:
    """Give the same rows for a unit and all below it, with names, as a paper shows them."""
    people = {person.nip: person for person in bulk.everybody(desk.db)}
    for row in rows_on(desk, on):
        person = people[row["nip"]]
        if not unit or _is_in(person, unit):
            yield {**row, "name": person.name, "unit": person.unit, "position": person.position}


def has_unit(desk: Desk, unit: str) -> bool:
    """Tell whether anybody works in a unit, or in one below it."""
    return any(_is_in(person, unit) for person in bulk.everybody(desk.db))


def _is_in(person: Person, unit: str) -> bool:
    return person.unit == unit or person.unit.startswith(f"{unit} / ")


def _photo(desk: Desk, report: Report) -> str | None:
    found = reports.photos(desk.db, report.person_id, report.on, DUTY)
    return found[-1].sha256 or None if found else None
