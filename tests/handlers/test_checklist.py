"""The office is switched off before a day at home (Sumsel 10.a; Bukittinggi 1.h; Metro 1.k)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from handlers import checklist
from handlers.rules import circular
from storage import checks
from storage.database import transaction
from storage.rows import Given, Person
from tests.duties import THURSDAY, city, heard, law, message, newest
from tests.office import FRIDAY, ZONE, Office

HOME = FRIDAY.date()


@pytest.fixture
def office(engine: Engine) -> Office:
    return city("sumsel", engine, THURSDAY)


@pytest.fixture
def head(office: Office) -> Person:
    return office.hire("Hana", position="Kepala Dinas Kesehatan", roles=["unit_head"])


@pytest.fixture
def ana(office: Office, head: Person) -> Person:
    return office.hire("Ana", head)


def give(office: Office, person: Person, on: date, mode: str) -> None:
    with transaction(office.bot.engine) as db:
        row = Given(person_id=person.id or 0, on=on, mode=mode, source="x", given_at=office.now)
        db.add(row)


def ticked(office: Office, person: Person, on: date = HOME) -> datetime | None:
    with transaction(office.bot.engine) as db:
        found = checks.get(db, person.id or 0, on)
        return found.ticked_at if found else None


@pytest.mark.clause("sumsel", "10.a")
def test_10a_who_is_at_home_tomorrow_switches_off_today(office: Office, ana: Person) -> None:
    office.wait_until(office.at("15.29"))
    assert heard(office, ana, "checklist") == []
    office.wait_until(office.at("15.50"))
    assert heard(office, ana, "checklist") == ["checklist.ask"]
    said = newest(office, ana, "checklist.ask")
    for part in ("Jumat, 10 April 2026", "10.a", "- AC dimatikan", "- lampu dimatikan"):
        assert part in said
    assert message(office, ana, "checklist.ask").buttons == [[["press.office_checked", ""]]]
    office.reply(ana, "SUDAH DIPERIKSA")
    assert ticked(office, ana) == office.now


@pytest.mark.clause("bukittinggi", "1.h")
@pytest.mark.clause("metro", "1.k")
@pytest.mark.parametrize(("name", "article"), [("bukittinggi", "1.h"), ("metro", "1.k")])
def test_1h_1k_other_cities_ask_under_their_own_clauses(
    engine: Engine, name: str, article: str
) -> None:
    office = city(name, engine, THURSDAY)
    ana = office.hire("Ana", letters=False)
    give(office, ana, THURSDAY.date(), "WFO")
    give(office, ana, HOME, "WFH")
    office.wait_until(office.at("16.00"))
    assert f"ketentuan {article}" in newest(office, ana, "checklist.ask")


def test_pressed_twice_it_counts_once_and_first(office: Office, ana: Person) -> None:
    office.wait_until(office.at("15.50"))
    office.reply(ana, "SUDAH DIPERIKSA")
    first = office.now
    office.wait(minutes=5)
    office.reply(ana, "SUDAH DIPERIKSA")
    assert heard(office, ana, "checklist")[1:] == ["checklist.done"] * 2
    assert ticked(office, ana) == first


def test_a_press_counts_when_it_was_made_and_may_come_before_we_ask(
    office: Office, ana: Person
) -> None:
    office.wait_until(office.at("15.00"))
    office.reply(ana, "SUDAH DIPERIKSA", at=office.at("14.50"))
    assert ticked(office, ana) == office.at("14.50")
    office.wait_until(office.at("16.00"))
    assert heard(office, ana, "checklist") == ["checklist.done"]


def test_a_press_on_the_morning_at_home_is_still_kept(office: Office, ana: Person) -> None:
    office.wait_until(office.at("06.30", HOME))
    office.reply(ana, "SUDAH DIPERIKSA")
    assert ticked(office, ana) == office.now


def test_the_word_of_the_label_is_a_mere_word_before_a_day_in_the_office(engine: Engine) -> None:
    office = city("sumsel", engine, THURSDAY - timedelta(days=2))
    ana = office.hire("Ana")
    office.reply(ana, "SUDAH DIPERIKSA")
    assert office.said(ana)[-1] == "common.nothing_open"
    office.wait_until(office.at("17.00"))
    assert heard(office, ana, "checklist") == []


def test_nobody_is_asked_who_is_away_or_exempt(office: Office, ana: Person, head: Person) -> None:
    eka = office.hire("Eka", head)
    give(office, eka, THURSDAY.date(), "LEAVE")
    office.wait_until(office.at("16.00"))
    assert heard(office, ana, "checklist") == ["checklist.ask"]
    assert heard(office, eka, "checklist") == []
    assert "checklist.ask" not in office.said(head)


@pytest.mark.parametrize(
    ("asked", "home"),
    [
        (date(2026, 5, 26), date(2026, 5, 29)),  # 27 and 28 May are off
        (date(2027, 5, 5), date(2027, 5, 7)),
        (date(2027, 5, 14), date(2027, 5, 21)),
    ],
)
def test_before_holidays_the_last_day_in_the_office_counts(
    engine: Engine, asked: date, home: date
) -> None:
    begin = datetime(asked.year, asked.month, asked.day, 8, 0, tzinfo=ZONE)
    office = city("sumsel", engine, begin)
    ana = office.hire("Ana")
    give(office, ana, asked, "WFO")
    office.wait_until(office.at("16.00"))
    assert f"{home.day} Mei {home.year}" in newest(office, ana, "checklist.ask")
    office.wait_until(begin + timedelta(days=1))
    office.reply(ana, "SUDAH DIPERIKSA")
    assert ticked(office, ana, home) == office.now


@pytest.mark.clause("bukittinggi", "1.h")
def test_1h2_the_head_gets_a_summary_that_holds_nothing_against_anybody(
    office: Office, ana: Person, head: Person
) -> None:
    office.hire("Eka", head)
    office.wait_until(office.at("16.00"))
    office.reply(ana, "SUDAH DIPERIKSA")
    office.wait_until(office.at("16.31"))
    assert heard(office, head, "checklist") == ["checklist.summary"]
    said = newest(office, head, "checklist.summary")
    assert "1 dari 2 pegawai" in said
    assert "Belum menyampaikan: Eka" in said
    assert "bukan catatan terhadap pegawai" in said
    assert office.faults(ana) == 0


def test_the_digest_of_the_day_at_home_counts_it(
    office: Office, ana: Person, head: Person
) -> None:
    office.hire("Eka", head)
    office.wait_until(office.at("16.00"))
    office.reply(ana, "SUDAH DIPERIKSA")
    office.wait_until(office.at("09.00", HOME))
    office.reply(head, "/rekap")
    assert "Pemeriksaan kantor sebelum WFH: 1/2" in office.last_text(head)


def test_without_the_duty_there_is_no_list(engine: Engine) -> None:
    office = Office(engine, circular.load("panrb"), THURSDAY)
    head = office.hire("Hana", roles=["unit_head"])
    ana = office.hire("Ana", head)
    office.wait_until(office.at("17.00"))
    office.reply(ana, "SUDAH DIPERIKSA")
    office.reply(head, "/rekap")
    assert heard(office, ana, "checklist") == []
    assert "Pemeriksaan kantor" not in office.last_text(head)


def test_the_summary_of_a_late_list_stays_on_its_day() -> None:
    late = law('id = "uji"\nextends = "sumsel"\n[checklist]\nat = 23:30:00\n')
    times = [job.at.strftime("%H:%M") for job in checklist.jobs(late)]
    assert times == ["23:30", "23:59"]
