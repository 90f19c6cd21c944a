"""Who works where on a day: the law's answer for one person, remembered when the day opens."""

import hashlib
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from handlers.desk import Desk
from handlers.rules import exempt, workdays
from handlers.rules.circular import Circular, Span
from handlers.rules.exempt import Answer
from handlers.rules.workdays import Given, HoursOff, Workday, Worker
from storage import absences, confirmations, days, shifts
from storage.rows import Call, Confirmation, Day, Person

SPREAD = timedelta(minutes=15)
AHEAD = 21  # days; no holidays are longer
SHARED = 16_384  # kinds of workers times dates: no province has more of them


def worker(desk: Desk, person: Person, on: date) -> Worker:
    """Give what the law asks about a person on a date; a flag whose last day is past is none."""
    said = confirmations.get(desk.db, person.position, person.unit)
    confirmed = stands(said, exempt.answer(desk.law(on), person.position, person.unit))
    return Worker(
        position=person.position,
        unit=person.unit,
        duties=exempt.standing(person.duties, on),
        person_type=person.person_type,
        zone=person.zone,
        hours=person.hours,
        confirmed=confirmed,
        clause=said.clause if said and confirmed else "",
    )


def stands(said: Confirmation | None, answer: Answer) -> bool:
    """Tell whether the personnel office has seen what the law makes of a post and unit now."""
    if said is None:
        return False
    if said.by == confirmations.UPGRADE:
        return not answer.near  # at an upgrade near misses wait, and nothing else
    return said.seen == answer.seen


def workday(desk: Desk, person: Person, on: date) -> Workday:
    """Work out a person's day from the circular, the orders and the holidays as they stand."""
    return _workday(desk, person, on, late_minutes=_late(desk, person, on))


def usual_workday(desk: Desk, person: Person, on: date) -> Workday:
    """Give the day as it would be without flexible hours."""
    return _workday(desk, person, on, late_minutes=0)


def full_workday(desk: Desk, person: Person, on: date) -> Workday:
    """Give the day as it would be without hours of leave."""
    return _workday(desk, person, on, late_minutes=_late(desk, person, on), is_full=True)


def _workday(
    desk: Desk, person: Person, on: date, *, late_minutes: int, is_full: bool = False
) -> Workday:
    law, order = desk.law(on), days.given(desk.db, person.id or 0, on)
    given = Given(mode=order.mode, clause=order.clause, source=order.source) if order else None
    holiday = days.holidays(desk.db).get(on)
    hours_off = None if is_full else off(desk, person, on)
    return _decided(law, worker(desk, person, on), on, given, holiday, late_minutes, hours_off)


def off(desk: Desk, person: Person, on: date) -> HoursOff | None:
    """Give the hours for which somebody is on leave that day."""
    row = absences.get(desk.db, person.id or 0, on)
    if row is None:
        return None
    start, end = (time(minutes // 60, minutes % 60) for minutes in (row.start, row.end))
    return HoursOff(span=Span(start=start, end=end), kind=row.kind)


@lru_cache(maxsize=SHARED)
def _decided(  # noqa: PLR0913, PLR0917 - all that a day follows from
    law: Circular,
    who: Worker,
    on: date,
    given: Given | None,
    holiday: str | None,
    late_minutes: int,
    off: HoursOff | None,
) -> Workday:
    """Give the day that all workers of one kind share."""
    extra = {} if holiday is None else {on: holiday}
    return workdays.workday(
        law, who, on, given=given, extra_holidays=extra, late_minutes=late_minutes, off=off
    )


def _late(desk: Desk, person: Person, on: date) -> int:
    """Give by how much he begins later, as far as it is allowed (PANRB, Contoh Waktu 2)."""
    limit = desk.law(on).flexible_start_minutes
    shift = shifts.get(desk.db, person.id or 0, on) if limit else None
    return min(shift.minutes, limit) if shift else 0


def next_workday(desk: Desk, on: date) -> date | None:
    """Give the work day of which a work day is the day before, H-1 (default A13)."""
    extra = days.holidays(desk.db)
    for coming in (on + timedelta(days=n) for n in range(1, AHEAD + 1)):
        if not workdays.rest(desk.law(coming), coming, extra):
            before = workdays.previous_workday(desk.law(coming), coming, extra)
            return coming if before == on else None
    return None


def open_day(desk: Desk, person: Person, on: date) -> Day:
    """Remember where a person works on a date, and under which law."""
    day = workday(desk, person, on)
    return days.keep(
        desk.db,
        Day(
            person_id=person.id or 0,
            on=on,
            mode=day.mode,
            clause=day.clause,
            source=day.source,
            law_hash=desk.law(on).hash,
        ),
    )


def reason_until(desk: Desk, person: Person, call: Call, at_least: datetime) -> datetime:
    """Give the end of that working day (or of one some work days later), at least `at_least`.

    Where a reason is in time until the decision, this is when others may be decided without one.
    """
    until, on = desk.law_by_hash(call.law_hash).reason.until, call.on
    for _ in range(until if isinstance(until, int) else 0):
        on = _workday_after(desk, person, on)
    end = workdays.end_of_work(workday(desk, person, on), person.zone)
    return max(end or at_least, at_least)


def _workday_after(desk: Desk, person: Person, on: date) -> date:
    """Give the next date on which a person works; the date itself if none comes for weeks."""
    coming = (on + timedelta(days=n) for n in range(1, AHEAD + 1))
    return next((day for day in coming if workday(desk, person, day).spans), on)


@lru_cache(maxsize=256)
def hours(spans: tuple[Span, ...]) -> str:
    """Write parts of a day as "07.30-11.30, 13.00-16.30"."""
    return ", ".join(f"{span.start:%H.%M}-{span.end:%H.%M}" for span in spans) or "-"


def spread(person: Person) -> timedelta:
    """Spread bulk messages over 15 minutes, everybody always at the same place."""
    share = int.from_bytes(hashlib.sha256(person.nip.encode()).digest()[:4]) / 2**32
    return SPREAD * share
