"""When a report opens, is due and is taken no more, and which day is to be reported (A14)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers import duty, schedule
from handlers.desk import Desk
from handlers.rules import workdays
from handlers.rules.circular import ReportRule
from storage import reports
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


def closes(desk: Desk, person: Person, on: date) -> datetime:
    """Give the first moment at which a late report is taken no more: the next work day (A14)."""
    next_day = duty.next_workday(desk, on)
    morning = datetime.combine(next_day, rule(desk, on).late_until, ZoneInfo(desk.law(on).zone))
    return max(morning, due(desk, person, on)) + duty.GRACE


def is_late(desk: Desk, person: Person, on: date) -> bool:
    """Tell whether what happened at `desk.at` came after the minute of the due time."""
    return desk.at >= due(desk, person, on) + duty.GRACE


def day(desk: Desk, person: Person) -> date | None:
    """Give the day to be reported: an earlier one that still may be, else today."""
    today = desk.day_of(person)
    for back in range(1, BACK + 1):
        on = today - timedelta(days=back)
        if _is_home(desk, person, on) and _waits(desk, person, on):
            return on
    return today if _is_home(desk, person, today) else None


def missed(desk: Desk, person: Person) -> date | None:
    """Give the last day of which the report did not come while it was taken."""
    today = desk.day_of(person)
    days_back = (today - timedelta(days=back) for back in range(1, BACK + 1))
    on = next((day_ for day_ in days_back if _is_home(desk, person, day_)), None)
    report = reports.get(desk.db, person.id or 0, on) if on else None
    return None if report and report.sent_at else on


def _is_home(desk: Desk, person: Person, on: date) -> bool:
    return has_duty(desk, on) and duty.at_home(desk, person, on)


def _waits(desk: Desk, person: Person, on: date) -> bool:
    report = reports.get(desk.db, person.id or 0, on)
    if report and report.sent_at:
        return may_change(report)
    return desk.at < closes(desk, person, on)


def may_change(report: Report) -> bool:
    """Tell whether a report may be changed: a draft, or one that the superior gave back."""
    return report.state == "draft" or (report.state, report.assessment) == ("assessed", "mend")
