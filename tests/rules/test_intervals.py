"""When in a day the office may call: working time without breaks, prayer and margins."""

from datetime import date, time, timedelta

import pytest

from handlers.rules import spans, workdays
from handlers.rules.circular import Span
from tests.rules import laws

RULE = laws.call_rule()


def test_a6_friday_prayer_is_neither_work_nor_time_to_call() -> None:
    day = laws.friday()
    assert workdays.intervals(day, laws.WIB) == (
        laws.between("07:30:00", "10:57:00"),  # of the whole zone: the office names no place
        laws.between("14:02:00", "16:30:00"),
    )
    assert workdays.callable_intervals(RULE, day, laws.WIB) == (
        laws.between("07:45:00", "10:46:00"),  # two windows, and a minute for our own delay
        laws.between("14:02:00", "16:15:00"),
    )
    assert workdays.start_of_work(day, laws.WIB) == laws.at("07:30:00")
    assert workdays.end_of_work(day, laws.WIB) == laws.at("16:30:00")


def test_perpres_21_ramadan_friday_ends_at_1530() -> None:
    on = date(2027, 2, 12)
    day = laws.friday(on)
    assert workdays.end_of_work(day, laws.WIB) == laws.at("15:30:00", on)
    assert not workdays.is_working(day, laws.WIB, laws.at("16:00:00", on))
    assert workdays.is_working(day, laws.WIB, laws.at("08:00:00", on))
    assert not workdays.is_working(day, laws.WIB, laws.at("07:59:59", on))
    after = laws.friday(date(2027, 3, 19))  # the Friday after Ramadan
    assert workdays.end_of_work(after, laws.WIB) == laws.at("16:30:00", date(2027, 3, 19))


def test_perpres_21_ramadan_has_a_first_and_a_last_day() -> None:
    week = "{ start = 2026-04-10, end = 2026-04-17, confirmed = true }"
    law = laws.own(f'id = "x"\nramadan = [{week}]')
    fridays = [date(2026, 3, 27), date(2026, 4, 10), date(2026, 4, 17), date(2026, 4, 24)]
    starts = [laws.friday(on, law).spans[0].start.hour for on in fridays]
    assert starts == [7, 8, 8, 7]


def test_spans_that_touch_are_one_stretch_of_work() -> None:
    law = laws.own('id = "x"\n[hours.fri]\nwork = [[08:00:00, 09:00:00], [09:00:00, 10:00:00]]')
    whole = laws.between("08:00:00", "10:00:00")
    assert workdays.intervals(laws.friday(law=law), laws.WIB) == (whole,)


@pytest.mark.parametrize("start", [time(2), time(2, 30)])
def test_hours_that_the_clock_leaps_over_are_none(start: time) -> None:
    night = (Span(start=start, end=time(3)),)  # summer time begins at 2
    assert spans.intervals(date(2026, 3, 29), night, (), "Europe/Berlin") == ()


@pytest.mark.parametrize("minute", ["05", "11"])
def test_a6_a_part_into_which_no_call_fits_is_not_drawn_from(minute: str) -> None:
    middle = f"[10:00:00, 10:{minute}:00]"  # two windows and a minute are 11
    work = f"[[08:00:00, 09:00:00], {middle}, [15:00:00, 16:00:00]]"
    day = laws.friday(law=laws.own(f'id = "x"\n[hours.fri]\nwork = {work}'))
    assert workdays.callable_intervals(RULE, day, laws.WIB) == (
        laws.between("08:15:00", "08:49:00"),
        laws.between("15:00:00", "15:45:00"),
    )
    assert workdays.end_of_work(day, laws.WIB) == laws.at("16:00:00")
    assert not workdays.is_working(day, laws.WIB, laws.at("16:00:00"))


@pytest.mark.parametrize(
    ("clock", "may"),
    [
        ("07:29:59", False),
        ("07:30:00", True),
        ("10:47:00", True),
        ("10:47:01", False),
        ("12:00:00", False),
        ("14:01:59", False),
        ("14:02:00", True),
        ("16:14:00", True),
        ("16:20:00", True),
        ("16:20:01", False),
        ("16:30:00", False),
    ],
)
def test_a_supervisor_may_call_only_if_both_windows_fit(clock: str, may: bool) -> None:
    assert workdays.may_call_at(RULE, laws.friday(), laws.WIB, laws.at(clock)) is may


def test_perpres_21_hours_follow_the_zone_of_the_person() -> None:
    day = laws.friday()
    assert workdays.start_of_work(day, "Asia/Jayapura") == laws.at("05:30:00")
    assert workdays.start_of_work(day, "Asia/Makassar") == laws.at("06:30:00")


def test_a_test_day_of_seven_days_and_all_hours_can_be_called() -> None:
    rule = laws.call_rule(window_seconds=2, min_gap_minutes=0, margin_minutes=0)
    for n in range(7):
        day = laws.friday(date(2026, 5, 11) + timedelta(days=n), laws.FOREVER)
        assert day.mode == "WFH"
        assert len(workdays.callable_intervals(rule, day, laws.WIB)) == 1


def test_the_same_by_the_clock_of_the_person() -> None:
    found = workdays.callable_spans(RULE, laws.friday(), laws.WIB)
    said = [(f"{one.start:%H:%M}", f"{one.end:%H:%M}") for one in found]
    assert said == [("07:45", "10:46"), ("14:02", "16:15")]
    assert workdays.callable_spans(RULE, laws.friday(date(2026, 4, 11)), laws.WIB) == ()
