"""A person's own hours go before those of the circular, in Ramadan never beyond its day."""

from collections.abc import Callable
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import personal, workdays
from handlers.rules.circular import Span
from handlers.rules.workdays import Worker
from tests.rules import laws

FRIDAY, MONDAY = date(2026, 4, 10), date(2026, 4, 13)
RAMADAN_FRIDAY = date(2027, 2, 12)


def hours(text: str, on: date, late: int = 0) -> str:
    who = Worker(position="Analis", unit="Dinas Sosial", hours=text)
    found = workdays.workday(laws.SUMSEL, who, on, late_minutes=late)
    spans = ",".join(f"{s.start:%H:%M}-{s.end:%H:%M}" for s in found.spans)
    return f"{found.mode} {spans}".strip()


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("", FRIDAY, "WFH 07:30-11:30,13:00-16:30"),
        ("08:00-12:00", FRIDAY, "WFH 08:00-12:00"),
        ("8.00-12.00, 13.00-15.00", MONDAY, "WFO 08:00-12:00,13:00-15:00"),
        ("08:00-10:00,10:00-12:00", MONDAY, "WFO 08:00-10:00,10:00-12:00"),
        ("mon_thu=08:00-12:00", FRIDAY, "WFH 07:30-11:30,13:00-16:30"),
        ("mon_thu=08:00-12:00", MONDAY, "WFO 08:00-12:00"),
        ("MON=08:00-12:00; fri=09:00-11:00", FRIDAY, "WFH 09:00-11:00"),
        ("07:00-15:00;fri=off", FRIDAY, "OFF"),
        ("07:00-15:00;fri=off", MONDAY, "WFO 07:00-15:00"),
        ("all=14:00-21:00", FRIDAY, "WFH 14:00-21:00"),
        ("14:00-21:00", RAMADAN_FRIDAY, "WFH 14:00-15:30"),
        ("14:00-21:00;ramadan=13:00-18:00", RAMADAN_FRIDAY, "WFH 13:00-18:00"),
        ("ramadan_fri=09:00-11:00", RAMADAN_FRIDAY, "WFH 09:00-11:00"),
        ("06:00-10:00", RAMADAN_FRIDAY, "WFH 08:00-10:00"),  # no earlier than Ramadan's day
        ("06:00-07:30,09:00-11:00", RAMADAN_FRIDAY, "WFH 09:00-11:00"),
        ("06:00-08:00", RAMADAN_FRIDAY, "OFF"),
        ("ramadan_fri=09:00-11:00", FRIDAY, "WFH 07:30-11:30,13:00-16:30"),
    ],
)
def test_own_hours_cover_the_days_that_they_name(text: str, on: date, expected: str) -> None:
    assert hours(text, on) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("x", "08:00", "08:00-", "12:00-08:00", "08:00-08:00", "25:00-26:00", "08:60-09:00"),
        *("fry=08:00-09:00", "08:00-10:00,09:00-11:00", "fri=", "fri=8-9"),
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        personal.read(text)


def test_somebody_who_is_off_by_his_own_hours_is_told_so() -> None:
    who = Worker(position="Analis", unit="Dinas Sosial", hours="fri=off")
    found = workdays.workday(laws.SUMSEL, who, FRIDAY)
    assert (found.mode, found.source, found.spans) == ("OFF", "own_hours", ())
    ordered = workdays.Given(mode="WFO", clause="", source="ST 1")
    assert workdays.workday(laws.SUMSEL, who, FRIDAY, ordered).mode == "WFO"


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (0, "WFH 07:30-11:30,13:00-16:30"),
        (45, "WFH 08:15-11:30,13:00-17:15"),
        (60, "WFH 08:30-11:30,13:00-17:30"),
        (240, "WFH 13:00-20:30"),
        (1000, "WFH"),
    ],
)
def test_a_later_start_moves_the_end_and_no_break(late: int, expected: str) -> None:
    assert hours("", FRIDAY, late) == expected


CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(st.lists(CLOCKS, min_size=2, max_size=6, unique=True).map(sorted), st.integers(0, 90))
def test_a_later_day_is_never_longer_and_stays_in_order(clocks: list[time], late: int) -> None:
    pairs = zip(clocks[::2], clocks[1::2], strict=False)
    spans = tuple(Span(start=start, end=end) for start, end in pairs)
    moved = personal.later(spans, late)
    assert minutes(moved) <= minutes(spans)
    assert all(span.start < span.end for span in moved)
    assert [s.start for s in moved] == sorted(s.start for s in moved)


def minutes(spans: tuple[Span, ...]) -> int:
    ends = sum(s.end.hour * 60 + s.end.minute for s in spans)
    return ends - sum(s.start.hour * 60 + s.start.minute for s in spans)


SATURDAY, RAMADAN_SATURDAY = date(2026, 4, 11), date(2027, 2, 13)


@pytest.mark.parametrize("on", [SATURDAY, RAMADAN_SATURDAY])
def test_own_hours_hold_on_a_day_for_which_the_circular_has_none(on: date) -> None:
    ordered = workdays.Given(mode="WFO", clause="", source="ST 1")
    for text, expected in (("sat=06:00-18:00", [(6, 18)]), ("", []), ("fri=08:00-12:00", [])):
        who = Worker(position="Analis", unit="Dinas Sosial", hours=text)
        found = workdays.workday(laws.SUMSEL, who, on, ordered)
        assert [(span.start.hour, span.end.hour) for span in found.spans] == expected
        assert (found.mode, found.quiet) == ("WFO", ())


@given(st.lists(CLOCKS, min_size=2, max_size=6, unique=True).map(sorted), CLOCKS, CLOCKS)
def test_hours_of_leave_take_exactly_their_own_minutes(
    clocks: list[time], one: time, other: time
) -> None:
    pairs = zip(clocks[::2], clocks[1::2], strict=False)
    spans = tuple(Span(start=start, end=end) for start, end in pairs)
    off = Span(start=min(one, other), end=max(one, other))
    left = personal.without(spans, off)
    inside = sum(max(0, minutes(cut)) for cut in map(cut_to(off), spans))
    assert minutes(left) == minutes(spans) - inside
    assert personal.minutes(left) == minutes(left)
    assert not any(span.start < off.end and off.start < span.end for span in left)


def cut_to(off: Span) -> Callable[[Span], tuple[Span, ...]]:
    return lambda span: (Span(start=max(span.start, off.start), end=min(span.end, off.end)),)


def test_hours_that_only_touch_leave_keep_nothing_of_no_length() -> None:
    morning, leave = span(8, 10), span(8, 12)
    assert personal.without((morning,), leave) == ()
    assert personal.without((span(8, 12),), span(8, 10)) == (span(10, 12),)
    assert personal.without((span(8, 12),), span(10, 12)) == (span(8, 10),)


def test_ramadan_lasts_from_the_first_minute_of_its_day_to_the_last() -> None:
    day = (span(8, 12), span(13, 15))
    assert personal.within((span(6, 20),), day) == (span(8, 15),)
    three = (span(8, 9), span(10, 11), span(12, 15))
    assert personal.within((span(6, 20),), three) == (span(8, 15),)


def span(start: int, end: int) -> Span:
    return Span(start=time(start), end=time(end))
