"""How often a circular is looked at again: every so many months from the day of its beginning."""

import calendar
from datetime import date, timedelta

from handlers.rules.circular import Circular

YEAR = 12  # months


def period(law: Circular, on: date) -> tuple[date, date]:
    """Give the first and last day of the months whose evaluation a date belongs to (Sumsel 14)."""
    each, passed = law.evaluate_every_months, 0
    while (following := _after(law.since, passed + each)) <= on:
        passed += each
    return _after(law.since, passed), following - timedelta(days=1)


def _after(since: date, months: int) -> date:
    """Give the same day of a later month, or its last one."""
    years, month = divmod(since.month - 1 + months, YEAR)
    year = since.year + years
    return date(year, month + 1, min(since.day, calendar.monthrange(year, month + 1)[1]))
