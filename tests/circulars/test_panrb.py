"""Permen PANRB 4/2025 as the ministry applies it itself, slide by slide."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine

from handlers import schedule
from handlers.rules import workdays
from handlers.rules.circular import Span
from storage import log
from storage.rows import Person
from tests.circulars.laws import SHIPPED, clause, day, letter, where, worker
from tests.office import ZONE, Office

LAW = SHIPPED["panrb"]
WEDNESDAY = datetime(2026, 4, 15, 7, 0, tzinfo=ZONE)
ON = WEDNESDAY.date()
CRITERIA = "Permen PANRB Nomor 4 Tahun 2025, kriteria"


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine, LAW, WEDNESDAY)


@pytest.fixture
def ana(office: Office) -> Person:
    return office.hire("Ana", unit="Sekretariat Kementerian / Biro SDM")


def mode(office: Office, person: Person, on: date = ON) -> str:
    with office.desk() as desk:
        return schedule.workday(desk, office.person(person), on).mode


def test_contoh_lokasi_1_wednesday_is_worked_from_home() -> None:
    week = [where(LAW, on=date(2026, 4, 13) + timedelta(days=n)) for n in range(7)]
    assert week == ["WFO", "WFO", "WFH Contoh Lokasi 1", "WFO", "WFO", "OFF", "OFF"]


@clause("panrb", "Prinsip 1")
def test_prinsip_1_an_assignment_can_be_withdrawn_with_its_reason(
    office: Office, ana: Person
) -> None:
    boss = office.hire("Citra", roles=["personnel"])
    office.record(boss, f"/jadwal {ana.nip} 15-04-2026 WFO target belum tercapai")
    with office.desk() as desk:
        found = schedule.workday(desk, ana, ON)
    assert (found.mode, found.detail) == ("WFO", "target belum tercapai")


@clause("panrb", "Prinsip 3")
def test_prinsip_3_what_a_human_lays_down_is_in_the_log(office: Office, ana: Person) -> None:
    boss = office.hire("Citra", roles=["personnel"])
    office.record(boss, f"/jadwal {ana.nip} 15-04-2026 WFO rapat")
    with office.desk() as desk:
        assert list(log.breaks(desk.db)) == []
        assert [entry.facts["by"] for entry in log.of_kind(desk.db, "day.given")] == [boss.nip]


@clause("panrb", "Jenis Waktu", "Kriteria Dinamis")
def test_jenis_waktu_a_persons_own_hours_go_before_the_agencys() -> None:
    dynamic = worker(hours="10:00-14:00,15:00-18:30")
    spans = day(LAW, dynamic, ON).spans
    assert spans == (Span(start=time(10), end=time(14)), Span(start=time(15), end=time(18, 30)))
    assert where(LAW, dynamic, ON) == "WFH Contoh Lokasi 1"


@clause("panrb", "Kriteria Lokasi")
def test_kriteria_lokasi_a_task_that_needs_the_office_keeps_its_person_there() -> None:
    assert where(LAW, worker(duties=("tugas_di_kantor",)), ON) == f"WFO {CRITERIA} lokasi"


@clause("panrb", "Kriteria Sif")
def test_kriteria_sif_shifts_have_no_weekday_at_home() -> None:
    assert where(LAW, worker(duties=("sif",)), ON) == f"WFO {CRITERIA} sif"


@clause("panrb", "Kriteria Pegawai 1")
def test_kriteria_pegawai_1_nobody_under_a_punishment_is_sent_home() -> None:
    punished = worker(duties=("hukuman_disiplin",))
    for name, law in SHIPPED.items():
        found = day(law, punished, ON if name == "panrb" else date(2026, 4, 17))
        assert (found.mode, found.clause) == ("WFO", f"{CRITERIA} pegawai 1")
        assert "hukuman" not in found.detail  # a list of a team betrays nobody


@clause("panrb", "Kriteria Pegawai 2")
def test_kriteria_pegawai_2_new_in_post_until_the_day_on_the_flag(office: Office) -> None:
    eka = office.hire("Eka", duties=["baru_menjabat:2026-04-15"])
    assert mode(office, eka) == "WFO"
    assert mode(office, eka, ON + timedelta(days=7)) == "WFH"
    assert where(LAW, worker(duties=("baru_menjabat",)), ON) == f"WFO {CRITERIA} pegawai 2"


@clause("panrb", "Contoh Waktu")
def test_contoh_waktu_2_an_hour_later_is_made_up_on_the_same_day(
    office: Office, ana: Person
) -> None:
    office.reply(ana, "/mulai_kerja 08.15")
    assert "flexible.kept" in office.said(ana)
    with office.desk() as desk:
        found = schedule.workday(desk, ana, ON)
    assert workdays.start_of_work(found, "Asia/Jakarta") == office.at("08.15", ON)
    assert workdays.end_of_work(found, "Asia/Jakarta") == office.at("16.45", ON)
    assert found.spans[0] == Span(start=time(8, 15), end=time(12))  # the break stays


def test_nothing_daily_is_asked(office: Office, ana: Person) -> None:
    duties = (LAW.call, LAW.plan, LAW.report, LAW.attendance, LAW.permit, LAW.recall)
    assert set(duties) == {None}
    assert (LAW.sanction, LAW.evaluate_every_months) == ("off", 6)
    office.wait_until(office.at("21.00", ON))
    assert office.said(ana) == []


def test_a_surat_tugas_may_name_another_day() -> None:
    assert where(LAW, on=date(2026, 4, 16), given=letter("WFH")) == "WFH"
