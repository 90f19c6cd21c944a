"""Who works where on a day: the law's answer for one person, remembered when the day opens."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from handlers.desk import Desk
from handlers.rules import workdays
from handlers.rules.circular import Span
from handlers.rules.workdays import Given, Workday, Worker
from storage import days
from storage.rows import Call, Day, Person

SPREAD = timedelta(minutes=15)


def worker(person: Person) -> Worker:
    """Give what the law asks about a person."""
    return Worker(
        position=person.position,
        unit=person.unit,
        duties=tuple(person.duties),
        person_type=person.person_type,
        zone=person.zone,
    )


def workday(desk: Desk, person: Person, on: date) -> Workday:
    """Work out a person's day from the circular, the orders and the holidays as they stand."""
    order = days.given(desk.db, person.id or 0, on)
    return workdays.workday(
        desk.law(on),
        worker(person),
        on,
        given=Given(mode=order.mode, clause=order.clause, source=order.source) if order else None,
        extra_holidays=days.holidays(desk.db),
    )


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
    """Give the end of that working day, or `at_least` if the call ended too close to it."""
    end = workdays.end_of_work(workday(desk, person, call.on), person.zone)
    return max(end or at_least, at_least)


def hours(spans: Sequence[Span]) -> str:
    """Write parts of a day as "07.30-11.30, 13.00-16.30"."""
    return ", ".join(f"{span.start:%H.%M}-{span.end:%H.%M}" for span in spans) or "-"


def spread(person: Person) -> timedelta:
    """Spread bulk messages over 15 minutes, everybody always at the same place."""
    share = int.from_bytes(hashlib.sha256(person.nip.encode()).digest()[:4]) / 2**32
    return SPREAD * share
