"""The Ministry of SMEs' circular 7/2026, clause by clause."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from handlers.rules.workdays import Worker
from storage.rows import Person
from tests.circulars.laws import FRIDAY, SHIPPED, clause, day, letter, where, worker
from tests.office import Office

LAW = SHIPPED["umkm"]
LINKS = {
    "PNS": "https://hr.umkm.go.id",
    "PPPK": "https://hr.umkm.go.id",
    "NON_ASN": "https://s.id/absenNonASNUMKM",
    "MAGANG": "https://s.id/absenmagangumkm",
}


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine, LAW)


@pytest.fixture
def ana(office: Office) -> Person:
    return office.hire("Ana", unit="Sekretariat Kementerian / Biro Umum")


@clause("umkm", "C")
@pytest.mark.parametrize("kind", LINKS)
def test_c_it_applies_to_everybody_of_the_ministry_and_of_its_agency(kind: str) -> None:
    for unit in ("Sekretariat Kementerian / Biro Umum", "LLP-KUKM / Divisi Keuangan"):
        assert where(LAW, worker(unit=unit, person_type=kind)) == "WFH E.2.b"
    assert where(LAW, Worker(position="JPT Pratama", unit="Deputi I")) == "WFH E.2.b"


@clause("umkm", "E.1")
def test_e1_a_schedule_of_the_unit_head_goes_before_the_weekday() -> None:
    assert where(LAW, given=letter("WFO", article="E.1")) == "WFO E.1"
    assert where(LAW, on=date(2026, 4, 9), given=letter("WFH", article="E.1")) == "WFH E.1"


@clause("umkm", "E.2.a", "E.2.b")
def test_e2_four_days_in_the_office_and_friday_at_home() -> None:
    week = [where(LAW, on=date(2026, 4, 13) + timedelta(days=n)) for n in range(7)]
    assert week == ["WFO"] * 4 + ["WFH E.2.b"] + ["OFF"] * 2


@clause("umkm", "E.3")
@pytest.mark.parametrize("flag", ["hukuman_disiplin", "baru_menjabat", "tugas_di_kantor", "sif"])
def test_e3_the_criteria_of_permen_panrb_4_2025_hold(flag: str) -> None:
    found = day(LAW, worker(duties=(flag,)))
    assert found.mode == "WFO"
    assert found.clause.startswith("Permen PANRB Nomor 4 Tahun 2025")


@clause("umkm", "E.6", "E.7")
@pytest.mark.parametrize("kind", LINKS)
def test_e6_and_e7_each_kind_of_person_has_his_link(kind: str) -> None:
    assert LAW.attendance
    found = [link for link in LAW.attendance.links if kind in link.person_types]
    assert [link.url for link in found] == [LINKS[kind]]
    assert found[0].article == ("E.6" if kind.startswith("P") else "E.7")


@clause("umkm", "E.6")
def test_e6_the_rules_of_the_day_show_the_right_link(office: Office, ana: Person) -> None:
    intern = office.hire("Citra", person_type="MAGANG")
    for person, kind in ((ana, "PNS"), (intern, "MAGANG")):
        office.reply(person, "/aturan")
        said = office.last_text(person)
        assert [url for url in set(LINKS.values()) if url in said] == [LINKS[kind]]
        assert "pengingat dikirim pukul 07.30, 16.30" in said  # E.6 names no times


@clause("umkm", "F.2")
def test_f2_in_force_from_2_april_and_first_at_home_on_10_april() -> None:
    fridays = [date(2026, 3, 27), date(2026, 4, 3), FRIDAY]
    assert [where(LAW, on=on) for on in fridays] == ["WFO", "OFF", "WFH E.2.b"]
    assert day(LAW, on=date(2026, 4, 1)).source == "before_since"


def test_nobody_is_called_and_nothing_is_proposed(office: Office, ana: Person) -> None:
    assert (LAW.call, LAW.ladder, LAW.sanction) == (None, None, "off")
    assert (LAW.plan, LAW.report, LAW.permit, LAW.recall) == (None, None, None, None)
    office.wait_until(office.at("18.00"))
    assert office.calls(ana) == []
    assert not {key for key in office.said(ana) if key.startswith(("call.", "case."))}
