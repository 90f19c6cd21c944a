"""Who works where on a day: the law's answer for one person, remembered when the day opens."""

from datetime import date, datetime

from handlers.desk import Desk
from handlers.rules import workdays
from handlers.rules.workdays import Given, Workday, Worker
from storage import days
from storage.rows import Call, Day, Person


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
