"""Which day a plan is for, until when it is due, and whether it may still be changed (A13)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers import duty, schedule
from handlers.desk import Desk
from handlers.rules import workdays
from storage import plans
from storage.rows import Person, Plan


def due(desk: Desk, person: Person, on: date) -> datetime:
    """Give the moment at which a plan is due: on the work day before (Bukittinggi 2.a).

    Who was on leave that day has until work begins; nobody plans while on leave.
    """
    law = desk.law(on)
    before = duty.previous_workday(desk, on)
    begins = workdays.start_of_work(schedule.workday(desk, person, on), person.zone)
    if begins and schedule.workday(desk, person, before).mode == "LEAVE":
        return begins
    assert law.plan, "without the duty nothing is due"
    return datetime.combine(before, law.plan.due, ZoneInfo(law.zone))


def is_late(desk: Desk, person: Person, on: date) -> bool:
    """Tell whether what happened at `desk.at` came after the minute in which a plan was due."""
    return desk.at >= due(desk, person, on) + duty.GRACE


def day(desk: Desk, person: Person) -> date | None:
    """Give the day to be planned: today if its plan is missing and work goes on, else the next."""
    today = desk.day_of(person)
    if has_duty(desk, today) and is_open(desk, person, today):
        plan = plans.get(desk.db, person.id or 0, today)
        if plan is None or plan.sent_at is None or plan.state == "commented":
            return today
    coming = duty.next_at_home(desk, person, today)
    return coming if coming and has_duty(desk, coming) else None


def has_duty(desk: Desk, on: date) -> bool:
    """Tell whether the circular of a date asks for a plan."""
    return desk.law(on).plan is not None


def is_open(desk: Desk, person: Person, on: date) -> bool:
    """Tell whether a plan for a date still makes sense: a day at home that is not over."""
    workday = schedule.workday(desk, person, on)
    end = workdays.end_of_work(workday, person.zone)
    return workday.mode == "WFH" and end is not None and desk.at < end


def may_change(desk: Desk, person: Person, plan: Plan) -> bool:
    """Tell whether a plan may be changed: a draft always, a sent one until due or when asked."""
    if not is_open(desk, person, plan.on):
        return False
    settled = plan.sent_at is not None and plan.state not in {"draft", "commented"}
    return not (settled and is_late(desk, person, plan.on))


def coming(desk: Desk, on: date) -> list[date]:
    """List the days whose plans are due today: those that have today as the work day before."""
    found, day_ = [], on + timedelta(days=1)
    while duty.previous_workday(desk, day_) <= on:
        if duty.previous_workday(desk, day_) == on and has_duty(desk, day_):
            found.append(day_)
        day_ += timedelta(days=1)
    return found
