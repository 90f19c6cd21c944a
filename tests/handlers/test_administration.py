"""Orders, leave, holidays and the law: what the personnel office does, and from when it counts."""

from datetime import timedelta

import pytest

from handlers import schedule
from handlers.rules import circular
from storage import cases, laws
from storage.rows import Law, Person
from tests.office import NO_LOTS, Office


@pytest.fixture
def dina(office: Office) -> Person:
    return office.hire("Dina", roles=["personnel"])


@pytest.fixture
def ana(office: Office) -> Person:
    return office.hire("Ana", office.hire("Budi"))


def mode_today(office: Office, person: Person) -> str:
    with office.desk() as desk:
        return schedule.workday(desk, person, desk.today()).mode


def test_cuti_today_stops_calls_and_takes_back_what_was_held_against_the_person(
    office: Office, ana: Person, dina: Person
) -> None:
    office.begin_day()
    office.call(ana)
    office.wait(minutes=10)
    assert office.outcomes(ana) == ["missed"]
    office.record(dina, f"/cuti {ana.nip} 2026-04-10 sakit")
    assert mode_today(office, ana) == "LEAVE"
    assert office.calls(ana)[-1].void_cause == "on_leave"
    office.call(ana)
    assert office.calls(ana)[-1].void_cause == "on_leave"


def test_cuti_of_several_days_is_written_day_by_day(
    office: Office, ana: Person, dina: Person
) -> None:
    office.record(dina, f"/cuti {ana.nip} 10-04-2026 17/04/2026 tahunan")
    office.now += timedelta(days=7)
    assert mode_today(office, ana) == "LEAVE"
    assert office.said(dina) == ["record.done"]


def test_jadwal_sends_somebody_to_the_office(office: Office, ana: Person, dina: Person) -> None:
    office.record(dina, f"/jadwal {ana.nip} 2026-04-10 wfo Surat Tugas 12")
    assert mode_today(office, ana) == "WFO"
    office.begin_day()
    office.call(ana)
    assert office.calls(ana)[-1].void_cause == "not_wfh"


def test_jadwal_sends_nobody_home_whom_the_circular_keeps(office: Office, dina: Person) -> None:
    guard = office.hire("Gani", unit="Satuan Polisi Pamong Praja")
    office.record(dina, f"/jadwal {guard.nip} 2026-04-10 WFH")
    assert mode_today(office, guard) == "WFO"


def test_libur_makes_a_day_off(office: Office, ana: Person, dina: Person) -> None:
    office.record(dina, "/libur 2026-04-10 Hari Jadi Provinsi")
    assert mode_today(office, ana) == "OFF"
    office.reply(dina, "/libur")
    assert "Hari Jadi Provinsi" in office.last_text(dina)


def test_kebijakan_shows_each_value_with_its_source(office: Office, dina: Person) -> None:
    office.reply(dina, "/kebijakan")
    text = office.last_text(dina)
    assert "call.window_seconds = 300; ketentuan 10.c" in text
    assert "call.attempts = 2; ketentuan 10.d, butir kesatu" in text
    assert "call.min_gap_minutes = 45; ketentuan instansi (bawaan aplikasi)" in text


def test_a_new_circular_counts_from_the_next_day_and_never_backwards(
    office: Office, ana: Person, dina: Person
) -> None:
    office.begin_day()
    office.call(ana)
    strict = circular.parse(
        (
            *circular.read_layers("sumsel"),
            circular.Layer(name="ketat", text=NO_LOTS + "window_seconds = 60\n"),
        )
    )
    with office.desk() as desk:
        row = Law(
            hash=strict.hash,
            circular_id="ketat",
            layers=[[layer.name, layer.text] for layer in strict.layers],
        )
        tomorrow = desk.today() + timedelta(days=1)
        laws.adopt(desk.db, row, office.now, desk.today(), tomorrow)
    office.wait(seconds=200)
    office.reply(ana)
    assert office.outcomes(ana) == ["on_time"]
    office.reply(dina, "/kebijakan")
    assert "ketat" in office.last_text(dina)
    with office.desk() as desk:
        assert desk.law(desk.today()).hash == office.law.hash
        assert desk.law(tomorrow).hash == strict.hash


def test_sanction_record_writes_down_and_proposes_nothing(engine: object) -> None:
    quiet = circular.parse(
        (
            *circular.read_layers("sumsel"),
            circular.Layer(name="catat", text='sanction = "record"\n' + NO_LOTS),
        )
    )
    office = Office(engine, quiet)
    budi = office.hire("Budi")
    ana = office.hire("Ana", budi)
    office.begin_day()
    office.call(ana)
    office.wait(minutes=10)
    assert office.proposed(ana) == []
    assert office.said(budi)[-1] == "case.card_record"


def test_sanction_off_asks_for_no_reason(engine: object) -> None:
    silent = circular.parse(
        (
            *circular.read_layers("sumsel"),
            circular.Layer(name="tanpa", text='sanction = "off"\n' + NO_LOTS),
        )
    )
    office = Office(engine, silent)
    budi = office.hire("Budi")
    ana = office.hire("Ana", budi)
    office.begin_day()
    office.call(ana)
    office.wait(minutes=10)
    assert office.said(ana)[-1] == "case.missed_noted"
    assert "case.card" not in office.said(budi)


def test_going_back_to_an_earlier_circular_changes_no_day_that_was(office: Office) -> None:
    other = circular.parse(
        (*circular.read_layers("sumsel"), circular.Layer(name="lain", text=NO_LOTS))
    )
    with office.desk() as desk:
        today = desk.today()
        for days_later, law in ((0, other), (1, office.law)):
            row = Law(
                hash=law.hash,
                circular_id=law.id,
                layers=[[layer.name, layer.text] for layer in law.layers],
            )
            adopted_on = today + timedelta(days=days_later)
            laws.adopt(desk.db, row, office.now, adopted_on, adopted_on + timedelta(days=1))
        governing = [laws.on(desk.db, today + timedelta(days=n)) for n in range(3)]
    assert governing == [office.law.hash, other.hash, office.law.hash]


def test_calls_are_kept_a_year_and_cases_five(office: Office, ana: Person) -> None:
    office.begin_day()
    office.call(ana)
    office.reply(ana)
    office.wait(minutes=1)
    office.call(ana)
    office.wait(minutes=10)
    kept = office.law.privacy.retention_days
    office.now += timedelta(days=kept["calls"])
    office.tick()
    assert office.outcomes(ana) == ["on_time", "missed"]
    office.now += timedelta(days=1)
    office.tick()
    assert office.outcomes(ana) == ["missed"]
    office.now += timedelta(days=kept["cases"])
    office.tick()
    assert office.outcomes(ana) == []


def test_a_case_that_nobody_can_decide_is_shown_once_and_does_not_come_back(
    office: Office,
) -> None:
    alone = office.hire("Ana")
    office.begin_day()
    office.call(alone)
    office.wait(minutes=10)
    with office.desk() as desk:
        end_of_work = office.at("16.30")
        assert len(cases.uncarded(desk.db, end_of_work)) == 1  # once more, without a reason
    office.wait_until(office.at("16.31"))
    with office.desk() as desk:
        assert cases.uncarded(desk.db, desk.now + timedelta(days=1)) == []
