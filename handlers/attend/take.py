"""Marking attendance: a tick, or a photo and a pin in any order; and taking a mark back."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers import photos
from handlers.attend import slots, words
from handlers.attend.slots import Slot
from handlers.call import hear
from handlers.desk import Choice, Desk
from handlers.events import Attachment, Message, Spot, Text
from handlers.rules import fence
from handlers.rules.circular import AttendanceRule
from storage import marks, outbox, people
from storage import photos as pictures
from storage.rows import Mark, Person

DUTY = "attendance"


def take(desk: Desk, person: Person, message: Message, *, answered: bool) -> bool:
    """Take the photo or the pin that an open slot wants, also one that answered a call (2.e)."""
    if answered and not hear.counts(message):
        return False  # he has been asked for a fresh one already
    if isinstance(message, Spot) or _is_photo(message):
        return _part(desk, person, message)
    return False


def _is_photo(message: Message) -> bool:
    return isinstance(message, Attachment) and message.kind == "photo"


def tick(desk: Desk, person: Person, message: Text) -> None:
    """Believe whoever says that he has marked in the agency's own application (2.d; E.6-7)."""
    on = desk.day_of(person)
    rule, today = desk.law(on).attendance, slots.of_day(desk, person, on)
    if rule is None or not today:
        words.none_today(desk, person, on)
        return
    slot = _owed(desk, person, today)
    if slot is None or slots.needs_photo(rule, person):
        words.state(desk, person, today)
    elif not hear.counts(message):
        desk.say(person, "attend.fresh", slot=slot.at)
    else:
        mark = Mark(
            person_id=person.id or 0, on=on, slot=slot.name, at=message.at, way="tick", status=""
        )
        _complete(desk, person, rule, slot, mark)


def _part(desk: Desk, person: Person, message: Message) -> bool:
    on = desk.day_of(person)
    rule, today = desk.law(on).attendance, slots.of_day(desk, person, on)
    if rule is None or not today or not slots.needs_photo(rule, person):
        return False
    slot = _owed(desk, person, today)
    if slot is None:
        return isinstance(message, Attachment) and _replace(desk, person, on, message)
    if not hear.counts(message):
        desk.say(person, "attend.fresh", slot=slot.at)
        return True
    mark = _draft(desk, person, on, slot, message)
    _add(desk, person, mark, message)
    if mark.photo_id and mark.place:
        _complete(desk, person, rule, slot, mark)
    else:
        missing = "attend.want_pin" if mark.photo_id else "attend.want_photo"
        desk.say(person, missing, slot=slot.at, closes=slot.closes)
    return True


def _owed(desk: Desk, person: Person, today: list[Slot]) -> Slot | None:
    """Give the first open slot that has no mark yet."""
    done = words.standing(desk, person, desk.day_of(person))
    return next((s for s in today if s.is_open(desk.at) and s.name not in done), None)


def _draft(desk: Desk, person: Person, on: date, slot: Slot, message: Message) -> Mark:
    """Give the half mark of a slot; what counts is when its first half was sent."""
    own = marks.of_day(desk.db, person.id or 0, on)
    known = next((mark for mark in own if mark.slot == slot.name), None)
    if known:
        known.at = min(known.at, message.at)
        return known
    row = Mark(
        person_id=person.id or 0,
        on=on,
        slot=slot.name,
        at=message.at,
        way="photo",
        status=marks.DRAFT,
    )
    return marks.add(desk.db, row)


def _add(desk: Desk, person: Person, mark: Mark, message: Message) -> None:
    match message:
        case Attachment():
            photos.drop(desk, mark.photo_id)
            mark.photo_id = photos.want(desk, person, mark.on, DUTY, message).id
        case Spot(lat=lat, lon=lon, accuracy=accuracy):
            mark.place = fence.place(_home(person), (lat, lon), accuracy)
    desk.db.add(mark)


def _home(person: Person) -> fence.Point | None:
    if person.home_lat is None or person.home_lon is None:
        return None
    return person.home_lat, person.home_lon


def _replace(desk: Desk, person: Person, on: date, message: Attachment) -> bool:
    """Take a photo again that we could not keep; the mark has stood all the time."""
    own = marks.of_day(desk.db, person.id or 0, on)
    known = pictures.by_ids(desk.db, [mark.photo_id for mark in own if mark.photo_id])
    lost = [m for m in own if m.photo_id and known[m.photo_id].state == "failed"]
    if not lost or not hear.counts(message):
        return False
    lost[0].photo_id = photos.want(desk, person, on, DUTY, message).id
    desk.db.add(lost[0])
    desk.say(person, "attend.photo_again", slot=lost[0].slot)
    return True


def _complete(desk: Desk, person: Person, rule: AttendanceRule, slot: Slot, mark: Mark) -> None:
    """Make a mark; one that is late because of us is on time."""
    mark.status = slot.worth(mark.at)
    if mark.status == "late" and slots.is_disturbed(desk, person, slot, slot.late_from):
        mark.status = "on_time"
    marks.add(desk.db, mark)
    address = desk.address_of(person)
    if address:
        outbox.cancel(desk.db, address, words.REMINDERS)
    desk.note("attend.marked", nip=person.nip, on=mark.on, slot=mark.slot, at=mark.at,
              status=mark.status, way=mark.way, place=mark.place)  # fmt: skip
    _confirm(desk, person, rule, slot, mark)


def _confirm(desk: Desk, person: Person, rule: AttendanceRule, slot: Slot, mark: Mark) -> None:
    """Say that a mark is made; the minutes in which it can be undone begin with these words."""
    until = int(desk.now.timestamp()) + 60 * rule.undo_minutes
    undo = [[Choice("attend.undo", f"attend:undo:{mark.id}:{until}")]]
    desk.say(
        person,
        "attend.marked" if rule.undo_minutes else "attend.marked_final",
        choices=undo if rule.undo_minutes else (),
        slot=slot.at,
        result=words.result(mark),
        undo=60 * rule.undo_minutes,
    )


def press(desk: Desk, person: Person, parts: list[str]) -> bool:
    """Take a mark back within the minutes that the circular gives; a second press does nothing."""
    match parts:
        case ["undo", number, until] if number.isdecimal() and until.isdecimal():
            mark = marks.get(desk.db, int(number))
        case _:
            return False
    if mark is None or mark.person_id != person.id or mark.undone_at:
        return False
    if desk.at.timestamp() > int(until):
        desk.say(person, "attend.undo_over", slot=mark.slot)
        return True
    mark.undone_at = desk.at
    desk.db.add(mark)
    photos.drop(desk, mark.photo_id)
    desk.note("attend.undone", nip=person.nip, on=mark.on, slot=mark.slot)
    desk.say(person, "attend.undone", choices=words.keyboard(desk, person), slot=mark.slot)
    return True


def remark(desk: Desk, person: Person, message: Message) -> bool:
    """Answer a picture or a place that no slot wants: it is marked already, or not open yet."""
    on = desk.day_of(person)
    rule, today = desk.law(on).attendance, slots.of_day(desk, person, on)
    if isinstance(message, Text) or rule is None or not today:
        return False
    if not slots.needs_photo(rule, person):
        return False
    words.state(desk, person, today)
    return True


def mend(desk: Desk, since: datetime, until: datetime) -> None:
    """Put right the late marks of slots that an outage of ours touched."""
    zone = ZoneInfo(desk.office_zone)
    first, last = (m.astimezone(zone).date() for m in (since, until))
    day = timedelta(days=1)  # in the east a date begins earlier
    for mark in marks.late(desk.db, first, last + day):
        person = people.get(desk.db, mark.person_id)
        slot = next((s for s in slots.of_day(desk, person, mark.on) if s.name == mark.slot), None)
        if slot and slots.is_disturbed(desk, person, slot, slot.late_from):
            mark.status = "on_time"
            desk.db.add(mark)
            desk.note("attend.mended", nip=person.nip, on=mark.on, slot=mark.slot)


def forget(desk: Desk) -> None:
    """Forget places that have been kept as long as the circular allows (UU 27/2022)."""
    today = desk.today()
    kept = timedelta(days=desk.law(today).privacy.retention_days["locations"])
    marks.forget_places(desk.db, today - kept)
