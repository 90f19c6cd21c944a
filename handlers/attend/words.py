"""What is said about attendance, and what a person's day looks like so far."""

from collections.abc import Sequence
from datetime import date, datetime

from handlers import cite
from handlers.attend import slots
from handlers.attend.slots import Slot
from handlers.desk import Choice, Desk, Phrase, phrase
from handlers.rules.circular import AttendanceRule, Circular
from storage import marks
from storage.rows import Mark, Person

DONE = "press.attend_done"
REMINDERS = ("attend.remind", "attend.remind_photo")


def standing(desk: Desk, person: Person, on: date) -> dict[str, Mark]:
    """Give the marks of a day by slot, without half ones."""
    own = marks.of_day(desk.db, person.id or 0, on)
    return {mark.slot: mark for mark in own if mark.status != marks.DRAFT}


def none_today(desk: Desk, person: Person, on: date) -> None:
    """Say that today asks for no attendance, and why."""
    desk.say(person, "attend.not_today" if desk.law(on).attendance else "attend.off")


def state(desk: Desk, person: Person, today: Sequence[Slot]) -> None:
    """Say what stands in the way of a mark now: it is made, not open yet, or over."""
    done = standing(desk, person, desk.day_of(person))
    now = [slot for slot in today if slot.is_open(desk.at)]
    owed = next((slot for slot in now if slot.name not in done), None)
    coming = next((slot for slot in today if slot.opens > desk.at), None)
    if owed:
        desk.say(person, "attend.want_both", slot=owed.at, closes=owed.closes)
    elif now:
        desk.say(person, "attend.already", slot=now[-1].at, result=result(done[now[-1].name]))
    elif coming:
        desk.say(person, "attend.not_open", slot=coming.at, opens=coming.opens)
    else:
        desk.say(person, "attend.over")


def result(mark: Mark) -> Phrase:
    """Say when a mark was made and how it counts; the person sees what the supervisor sees."""
    said = phrase("attend.result", at=mark.at, status=phrase(f"attend.{mark.status}"))
    if not mark.place:
        return said
    return phrase("attend.result_at", result=said, place=phrase(f"attend.place_{mark.place}"))


def way(law: Circular, rule: AttendanceRule, person: Person) -> Phrase:
    """Say where a person marks attendance: his own link, or the agency's application (E.6-7)."""
    link = next((one for one in rule.links if person.person_type in one.person_types), None)
    if link:
        article = cite.row(law, "attendance.link", rule.links, link)
        return phrase("attend.by_link", label=link.label, url=link.url, article=article)
    return phrase("attend.by_app", article=cite.source(law, "attendance"))


def window(law: Circular, slot: Slot) -> Phrase:
    """Say from when until when a slot is open, and who says so."""
    article = cite.source(law, "attendance.close_after_minutes")
    if slot.is_never_late:
        return phrase("attend.window_last", opens=slot.opens, closes=slot.closes, article=article)
    return phrase(
        "attend.window",
        opens=slot.opens,
        last=last_minute(slot),
        closes=slot.closes,
        article=article,
    )


def last_minute(slot: Slot) -> datetime:
    """Give the last minute in which a mark is on time."""
    return slot.late_from - slots.MINUTE


def keyboard(desk: Desk, person: Person) -> list[list[Choice]]:
    """Offer the tick where a slot is open for it; a press is a dated message."""
    on = desk.day_of(person)
    rule, today = desk.law(on).attendance, slots.of_day(desk, person, on)
    if rule is None or slots.needs_photo(rule, person):
        return []
    done = standing(desk, person, on)
    owed = any(slot.is_open(desk.at) and slot.name not in done for slot in today)
    return [[Choice(DONE)]] if owed else []
