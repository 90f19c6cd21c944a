"""Attendance for auditors: one flat row a mark, undone and half ones too."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from handlers import duty
from handlers.attend import slots
from handlers.desk import Desk
from storage import bulk, marks, photos
from storage.rows import Mark, Person, Photo

COLUMNS = (
    "nip",
    "circular",
    "on",
    "slot",
    "marked_at",
    "status",
    "way",
    "place",
    "disturbed",
    "photo_state",
    "photo_sha256",
    "undone_at",
)


def rows_on(desk: Desk, on: date) -> Iterator[dict[str, Any]]:
    """Give the marks of a day; `disturbed` tells that an outage of ours touched the slot."""
    found = marks.on(desk.db, on)
    people = {person.id: person for person in bulk.everybody(desk.db)}
    pictures = photos.by_ids(desk.db, [mark.photo_id for mark in found if mark.photo_id])
    for mark in found:
        yield _row(desk, mark, people[mark.person_id], pictures.get(mark.photo_id or 0))


def _row(desk: Desk, mark: Mark, person: Person, photo: Photo | None) -> dict[str, Any]:
    today = slots.of_day(desk, person, mark.on)
    slot = next((one for one in today if one.name == mark.slot), None)
    return {
        "nip": person.nip,
        "circular": desk.law(mark.on).id,
        "on": mark.on.isoformat(),
        "slot": mark.slot,
        "marked_at": duty.moment(mark.at, person),
        "status": mark.status,
        "way": mark.way,
        "place": mark.place or None,
        "disturbed": slots.is_disturbed(desk, person, slot) if slot else None,
        "photo_state": photo.state if photo else None,
        "photo_sha256": (photo.sha256 or None) if photo else None,
        "undone_at": duty.moment(mark.undone_at, person),
    }
