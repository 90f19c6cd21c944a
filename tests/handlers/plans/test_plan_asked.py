"""A plan is asked for on the work day before, of those who have to write one (2.a; A13)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from handlers.plan import deadline
from storage.rows import Person
from tests.duties import THURSDAY, city, heard, law, message, newest
from tests.handlers.plans.scene import HOME, order, plan, send_plan
from tests.office import ZONE, Office


@pytest.mark.clause("bukittinggi", "2.a")
def test_2a_who_works_from_home_tomorrow_is_asked_for_a_plan_today(engine: Engine) -> None:
    office = city("bukittinggi", engine)
    budi = office.hire("Budi", position="Kepala Bagian", roles=["supervisor"])
    ana, dewi = office.hire("Ana", budi), office.hire("Dewi", budi, position="Lurah")
    office.wait_until(office.at("09.20"))
    assert heard(office, ana, "plan") == ["plan.remind"]
    assert "Jumat, 10 April 2026" in newest(office, ana, "plan.remind")
    assert "Kamis, 9 April 2026, pukul 16.00 WIB" in newest(office, ana, "plan.remind")
    assert "(ketentuan 2.a)" in newest(office, ana, "plan.remind")
    assert heard(office, dewi, "plan") == []  # 1.i.d: stays in the office
    send_plan(office, ana)
    assert plan(office, ana).state == "sent"
    assert "plan.card" in office.said(budi)


@pytest.mark.wide
@pytest.mark.parametrize(
    ("home", "asked"),
    [
        (date(2026, 4, 10), date(2026, 4, 9)),
        (date(2026, 5, 29), date(2026, 5, 26)),  # 27 and 28 May are holidays
        (date(2027, 5, 7), date(2027, 5, 5)),  # 6 May is Ascension Day
        (date(2027, 5, 21), date(2027, 5, 14)),  # a week of holidays lies between
    ],
)
def test_the_day_before_is_the_work_day_before(engine: Engine, home: date, asked: date) -> None:
    """Default A13: the plan is due on a work day, over holidays and cuti bersama."""
    start = datetime(asked.year, asked.month, asked.day, 8, tzinfo=ZONE) - timedelta(days=1)
    office = Office(engine, law(), start)
    ana = office.hire("Ana")
    with office.desk() as desk:
        assert deadline.due(desk, ana, home) == office.at("16.00", asked)
    office.wait_until(office.at("08.00", asked))
    office.said(ana)
    office.wait_until(office.at("09.20", asked))
    assert heard(office, ana, "plan") == ["plan.remind"]
    assert message(office, ana, "plan.remind").blanks["on"] == {"$on": f"{home}"}


def test_nobody_is_asked_between_holidays_or_for_a_day_in_the_office(
    engine: Engine,
) -> None:
    office = Office(engine, law(), datetime(2026, 5, 27, 8, tzinfo=ZONE))
    ana = office.hire("Ana")
    office.wait_until(office.at("20.00", date(2026, 5, 28)))
    assert heard(office, ana, "plan") == []


def test_a_second_reminder_goes_only_to_who_has_not_sent(office: Office, budi: Person) -> None:
    ana, dewi = office.hire("Ana", budi), office.hire("Dewi", budi)
    office.wait_until(office.at("09.20"))
    send_plan(office, ana)
    office.reply(dewi, "/rencana Menyusun laporan")
    office.said(ana), office.said(dewi)
    office.wait_until(office.at("14.20"))
    assert heard(office, ana, "plan") == []
    assert heard(office, dewi, "plan") == ["plan.remind"]
    assert "1 butir" in newest(office, dewi, "plan.remind")


def test_reminders_are_spread_over_a_quarter_of_an_hour(office: Office, budi: Person) -> None:
    people = [office.hire(f"Pegawai {n}", budi) for n in range(8)]
    office.wait_until(office.at("09.20"))
    times = {message(office, one, "plan.remind").sent_at for one in people}
    assert len(times) > 4
    assert all(t and office.at("09.00") <= t <= office.at("09.16") for t in times)


def test_whoever_is_on_leave_the_day_before_is_left_alone_until_work_begins(
    office: Office, ana: Person, budi: Person
) -> None:
    order(office, ana, THURSDAY.date(), "LEAVE")
    office.wait_until(office.at("17.00"))
    assert heard(office, ana, "plan") == []
    assert heard(office, budi, "plan") == []
    office.wait_until(office.at("07.15", HOME))
    send_plan(office, ana)
    assert plan(office, ana).late is False


def test_a_day_at_home_by_order_is_asked_for_as_well(office: Office, ana: Person) -> None:
    order(office, ana, date(2026, 4, 14), "WFH")
    office.wait_until(office.at("08.00", date(2026, 4, 13)))
    office.said(ana)
    office.wait_until(office.at("09.20", date(2026, 4, 13)))
    assert heard(office, ana, "plan") == ["plan.remind"]
    assert message(office, ana, "plan.remind").blanks["on"] == {"$on": "2026-04-14"}
