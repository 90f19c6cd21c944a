"""6, 11 and 12: who stays out of work from home in South Sumatra, and how names are compared."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.rules import circular, exempt
from handlers.rules.workdays import Worker
from tests.rules import laws


def clause(position: str = "Analis", unit: str = "Dinas Sosial", *duties: str) -> str:
    worker = Worker(position=position, unit=unit, duties=duties)
    found = exempt.exemption(laws.SUMSEL, worker)
    return f"{found.article} {found.mode}" if found else ""


@pytest.mark.parametrize(
    "position",
    [
        "Pejabat Pimpinan Tinggi Madya",
        "JPT Madya",
        "jpt  pratama",
        "JPT Pratama (Kepala Dinas Sosial)",
        "Pimpinan Tinggi Pratama",
        "Kepala Dinas Kesehatan",
        "Sekretaris Daerah Provinsi",
    ],
)
def test_11_high_officials_supervise_from_anywhere(position: str) -> None:
    assert clause(position) == "11 WFA"


@pytest.mark.parametrize(
    ("unit", "article"),
    [
        ("Badan Penanggulangan Bencana Daerah", "12.a"),
        ("BPBD / Sekretariat", "12.a"),
        ("Badan Penanggulangan Bencana Daerah / Sekretariat", "12.a"),
        ("satuan polisi  pamong praja", "12.b"),
        ("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Prov. Sumsel", "12.c"),
        ("DPMPTSP / Bidang Perizinan", "12.c"),
        ("Dinas Kesehatan / RSUD Siti Fatimah Provinsi Sumatera Selatan", "12.d"),
        ("RS Ernaldi Bahar", "12.d"),
        ("RS Khusus Gigi dan Mulut", "12.d"),
        ("RS Khusus Mata / Poli", "12.d"),
        ("Dinas Pendidikan / UPT SMA Negeri 1 Palembang", "12.e"),
        ("UPT SLB Pembina", "12.e"),
        ("Dinas Pendidikan / SMK Negeri 2", "12.e"),
        ("Badan Pendapatan Daerah / UPTB Samsat Palembang I", "12.f"),
    ],
)
def test_12_units_stay_in_the_office(unit: str, article: str) -> None:
    assert clause(unit=unit) == f"{article} WFO"


def test_6_direct_public_service_stays_in_the_office() -> None:
    assert clause("Analis", "Dinas Sosial", "pelayanan_publik_langsung") == "6 WFO"
    assert clause("Analis", "Dinas Sosial", "Pelayanan Publik Langsung") == "6 WFO"


@pytest.mark.parametrize(
    ("position", "unit"),
    [
        ("Kepala Bidang", "Dinas Pendidikan / Sekretariat"),
        ("Analis", "Badan Pendapatan Daerah / Sekretariat"),
        ("Asisten Apoteker", "Dinas Kesehatan"),
        ("Analis", "Dinas Kesehatan / UPTD Puskesmas X"),
        ("", ""),
    ],
)
def test_nobody_else_is_exempt(position: str, unit: str) -> None:
    assert clause(position, unit) == ""


@pytest.mark.parametrize(
    ("fields", "unit", "fits"),
    [
        ('units = ["Dinas A"]', "Dinas A / Seksi", True),
        ('units = ["Dinas A"]\nsubtree = false', "Dinas A / Seksi", False),
        ('units = ["Seksi"]\nsubtree = false', "Dinas A / Seksi", True),
        ('units = ["Dinas A"]\nsubtree = false', "Dinas A", True),
        ('units = ["Dinas"]', "Dinas A", False),
        ('units = ["Dinas A / Seksi"]', "Dinas A / Seksi / Tim", True),
        ('units = ["Dinas A / Seksi"]\nsubtree = false', "Dinas A / Seksi / Tim", False),
        ('units = ["Dinas A / Seksi"]', "Seksi", False),
        ('units = ["Dinas A"]\npositions = ["Penjaga*"]', "Dinas A", True),
        ('units = ["Dinas A"]\npositions = ["Analis"]', "Dinas A", False),
        ('units = ["Dinas A"]\nduties = ["piket"]', "Dinas A", False),
    ],
)
def test_kinds_of_names_must_all_fit(fields: str, unit: str, fits: bool) -> None:
    law = laws.own(f'id = "a"\n[[exempt]]\n{fields}\nmode = "WFO"\narticle = "1"')
    worker = Worker(position="Penjaga Kantor", unit=unit)
    assert (exempt.exemption(law, worker) is not None) is fits


def test_what_the_office_has_said_exempts_where_no_name_tells() -> None:
    told = Worker(position="Analis", unit="Dinas Sosial", clause="12.d")
    found = exempt.exemption(laws.SUMSEL, told)
    assert found is not None
    assert found.article == "12.d"
    gone = Worker(position="Analis", unit="Dinas Sosial", clause="99")  # of another circular
    assert exempt.exemption(laws.SUMSEL, gone) is None


def test_near_misses_stand_in_the_order_of_the_circular() -> None:
    worker = Worker(position="Juru Sapu", unit="DLH")
    found = [entry.article for entry in exempt.near(circular.load("bukittinggi"), worker)]
    assert found == ["1.i.g", "1.i.v"]


@pytest.mark.parametrize(
    ("person_type", "covered"),
    [("PNS", True), ("PPPK", True), ("MAGANG", False), ("NON_ASN", False), ("", True)],
)
def test_pembuka_a_circular_speaks_of_those_it_names(person_type: str, covered: bool) -> None:
    worker = Worker(position="Analis", unit="Dinas Sosial", person_type=person_type)
    assert exempt.covers(laws.SUMSEL, worker) is covered
    assert exempt.covers(replace(laws.SUMSEL, population=None), worker)  # it names nobody


@pytest.mark.parametrize(
    ("written", "day", "holds"),
    [
        ("baru_menjabat", 10, True),
        ("baru_menjabat:2026-04-10", 9, True),
        ("baru_menjabat:2026-04-10", 10, True),
        ("baru_menjabat : 2026-04-10", 10, True),
        ("baru_menjabat:2026-04-10", 11, False),
    ],
)
def test_a21_a_flag_holds_until_its_last_day(written: str, day: int, holds: bool) -> None:
    found = exempt.standing([written], date(2026, 4, day))
    assert found == (("baru_menjabat",) if holds else ())


@pytest.mark.parametrize("written", ["baru_menjabat:besok", ":2026-04-10", "a:b:c"])
def test_a21_what_ends_in_no_date_is_a_flag_as_it_stands(written: str) -> None:
    assert exempt.flag(written) == (written, None)
