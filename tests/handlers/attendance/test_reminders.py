"""Who is reminded of what: the application, the right link, a selfie and a pin (2.d-e, E.6-7)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from handlers import attend
from handlers.attend import remind, slots
from storage.rows import Person
from tests.handlers.attendance.scene import (
    DONE,
    FOUR_SLOTS,
    LINKS,
    THREE_SELFIES,
    at_home,
    law_of,
    marked,
    own,
    pin,
    reminders,
    selfie,
)
from tests.office import FRIDAY, ZONE, Office


@pytest.mark.clause("bukittinggi", "2.d")
def test_2d_a_resident_is_reminded_four_times_of_the_agencys_application(
    office: Office, ana: Person
) -> None:
    office.wait_until(office.at("18.00"))
    rows = reminders(office, ana)
    assert [row.key for row in rows] == ["attend.remind"] * 4
    sent = [row.sent_at.astimezone(ZONE) for row in rows if row.sent_at]
    for at, opens, ends in zip(
        sent,
        ("07.00", "11.30", "13.00", "16.30"),
        ("07.15", "11.45", "13.15", "16.45"),
        strict=True,
    ):
        assert office.at(opens) <= at <= office.at(ends)
    text = office.text(rows[0])
    assert "07.30 WIB" in text
    assert "aplikasi presensi" in text
    assert "2.d" in text
    assert "2.e" not in text
    assert rows[0].buttons == [[["press.attend_done", ""]]]


@pytest.mark.clause("bukittinggi", "2.e")
def test_2e_who_lives_outside_is_asked_for_a_selfie_and_a_pin(office: Office, eka: Person) -> None:
    office.wait_until(office.at("07.20"))
    (row,) = reminders(office, eka)
    assert row.key == "attend.remind_photo"
    assert "swafoto dan pin lokasi" in office.text(row)
    assert "2.e" in office.text(row)


@pytest.mark.parametrize(
    ("domicile", "resident"),
    [
        ("Kota Bukittinggi", True),
        ("  BUKITTINGGI ", True),
        ("kota  bukittinggi", True),
        ("Kabupaten Bukittinggi", False),
        ("Padang", False),
        ("Kota Padang", False),
    ],
)
def test_2d_a_city_is_known_by_its_name(domicile: str, resident: bool) -> None:
    assert slots.is_resident("Kota Bukittinggi", domicile) is resident


def test_2e_of_whom_no_domicile_is_known_no_selfie_is_asked(office: Office, budi: Person) -> None:
    nobody_knows = at_home(office, office.hire("Gita", budi))
    office.wait_until(office.at("07.20"))
    assert [row.key for row in reminders(office, nobody_knows)] == ["attend.remind"]


@pytest.mark.wide
@pytest.mark.parametrize("mode", ["WFO", "LEAVE", "TRAVEL", "WFA"])
def test_2d_who_is_not_at_home_is_left_alone(office: Office, budi: Person, mode: str) -> None:
    away = at_home(office, office.hire("Dewi", budi), mode)
    office.wait_until(office.at("18.00"))
    assert reminders(office, away) == []
    office.reply(away, "/presensi")
    assert office.said(away) == ["attend.not_today"]
    office.reply(away, DONE)
    assert office.said(away) == ["attend.not_today"]


def test_2d_a_holiday_asks_for_nothing(engine: Engine) -> None:
    office = Office(engine, law_of(FOUR_SLOTS), datetime(2026, 5, 1, 6, 0, tzinfo=ZONE))
    ana = office.hire("Ana")
    office.wait_until(office.at("18.00"))
    assert reminders(office, ana) == []


def test_a_circular_without_the_duty_is_silent_and_says_so(engine: Engine) -> None:
    office = Office(engine)
    ana = office.hire("Ana")
    office.wait_until(office.at("08.00"))
    office.said(ana)
    for words in ("/presensi", DONE):
        office.reply(ana, words)
        assert office.said(ana) == ["attend.off"]
    pin(office, ana)
    selfie(office, ana)
    assert office.said(ana) == ["common.nothing_open"]
    assert not list(remind.jobs(office.law))
    with office.desk() as desk:
        assert attend.digest_line(desk, [ana], FRIDAY.date()) is None


@pytest.mark.clause("umkm", "E.6")
@pytest.mark.clause("umkm", "E.7")
@pytest.mark.parametrize(
    ("kind", "url", "article"),
    [
        ("PNS", "https://hr.umkm.go.id", "E.6"),
        ("PPPK", "https://hr.umkm.go.id", "E.6"),
        ("NON_ASN", "https://s.id/absenNonASNUMKM", "E.7"),
        ("MAGANG", "https://s.id/absenmagangumkm", "E.7"),
        ("CPNS", "aplikasi presensi instansi", "E.6"),
    ],
)
def test_e6_e7_each_type_of_person_gets_the_right_link(
    engine: Engine, kind: str, url: str, article: str
) -> None:
    office = Office(engine, law_of(LINKS), FRIDAY.replace(hour=6))
    person = office.hire("Ana", person_type=kind)
    office.wait_until(office.at("07.20"))
    (row,) = reminders(office, person)
    assert url in office.text(row)
    assert f"(ketentuan instansi, {article})" in office.text(row)
    office.reply(person, DONE)
    assert marked(office, person) == [("07.30", "on_time")]
    office.reply(person, "/presensi")
    assert url in office.last_text(person)


def test_everybody_may_be_asked_for_a_selfie(engine: Engine) -> None:
    office = Office(engine, law_of(THREE_SELFIES), FRIDAY.replace(hour=6))
    ana = office.hire("Ana", domicile="Kota Bogor")
    office.wait_until(office.at("07.20"))
    assert [row.key for row in reminders(office, ana)] == ["attend.remind_photo"]
    selfie(office, ana)
    pin(office, ana)
    assert marked(office, ana) == [("07.30", "on_time")]
    assert office.words(ana)[-1].key == "attend.marked_final"
    assert own(office, ana)[0].place == "unknown"


def test_reminders_follow_the_clock_of_the_place_where_one_lives(
    office: Office, budi: Person
) -> None:
    east = at_home(office, office.hire("Yosua", budi, zone="Asia/Jayapura"))
    office.now = office.at("04.50")
    office.wait_until(office.at("05.20"))
    (row,) = reminders(office, east)
    assert "07.30 WIT" in office.text(row)
    office.reply(east, DONE)
    assert marked(office, east) == [("07.30", "on_time")]


def test_who_has_marked_already_is_not_reminded(office: Office, ana: Person, eka: Person) -> None:
    office.wait_until(office.at("07.00") - timedelta(seconds=1))
    office.now = office.at("07.00")
    for person in (ana, eka):
        office.said(person)
    office.reply(ana, DONE)
    selfie(office, eka)
    pin(office, eka)
    office.wait_until(office.at("07.40"))
    assert reminders(office, ana) == reminders(office, eka) == []


def test_a_reminder_that_waits_is_withdrawn_when_the_mark_comes(
    office: Office, ana: Person
) -> None:
    office.now = office.at("07.00")
    office.bot.feed(office.now, *[])
    office.tick()
    office.reply(ana, DONE)
    office.wait_until(office.at("07.40"))
    assert reminders(office, ana) == []
    assert marked(office, ana) == [("07.30", "on_time")]


def test_after_an_outage_reminders_still_come_in_time_to_be_on_time(
    office: Office, ana: Person
) -> None:
    office.now = office.at("07.25")
    office.tick()
    office.wait_until(office.at("07.31"))
    assert len(reminders(office, ana)) == 1
