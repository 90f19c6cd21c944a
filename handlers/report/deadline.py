"""When a report opens, is due and is late, and which day is to be reported (A14)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers import duty, schedule
from handlers.desk import Desk
from handlers.rules import workdays
from handlers.rules.circular import ReportRule
from storage import days, reports
from storage.rows import Person, Report

LEAST = timedelta(hours=1)  # to write, for whoever works late
BACK = 7  # days in which an old report is still spoken of


def rule(desk: Desk, on: date) -> ReportRule:
    """Give what the circular of a date says about reports; only where it asks for them."""
    found = desk.law(on).report
    assert found, "without the duty there is no report"
    return found


def has_duty(desk: Desk, on: date) -> bool:
    """Tell whether the circular of a date asks for a report."""
    return desk.law(on).report is not None


def opens(desk: Desk, person: Person, on: date) -> datetime:
    """Give the end of a person's own work: a report before it is a draft (Bukittinggi 2.a)."""
    end = workdays.end_of_work(schedule.workday(desk, person, on), person.zone)
    return end or datetime.combine(on, rule(desk, on).due, ZoneInfo(person.zone))


def due(desk: Desk, person: Person, on: date) -> datetime:
    """Give the moment until which a report is in time: that evening (A14)."""
    evening = datetime.combine(on, rule(desk, on).due, ZoneInfo(desk.law(on).zone))
    return max(evening, opens(desk, person, on) + LEAST)


def gives_way(desk: Desk, person: Person, on: date) -> datetime:
    """Give the moment from which `/lapor` means the day at home that has begun since (A14)."""
    next_day = duty.next_workday(desk, on)
    morning = datetime.combine(next_day, rule(desk, on).late_until, ZoneInfo(desk.law(on).zone))
    return max(morning, due(desk, person, on)) + duty.GRACE


def is_late(desk: Desk, person: Person, on: date) -> bool:
    """Tell whether what happened at `desk.at` came after the minute of the due time."""
    return desk.at >= due(desk, person, on) + duty.GRACE


def day(desk: Desk, person: Person) -> date | None:
    """Give the day to be reported: one just over, else today, else one that is still owed."""
    today = desk.day_of(person)
    days_back = (today - timedelta(days=back) for back in range(1, BACK + 1))
    owed = [on for on in days_back if _was_home(desk, person, on) and _is_owed(desk, person, on)]
    first = next((on for on in owed if _comes_first(desk, person, on)), None)
    if first is None and is_home(desk, person, today):
        return today if not owed or _is_owed(desk, person, today) else owed[0]
    return first or next(iter(owed), None)


def is_home(desk: Desk, person: Person, on: date) -> bool:
    """Tell whether a day asks for a report: a person was at home, and his circular wants one."""
    return has_duty(desk, on) and duty.at_home(desk, person, on)


def _was_home(desk: Desk, person: Person, on: date) -> bool:
    """Tell the same of an earlier day; one that was never opened asked nobody for anything."""
    opened = days.get(desk.db, person.id or 0, on)
    return opened is not None and opened.mode == "WFH" and has_duty(desk, on)


def _is_owed(desk: Desk, person: Person, on: date) -> bool:
    report = reports.get(desk.db, person.id or 0, on)
    return report is None or may_change(report)


def _comes_first(desk: Desk, person: Person, on: date) -> bool:
    """Tell whether an earlier day goes before today: it is just over, or was given back."""
    report = reports.get(desk.db, person.id or 0, on)
    return bool(report and report.sent_at) or desk.at < gives_way(desk, person, on)


def may_change(report: Report) -> bool:
    """Tell whether a report may be changed: a draft, or one that the superior gave back."""
    return report.state == "draft" or (report.state, report.assessment) == ("assessed", "mend")
