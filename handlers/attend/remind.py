"""Reminders: when a slot opens, what each person has to do, with the right link."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from handlers import cite, schedule
from handlers.attend import slots, words
from handlers.attend.slots import Slot
from handlers.attend.words import DONE
from handlers.desk import CLEAR, Choice, Desk
from handlers.job import AT_ONCE, Job, Part
from handlers.rules.circular import AttendanceRule, Circular
from storage import crowd, marks
from storage.rows import Person

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
A_DAY = date(2026, 1, 1)  # any: these zones have no summer time


def jobs(law: Circular) -> Iterable[Job]:
    """Remind when each slot opens, in each zone of the country (Bukittinggi 2.d; UMKM E.6-7)."""
    rule = law.attendance
    if rule is None:
        return
    life = timedelta(minutes=rule.open_before_minutes + max(1, rule.close_after_minutes))
    for at, before in openings(rule):
        for zone in ZONES:
            opens = datetime.combine(A_DAY, at, ZoneInfo(zone)) - before
            yield Job(
                name=f"attendance {at:%H.%M} {zone} -{before.seconds // 60}",
                at=opens.astimezone(ZoneInfo(law.zone)).time(),
                act=partial(remind, at=at, before=before, zone=zone),
                stale_after=life,
                at_once=AT_ONCE,
            )


def openings(rule: AttendanceRule) -> Iterator[tuple[time, timedelta]]:
    """List the slots of ordinary days and of Ramadan, each with how early it opens."""
    lists = [tuple(sorted(rule.slots)), tuple(sorted(rule.ramadan_slots))]
    pairs = {(at, slots.before(rule, found, at)) for found in lists for at in found}
    yield from sorted(pairs)


def remind(desk: Desk, _on: date, part: Part, *, at: time, before: timedelta, zone: str) -> None:
    """Remind everybody at home in a zone who has not marked yet, spread over some minutes."""
    here = desk.now.astimezone(ZoneInfo(zone))
    today, law = here.date(), desk.law(here.date())
    if law.attendance is None or at not in slots.times(law, law.attendance, today):
        return
    team = _team(desk, part, here)
    laid = slots.of_team(desk, team, today)
    done = marks.made(desk.db, laid, today)
    owing = []
    for person in team:
        number = person.id or 0
        slot = next((one for one in laid.get(number, []) if _is(one, at, before)), None)
        if slot and slot.is_open(desk.now) and (number, slot.name) not in done:
            owing.append((person, slot))
    if owing:
        crowd.contacts(desk.db, part.first, part.last, [person for person, _ in owing])
    for person, slot in owing:
        _tell(desk, person, today, slot)


def _team(desk: Desk, part: Part, here: datetime) -> list[Person]:
    """List those at home in a zone; where nobody lives or is at home, nobody is read."""
    modes = crowd.opened(desk.db, here.date(), part.first, part.last).values()
    zones = crowd.zones(desk.db, part.first, part.last)
    by = {zone for zone in zones if _is_by(zone, here)}
    if "WFH" not in modes or not by:
        return []
    return [person for person in part.listed(desk) if person.zone in by]


def _is_by(zone: str, here: datetime) -> bool:
    return here.astimezone(ZoneInfo(zone)).utcoffset() == here.utcoffset()


def _is(slot: Slot, at: time, before: timedelta) -> bool:
    return slot.name == f"{at:%H.%M}" and slot.at - slot.opens == before


def _tell(desk: Desk, person: Person, on: date, slot: Slot) -> None:
    law = desk.law(on)
    rule = law.attendance
    assert rule, "without the duty there is no such job"
    with_photo = slots.needs_photo(rule, person)
    desk.say(
        person,
        "attend.remind_photo" if with_photo else "attend.remind",
        choices=CLEAR if with_photo else [[Choice(DONE)]],
        not_before=desk.now + _wait(desk, person, slot),
        expires_at=slot.closes,
        name=person.name,
        slot=slot.at,
        window=words.window(law, slot),
        way=words.way(law, rule, person),
        article=slots.cited(law, on),
        photo_article=cite.source(law, "attendance.photo"),
    )


def _wait(desk: Desk, person: Person, slot: Slot) -> timedelta:
    """Spread a reminder, but over no more than the time that is left to be on time."""
    left = max(timedelta(), words.last_minute(slot) - desk.now)
    return schedule.spread(person) * (min(schedule.SPREAD, left) / schedule.SPREAD)
