"""What applies to somebody today, and why: in the chat and for a program."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from handlers import explain, orders
from storage.rows import Person
from tests.circulars.laws import SHIPPED
from tests.office import FRIDAY, Office
from tests.rules import laws

TODAY = FRIDAY.date()


def facts(office: Office, person: Person, on: date = TODAY) -> dict[str, Any]:
    with office.desk() as desk:
        return explain.facts(desk, person, on)


def rules_of(office: Office, person: Person) -> str:
    office.reply(person, "/aturan")
    return office.last_text(person)


def order(office: Office, person: Person, mode: str, source: str, clause: str = "") -> None:
    with office.desk() as desk:
        orders.give(desk, person, TODAY, mode, source, clause=clause)


def test_at_home_every_duty_of_sumsel_is_said_with_its_clause(office: Office) -> None:
    said = rules_of(office, office.hire("Ana"))
    for words in (
        "hari WFH (ketentuan 2)",
        "Jam kerja: 07.30-11.30, 13.00-16.30",
        "Waktu tanpa panggilan: 10.57-14.02",
        "(ketentuan 10.b)",
        "direspons dalam waktu kurang dari 5 menit menurut ketentuan 10.c",
        "Teguran lisan (ketentuan 10.d, butir kesatu)",
        "Evaluasi kinerja dan sanksi administratif (ketentuan 10.d, butir ketiga)",
        "keputusan diambil oleh pejabat yang berwenang",
        "dan/atau frekuensi serta jumlah rombongannya dikurangi. (ketentuan 8)",
        "Sekretaris Daerah melalui perangkat daerah teknis. (ketentuan 13)",
    ):
        assert words in said
    assert "Rencana" not in said  # Sumsel orders none


def test_away_from_home_nothing_is_asked(office: Office) -> None:
    nurse = office.hire("Nani", unit="RSUD Siti Fatimah")
    said = rules_of(office, nurse)
    assert "bekerja dari kantor (WFO), dikecualikan sebagai RSUD" in said
    assert "(ketentuan 12.d)" in said
    assert "tidak ada panggilan atau kewajiban WFH" in said
    assert "5 menit" not in said


def test_the_day_before_says_what_is_due_for_tomorrow(engine: Engine) -> None:
    office = Office(engine, SHIPPED["bukittinggi"], FRIDAY - timedelta(days=1))
    said = rules_of(office, office.hire("Ana"))
    assert "Rencana kerja untuk Jumat, 10 April 2026" in said
    assert "(ketentuan 1.h): perangkat elektronik dimatikan" in said
    lurah = rules_of(office, office.hire("Lina", position="Lurah Tarok Dipo"))
    assert "Rencana kerja" not in lurah


def test_a_permit_that_stops_calls_says_so(engine: Engine) -> None:
    office = Office(engine, SHIPPED["bukittinggi"])
    said = rules_of(office, office.hire("Ana"))
    assert "panggilan kedinasan tetap dapat dikirim" in said


@pytest.mark.parametrize(
    ("mode", "source", "clause", "said"),
    [
        ("WFO", "ST 12/2026", "4", "kantor (WFO), penetapan ST 12/2026 (ketentuan 4)"),
        ("WFH", "ST 12/2026", "", "rumah (WFH), penetapan ST 12/2026"),
        ("LEAVE", "cuti tahunan", "", "cuti atau izin, penetapan cuti tahunan"),
        ("TRAVEL", "SPD 7", "", "perjalanan dinas, penetapan SPD 7"),
    ],
)
def test_status_names_the_letter_that_the_day_follows_from(
    office: Office, mode: str, source: str, clause: str, said: str
) -> None:
    ana = office.hire("Ana")
    order(office, ana, mode, source, clause)
    office.reply(ana, "/status")
    assert said in office.last_text(ana)


def test_a_program_gets_mode_clause_source_and_hours(office: Office) -> None:
    ana = office.hire("Ana")
    assert facts(office, ana) == {
        "nip": ana.nip,
        "date": "2026-04-10",
        "mode": "WFH",
        "clause": "2",
        "source": "wfh_day",
        "work": [["07:30", "11:30"], ["13:00", "16:30"]],
        "quiet": [["10:57", "14:02"]],
        "quiet_place": {"zone": "Asia/Jakarta", "west": 94.75, "east": 116.0},
        "callable": [["07:45", "10:46"], ["14:02", "16:15"]],
    }
    order(office, ana, "LEAVE", "cuti tahunan")
    found = facts(office, ana)
    assert (found["mode"], found["source"]) == ("LEAVE", "given: cuti tahunan")
    assert (found["work"], found["quiet"]) == ([], [])


@pytest.mark.parametrize(
    ("facts_of", "on", "mode", "clause", "source"),
    [
        ({}, date(2026, 4, 9), "WFO", "", "office_day"),
        ({}, date(2026, 5, 1), "OFF", "", "holiday: Hari Buruh Internasional"),
        ({}, date(2026, 5, 31), "OFF", "", "weekend"),
        (
            {"unit": "BPBD / Sekretariat"},
            date(2026, 4, 10),
            "WFO",
            "12.a",
            "exempt: Badan Penanggulangan Bencana Daerah",
        ),
        (
            {"position": "JPT Pratama"},
            date(2026, 4, 10),
            "WFA",
            "11",
            "exempt: Pejabat Pimpinan Tinggi Madya dan Pratama",
        ),
        ({"hours": "fri=off"}, date(2026, 4, 10), "OFF", "", "own_hours"),
    ],
)
def test_each_mode_has_its_source(
    office: Office, facts_of: dict[str, Any], on: date, mode: str, clause: str, source: str
) -> None:
    found = facts(office, office.hire("Ana", **facts_of), on)
    assert (found["mode"], found["clause"], found["source"]) == (mode, clause, source)


def test_own_hours_are_the_hours_that_are_said(office: Office) -> None:
    eka = office.hire("Eka", person_type="PPPK_PW", hours="08:00-12:00")
    assert facts(office, eka)["work"] == [["08:00", "12:00"]]
    assert "Jam kerja: 08.00-12.00" in rules_of(office, eka)


OWN_DAY = """
id = "dinas"
wfh_days = ["fri"]
wfh_article = "Nota Dinas 7"
[[exempt]]
name = "arsip"
units = ["Seksi Arsip"]
mode = "WFO"
article = "Nota Dinas 8"
[[exempt]]
name = "gudang"
units = ["Seksi Gudang"]
mode = "WFO"
article = ""
"""


def test_what_an_agencys_own_file_says_of_a_day_is_said_as_its_own(engine: Engine) -> None:
    office = Office(engine, laws.own(OWN_DAY))
    said = {
        unit: rules_of(office, office.hire(unit, unit=unit))
        for unit in ("Seksi Umum", "Seksi Arsip", "Seksi Gudang", "RSUD Siti Fatimah")
    }
    assert "hari WFH (ketentuan instansi, Nota Dinas 7)" in said["Seksi Umum"]
    assert "sebagai arsip (ketentuan instansi, Nota Dinas 8)" in said["Seksi Arsip"]
    assert "sebagai gudang (ketentuan instansi)" in said["Seksi Gudang"]
    assert "(ketentuan 12.d)" in said["RSUD Siti Fatimah"]


def test_a_default_of_ours_that_exempts_wears_no_clause(office: Office) -> None:
    held = office.hire("Ana", duties=["kedudukan_ditahan"])
    assert "kepegawaian (ketentuan instansi (bawaan aplikasi))" in rules_of(office, held)
