"""Where a person works on a date, and when in it the office may call."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import window, workdays
from handlers.rules.circular import Span
from handlers.rules.workdays import Given, Worker
from tests.circulars.laws import SHIPPED
from tests.rules import laws

ANA = laws.ANA
CHIEF = Worker(position="JPT Pratama Kepala Dinas Sosial", unit="Dinas Sosial")
NURSE = Worker(position="Perawat", unit="RSUD Siti Fatimah Provinsi Sumatera Selatan")
RULE = laws.call_rule()
CLOCK = [laws.at("00:00:00") + timedelta(seconds=n) for n in range(0, 86_400, 30)]


@pytest.mark.parametrize(
    ("on", "mode", "source", "detail"),
    [
        (date(2026, 3, 27), "WFO", "before_since", ""),
        (date(2026, 4, 3), "OFF", "holiday", "Wafat Yesus Kristus"),
        (date(2026, 4, 9), "WFO", "office_day", ""),
        (date(2026, 4, 10), "WFH", "wfh_day", ""),
        (date(2026, 4, 11), "OFF", "weekend", ""),
        (date(2026, 5, 1), "OFF", "holiday", "Hari Buruh Internasional"),
        (date(2026, 5, 15), "OFF", "holiday", "Cuti Bersama Kenaikan Yesus Kristus"),
        (date(2026, 5, 28), "OFF", "holiday", "Cuti Bersama Hari Raya Idul Adha"),
        (date(2026, 5, 29), "WFH", "wfh_day", ""),
        (date(2026, 5, 31), "OFF", "weekend", ""),
        (date(2026, 6, 1), "OFF", "holiday", "Hari Lahir Pancasila"),
        (date(2027, 1, 1), "OFF", "holiday", "Tahun Baru Masehi"),
        (date(2027, 2, 12), "WFH", "wfh_day", ""),
    ],
)
def test_2_every_friday_that_is_a_work_day(on: date, mode: str, source: str, detail: str) -> None:
    day = laws.friday(on)
    assert (day.mode, day.source, day.detail) == (mode, source, detail)
    assert day.clause == ("2" if mode == "WFH" else "")


@pytest.mark.parametrize(("year", "first", "count"), [(2026, 4, 35), (2027, 1, 48)])
def test_2_number_of_wfh_fridays(year: int, first: int, count: int) -> None:
    days = (date(year, first, 1) + timedelta(days=n) for n in range(366))
    modes = [laws.friday(day).mode for day in days if day.year == year]
    assert modes.count("WFH") == count


def test_14_before_the_circular_nobody_is_sent_home() -> None:
    home = Given(mode="WFH", clause="4", source="ST 1")
    day = workdays.workday(laws.SUMSEL, ANA, date(2026, 3, 27), home)
    assert (day.mode, day.source) == ("WFO", "before_since")
    late = workdays.workday(laws.FOREVER, ANA, date(2027, 1, 4), home)
    assert (late.mode, late.source) == ("WFO", "after_until")
    assert workdays.workday(laws.SUMSEL, ANA, date(2026, 4, 1), home).mode == "WFH"
    assert workdays.workday(laws.FOREVER, ANA, date(2026, 12, 31)).mode == "WFH"


@pytest.mark.parametrize(
    ("who", "on", "asked", "mode", "source"),
    [
        (ANA, date(2026, 4, 9), "WFH", "WFH", "given"),  # a Thursday
        (ANA, date(2026, 4, 10), "WFO", "WFO", "given"),
        (ANA, date(2026, 4, 10), "LEAVE", "LEAVE", "given"),
        (ANA, date(2026, 4, 10), "TRAVEL", "TRAVEL", "given"),
        (ANA, date(2026, 4, 11), "LEAVE", "OFF", "weekend"),
        (ANA, date(2026, 5, 1), "TRAVEL", "OFF", "holiday"),
        (ANA, date(2026, 5, 15), "WFH", "WFH", "given"),  # A24: ordered on cuti bersama
        (ANA, date(2026, 4, 11), "WFO", "WFO", "given"),
        (CHIEF, date(2026, 4, 10), "WFH", "WFA", "exempt"),
        (CHIEF, date(2026, 4, 10), "WFO", "WFO", "given"),
        (NURSE, date(2026, 4, 10), "WFH", "WFO", "exempt"),
        (NURSE, date(2026, 5, 15), "WFH", "WFO", "exempt"),
        (NURSE, date(2026, 4, 10), "LEAVE", "LEAVE", "given"),
        (ANA, date(2026, 4, 10), "OFF", "OFF", "given"),
    ],
)
def test_4_what_a_human_lays_down(
    who: Worker, on: date, asked: str, mode: str, source: str
) -> None:
    laid_down = Given(mode=asked, clause="4", source="ST 12/2026")
    day = workdays.workday(laws.SUMSEL, who, on, laid_down)
    assert (day.mode, day.source) == (mode, source)
    if source == "given":
        assert (day.clause, day.detail) == ("4", "ST 12/2026")
    if mode in {"OFF", "LEAVE", "TRAVEL"}:
        assert workdays.end_of_work(day, laws.WIB) is None
        assert not any(workdays.is_working(day, laws.WIB, moment) for moment in CLOCK)


MORNING, WHOLE = (time(7, 30), time(11, 30)), (time(7), time(17))


@pytest.mark.parametrize(
    ("off", "on", "mode", "source", "hours"),
    [
        (MORNING, date(2026, 4, 10), "WFH", "wfh_day", [13]),
        (WHOLE, date(2026, 4, 10), "LEAVE", "given", []),
        (MORNING, date(2026, 4, 11), "OFF", "weekend", []),
        (WHOLE, date(2026, 5, 1), "OFF", "holiday", []),
        (None, date(2026, 4, 10), "WFH", "wfh_day", [7, 13]),
    ],
)
def test_hours_of_leave_are_none_of_work_and_all_of_them_are_a_day(
    off: tuple[time, time] | None, on: date, mode: str, source: str, hours: list[int]
) -> None:
    leave = workdays.HoursOff(span=Span(start=off[0], end=off[1]), kind="sakit") if off else None
    day = workdays.workday(laws.SUMSEL, ANA, on, off=leave)
    assert (day.mode, day.source) == (mode, source)
    assert [span.start.hour for span in day.spans] == hours
    if mode == "LEAVE":
        assert (day.detail, day.quiet) == ("sakit", ())


def test_own_hours_make_no_weekend_a_day_of_their_own() -> None:
    who = Worker(position="Analis", unit="Dinas Sosial", hours="08:00-12:00")
    assert workdays.workday(laws.SUMSEL, who, date(2026, 4, 11)).source == "weekend"


def test_metro_1d_without_a_letter_only_the_day_at_home_is_none() -> None:
    law = replace(SHIPPED["metro"], since=date(2026, 4, 1))
    week = [laws.friday(date(2026, 4, 6) + timedelta(days=n), law).source for n in range(5)]
    assert set(week) == {"no_letter", "office_day"}
    assert week.count("no_letter") == len(law.wfh_days)


def test_11_jpt_pratama_works_from_anywhere_and_is_never_called() -> None:
    day = workdays.workday(laws.SUMSEL, CHIEF, laws.FIRST_FRIDAY)
    assert (day.mode, day.clause) == ("WFA", "11")
    assert day.detail == "Pejabat Pimpinan Tinggi Madya dan Pratama"
    assert workdays.callable_intervals(RULE, day, laws.WIB) == ()
    assert not any(workdays.may_call_at(RULE, day, laws.WIB, moment) for moment in CLOCK)


def test_holidays_of_the_office_and_of_the_circular() -> None:
    founding = {date(2026, 5, 22): "Hari Jadi Provinsi"}
    day = workdays.workday(laws.SUMSEL, ANA, date(2026, 5, 22), extra_holidays=founding)
    assert (day.mode, day.detail) == ("OFF", "Hari Jadi Provinsi")
    own = laws.own(
        'id = "x"\nextra_holidays = [{ on = 2026-05-22, name = "Hari Jadi" }]\nholidays = false'
    )
    assert laws.friday(date(2026, 5, 22), own).detail == "Hari Jadi"
    assert laws.friday(date(2026, 5, 1), own).mode == "WFH"


@pytest.mark.parametrize(
    ("on", "before"),
    [
        (date(2026, 5, 29), date(2026, 5, 26)),
        (date(2027, 5, 7), date(2027, 5, 5)),
        (date(2027, 5, 21), date(2027, 5, 14)),
        (date(2026, 4, 10), date(2026, 4, 9)),
        (date(2026, 4, 13), date(2026, 4, 10)),
    ],
)
def test_a13_the_day_before_is_the_previous_work_day(on: date, before: date) -> None:
    assert workdays.previous_workday(laws.SUMSEL, on) == before


def test_a13_extra_holidays_push_the_previous_work_day_back() -> None:
    extra = {date(2026, 4, 9): "Pilkada"}
    assert workdays.previous_workday(laws.SUMSEL, laws.FIRST_FRIDAY, extra) == date(2026, 4, 8)


def test_national_holidays_hold_all_25_days_of_2026() -> None:
    assert len(workdays.national_holidays(2026)) == 25
    assert workdays.national_holidays(2026) is workdays.national_holidays(2026)


MODES = st.sampled_from(["WFH", "WFO", "WFA", "LEAVE", "TRAVEL", "OFF"])
LAID_DOWN = st.none() | st.builds(Given, mode=MODES, clause=st.just("4"), source=st.just("ST"))


@given(
    on=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    who=st.sampled_from([ANA, CHIEF, NURSE]),
    laid_down=LAID_DOWN,
    seconds=st.integers(1, 900),
    attempts=st.integers(1, 5),
    margin=st.integers(0, 60),
    minute=st.integers(0, 1439),
)
def test_a_call_needs_a_day_at_home_and_ends_before_work_pauses(
    on: date,
    who: Worker,
    laid_down: Given | None,
    seconds: int,
    attempts: int,
    margin: int,
    minute: int,
) -> None:
    rule = laws.call_rule(window_seconds=seconds, attempts=attempts, margin_minutes=margin)
    day = workdays.workday(laws.SUMSEL, who, on, laid_down)
    drawn = workdays.callable_intervals(rule, day, laws.WIB)
    if day.mode != "WFH" or who is not ANA:
        assert drawn == ()
    for part in drawn:
        for moment in (part.start, part.end - timedelta(seconds=1)):
            assert workdays.may_call_at(rule, day, laws.WIB, moment)
    moment = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=minute)
    if workdays.may_call_at(rule, day, laws.WIB, moment):
        assert day.mode == "WFH"
        last = moment + window.life(rule) - timedelta(seconds=1)
        assert workdays.is_working(day, laws.WIB, moment)
        assert workdays.is_working(day, laws.WIB, last)


@given(on=st.dates(date(2026, 4, 1), date(2028, 12, 31)), laid_down=LAID_DOWN)
def test_nobody_exempt_is_ever_at_home(on: date, laid_down: Given | None) -> None:
    for who in (CHIEF, NURSE):
        assert workdays.workday(laws.SUMSEL, who, on, laid_down).mode != "WFH"
