"""Circulars and people that the tests of the law share."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from handlers.rules import circular, workdays
from handlers.rules.circular import CallRule, Circular, Ladder, Layer
from handlers.rules.workdays import Interval, Workday, Worker

SUMSEL = circular.load("sumsel")
WIB = "Asia/Jakarta"
ANA = Worker(position="Analis Kebijakan", unit="Dinas Sosial / Sekretariat", person_type="PNS")
FIRST_FRIDAY = date(2026, 4, 10)


def own(text: str, base: str = "sumsel", name: str = "agency") -> Circular:
    """Lay an agency's own file over a shipped circular."""
    return circular.parse([*circular.read_layers(base), Layer(name=name, text=text)])


def call_rule(**changes: Any) -> CallRule:
    assert SUMSEL.call
    return replace(SUMSEL.call, **changes)


def ladder(**changes: Any) -> Ladder:
    assert SUMSEL.ladder
    return replace(SUMSEL.ladder, **changes)


def friday(on: date = FIRST_FRIDAY, law: Circular = SUMSEL, who: Worker = ANA) -> Workday:
    return workdays.workday(law, who, on)


def at(text: str, on: date = FIRST_FRIDAY, zone: str = WIB) -> datetime:
    return datetime.combine(on, time.fromisoformat(text), ZoneInfo(zone)).astimezone(UTC)


def between(start: str, end: str, on: date = FIRST_FRIDAY) -> Interval:
    return Interval(start=at(start, on), end=at(end, on))


FOREVER = own(
    """
    id = "agency"
    extends = "sumsel"
    until = 2026-12-31
    wfh_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    holidays = false
    friday_prayer = false
    [hours.all]
    work = [[00:00:00, 23:59:59]]
    """
)
