"""A report is sent after work, in time or late, and is never refused (2.a; A14; [1 of 8, 3.4])."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from storage.rows import Person
from tests.duties import heard, law, newest
from tests.handlers.reports.scene import (
    MONDAY,
    fill_in,
    items,
    report,
    send_report,
)
from tests.office import FRIDAY, Office


@pytest.mark.clause("bukittinggi", "2.a")
def test_2a_a_report_before_the_end_of_work_stays_a_draft(office: Office, ana: Person) -> None:
    office.tick()
    send_report(office, ana)
    assert (office.said(ana)[-1], report(office, ana).state) == ("report.too_early", "draft")
    assert "16.30 WIB" in office.last_text(ana)
    office.wait_until(office.at("16.30"))
    office.reply(ana, "KIRIM LAPORAN")
    assert (report(office, ana).state, report(office, ana).late) == ("sent", False)


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (59, False), (60, True)])
def test_a_report_is_in_time_within_the_minute_that_was_named(
    office: Office, ana: Person, seconds: int, late: bool
) -> None:
    office.wait_until(office.at("19.50"))
    fill_in(office, ana)
    office.wait_until(office.at("20.00") + timedelta(seconds=seconds))
    office.reply(ana, "KIRIM LAPORAN")
    assert report(office, ana).late is late
    assert office.said(ana)[-1] == ("report.sent_late" if late else "report.sent")


@pytest.mark.parametrize(
    ("time", "on"), [("08.00", MONDAY), ("14.00", MONDAY + timedelta(days=2))]
)
def test_a_late_report_is_taken_and_marked_and_never_refused(
    office: Office, ana: Person, budi: Person, time: str, on: date
) -> None:
    office.wait_until(office.at(time, on))
    fill_in(office, ana)
    office.wait(minutes=2)
    office.reply(ana, "KIRIM LAPORAN")
    assert report(office, ana).late
    assert "setelah batas pengiriman" in newest(office, budi, "report.card")


def test_the_report_of_a_named_day_is_taken_weeks_later(
    office: Office, ana: Person, budi: Person
) -> None:
    office.tick()
    office.wait_until(office.at("14.00", MONDAY + timedelta(days=16)))
    office.reply(ana, "/lapor 10 April Menyusun laporan")
    office.reply(ana, "SELESAI")
    office.reply(ana, "LEWATI")
    assert office.said(ana)[-1] == "report.draft"
    office.reply(ana, "KIRIM LAPORAN")
    assert report(office, ana).late
    assert [item.task for item in items(office, ana)] == ["Menyusun laporan"]
    assert "10 April 2026" in newest(office, budi, "report.card")


def test_a_named_day_that_was_none_at_home_has_no_report(office: Office, ana: Person) -> None:
    office.tick()
    office.wait_until(office.at("14.00", MONDAY))
    office.reply(ana, "/lapor 9 April")
    assert office.said(ana)[-1] == "report.no_day_then"
    assert "Kamis, 9 April 2026" in office.last_text(ana)


@pytest.mark.parametrize("words", ["2 laporan triwulan", "1. Rapat", "Jumat sehat", "10-12 surat"])
def test_a_number_before_work_is_no_day(office: Office, ana: Person, words: str) -> None:
    office.tick()
    office.reply(ana, f"/lapor {words}")
    assert len(items(office, ana)) == 1


def test_today_goes_before_what_is_owed_of_a_week_ago(office: Office, ana: Person) -> None:
    office.tick()
    office.wait_until(office.at("17.00", MONDAY + timedelta(days=4)))
    send_report(office, ana)
    assert not report(office, ana, MONDAY + timedelta(days=4)).late
    send_report(office, ana)
    assert report(office, ana).late, "what is still owed comes next"


def test_over_a_holiday_the_time_for_a_late_report_ends_on_the_next_work_day(
    engine: Engine,
) -> None:
    start = FRIDAY.replace(month=5, day=29, hour=17)  # 30 May to 1 June are days off
    office = Office(engine, law(), start)
    ana = office.hire("Ana")
    office.wait_until(office.at("07.59", date(2026, 6, 2)))
    send_report(office, ana)
    assert report(office, ana, date(2026, 5, 29)).late


def test_the_moment_of_writing_counts_and_not_that_of_our_outage(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("19.50"))
    fill_in(office, ana)
    office.stop(minutes=40)
    office.reply(ana, "KIRIM LAPORAN", at=office.at("19.58"))
    assert report(office, ana).late is False
    office.wait(minutes=20)
    assert "report.missing" not in office.said(budi)


def test_a_report_that_lacks_something_is_not_sent(office: Office, ana: Person) -> None:
    office.wait_until(office.at("17.00"))
    office.reply(ana, "/lapor Satu")
    office.reply(ana, "KIRIM LAPORAN")
    assert office.said(ana)[-2:] == ["report.lacks", "report.ask_progress"]
    assert report(office, ana).sent_at is None


def test_a_second_press_sends_nothing_twice(office: Office, ana: Person, budi: Person) -> None:
    office.wait_until(office.at("17.00"))
    send_report(office, ana)
    office.reply(ana, "KIRIM LAPORAN")
    office.reply(ana, "SELESAI")
    assert office.said(ana)[-2:] == ["report.sent_already", "common.nothing_open"]
    office.reply(ana, "/lapor Satu lagi")
    assert office.said(ana) == ["report.closed"]
    assert len(items(office, ana)) == 1
    assert heard(office, budi, "report") == ["report.card"]


def test_what_is_pressed_late_in_the_middle_of_a_question_asks_on(
    office: Office, ana: Person
) -> None:
    office.wait_until(office.at("07.50", MONDAY))
    office.reply(ana, "/lapor Satu")
    office.reply(ana, "SELESAI")
    office.wait_until(office.at("08.02"))
    office.reply(ana, "KIRIM LAPORAN")
    assert report(office, ana).late
