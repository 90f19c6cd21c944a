"""The calendar: Ramadan's estimate is told in time, regional holidays, zones, laws in turn."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine

from bot import office as program
from handlers import schedule
from handlers.rules import circular, evaluation, workdays
from handlers.rules.circular import Layer
from storage.database import transaction
from storage.rows import Person
from tests.circulars.laws import SHIPPED
from tests.office import FRIDAY, ZONE, Office

RAMADAN = date(2027, 2, 8)


def at(day: date, clock: str = "09:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZONE)


def days_of(office: Office, first: date, last: date) -> None:
    """Let days pass, stopping in the middle of each morning."""
    day = first
    while day <= last:
        office.now = at(day)
        office.tick()
        office.wait_until(at(day, "10:30"))
        day += timedelta(days=1)


def mode(office: Office, person: Person, on: date) -> str:
    with office.desk() as desk:
        return schedule.workday(desk, person, on).mode


@pytest.mark.wide
@pytest.mark.parametrize("name", ["umkm", "panrb"])
def test_8_an_unconfirmed_ramadan_is_told_14_and_3_days_before(engine: Engine, name: str) -> None:
    office = Office(engine, SHIPPED[name], at(RAMADAN - timedelta(days=20)))
    admin = office.hire("Citra", roles=["admin"])
    ana = office.hire("Ana")
    told = []
    for left in range(16, -2, -1):
        on = RAMADAN - timedelta(days=left)
        days_of(office, on, on)
        told += [left] * office.said(admin).count("dates.ramadan")
    assert told == [14, 3]
    warning = next(row for row in office.words(admin) if row.key == "dates.ramadan")
    assert "Senin, 8 Februari 2027" in office.text(warning)
    assert "dates.ramadan" not in office.said(ana)


@pytest.mark.clause("sumsel", "14")
@pytest.mark.clause("bukittinggi", "3.2")
@pytest.mark.clause("metro", "1.o")
@pytest.mark.clause("panrb", "Pantau 2")
@pytest.mark.parametrize(
    ("name", "last", "words"),
    [
        ("sumsel", date(2026, 5, 29), "setiap 2 bulan (ketentuan 14)"),
        ("sumsel", date(2026, 7, 31), "setiap 2 bulan (ketentuan 14)"),
        ("bukittinggi", date(2026, 6, 5), "setiap 2 bulan (ketentuan 3.2)"),
        ("metro", date(2026, 6, 8), "setiap 2 bulan (ketentuan 1.o)"),
        ("panrb", date(2026, 4, 20), "setiap 6 bulan (ketentuan Pantau 2)"),
    ],
)
def test_an_evaluation_is_asked_for_on_the_last_work_day_of_its_months(
    engine: Engine, name: str, last: date, words: str
) -> None:
    office = Office(engine, SHIPPED[name], at(last - timedelta(days=4)))
    admin = office.hire("Citra", roles=["personnel"])
    days_of(office, last - timedelta(days=3), last + timedelta(days=3))
    asked = [row for row in office.words(admin) if row.key == "dates.evaluation"]
    assert len(asked) == 1
    assert words in office.text(asked[0])
    assert asked[0].created_at.date() == last


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        (date(2026, 4, 1), date(2026, 5, 31), (date(2026, 4, 1), date(2026, 5, 31))),
        (date(2026, 4, 1), date(2026, 6, 1), (date(2026, 6, 1), date(2026, 7, 31))),
        (date(2026, 4, 8), date(2026, 12, 7), (date(2026, 10, 8), date(2026, 12, 7))),
        (date(2026, 12, 31), date(2027, 3, 1), (date(2027, 2, 28), date(2027, 4, 29))),
    ],
)
def test_months_between_evaluations_are_counted_from_the_beginning(
    since: date, on: date, months: tuple[date, date]
) -> None:
    law = replace(SHIPPED["sumsel"], since=since)
    assert evaluation.period(law, on) == months


def test_8_after_days_of_silence_the_warning_still_comes(engine: Engine) -> None:
    office = Office(engine, SHIPPED["umkm"], at(RAMADAN - timedelta(days=11)))
    admin = office.hire("Citra", roles=["personnel"])
    days_of(office, RAMADAN - timedelta(days=10), RAMADAN - timedelta(days=9))
    assert office.said(admin) == ["dates.ramadan"]


def test_8_a_confirmed_ramadan_is_not_told_and_is_used_as_it_is_given(engine: Engine) -> None:
    text = """
    id = "kantor"
    ramadan = [{ start = 2027-02-09, end = 2027-03-09, confirmed = true }]
    """
    own = Layer(name="kantor", text=text)
    law = circular.parse((*circular.read_layers("umkm"), own))
    office = Office(engine, law, at(RAMADAN - timedelta(days=14)))
    admin, ana = office.hire("Citra", roles=["admin"]), office.hire("Ana")
    days_of(office, RAMADAN - timedelta(days=14), RAMADAN - timedelta(days=13))
    assert "dates.ramadan" not in office.said(admin)
    with office.desk() as desk:
        spans = [schedule.workday(desk, ana, RAMADAN + timedelta(days=n)).spans for n in (0, 1)]
    assert [f"{day[0].start:%H.%M}" for day in spans] == ["07.30", "08.00"]


def test_8_a_regional_holiday_is_nobodys_wfh_day(office: Office) -> None:
    ana, admin = office.hire("Ana"), office.hire("Citra", roles=["admin"])
    office.tick()
    assert mode(office, ana, FRIDAY.date()) == "WFH"
    office.record(admin, "/libur 10-04-2026 Hari Jadi Kota")
    office.reply(ana, "/status")
    assert "libur, Hari Jadi Kota" in office.last_text(ana)
    assert mode(office, ana, FRIDAY.date()) == "OFF"


def test_8_somebody_in_papua_is_called_by_his_own_clock(engine: Engine) -> None:
    office = Office(engine, circular.load("sumsel"), FRIDAY.replace(hour=0, minute=5))
    crew = [office.hire(f"Pegawai {n}", zone="Asia/Jayapura") for n in range(20)]
    office.tick()
    moments = [call.due_at for who in crew for call in office.calls(who)]
    first, last = (datetime.fromisoformat(f"2026-04-10T{c}+09:00") for c in ("07:45", "16:15"))
    assert moments
    assert first <= min(moments)
    assert max(moments) < last
    assert min(moments) < FRIDAY.replace(hour=7)  # before a morning in Jakarta begins


@pytest.mark.parametrize("name", sorted(SHIPPED))
@pytest.mark.parametrize(
    ("on", "source"),
    [
        (date(2026, 5, 1), "Hari Buruh Internasional"),
        (date(2026, 5, 15), "Cuti Bersama Kenaikan Yesus Kristus"),
        (date(2026, 5, 28), "Cuti Bersama Hari Raya Idul Adha"),
        (date(2026, 5, 31), ""),
        (date(2026, 6, 1), "Hari Lahir Pancasila"),
        (date(2027, 1, 1), "Tahun Baru Masehi"),
    ],
)
def test_8_days_on_which_nobody_works_under_any_circular(name: str, on: date, source: str) -> None:
    who = workdays.Worker(position="Analis", unit="Dinas Sosial")
    day = workdays.workday(SHIPPED[name], who, on)
    assert (day.mode, day.detail) == ("OFF", source)


@pytest.mark.parametrize("name", sorted(SHIPPED))
@pytest.mark.parametrize(
    ("on", "before"),
    [
        (date(2026, 5, 29), date(2026, 5, 26)),
        (date(2027, 5, 7), date(2027, 5, 5)),
        (date(2027, 5, 21), date(2027, 5, 14)),
        (date(2026, 6, 2), date(2026, 5, 29)),
        (date(2027, 1, 4), date(2026, 12, 31)),
    ],
)
def test_a13_the_day_before_under_every_circular(
    engine: Engine, name: str, on: date, before: date
) -> None:
    office = Office(engine, SHIPPED[name])
    assert workdays.previous_workday(SHIPPED[name], on) == before
    with office.desk() as desk:
        assert schedule.next_workday(desk, before) == on
        assert schedule.next_workday(desk, before + timedelta(days=1)) is None


def test_8_in_ramadan_four_in_the_afternoon_is_outside_hours() -> None:
    who = workdays.Worker(position="Analis", unit="Dinas Sosial")
    for name in ("sumsel", "bukittinggi", "metro", "umkm"):
        day = workdays.workday(SHIPPED[name], who, date(2027, 2, 12))
        assert not workdays.is_working(day, "Asia/Jakarta", at(day.on, "16:00"))
        assert workdays.is_working(day, "Asia/Jakarta", at(day.on, "15:00"))


def test_1_a_change_of_law_counts_from_its_day_and_never_backwards(office: Office) -> None:
    ana = office.hire("Ana")
    text = 'id = "kelak"\nextends = "bukittinggi"\nsince = 2026-05-04'
    own = Layer(name="kelak", text=text)
    later = circular.parse((*circular.read_layers("bukittinggi"), own))
    now = office.now
    with transaction(office.bot.engine) as db:
        program.adopt(db, SHIPPED["bukittinggi"], now)
        program.adopt(db, later, now)
    fridays = [date(2026, 4, 10), date(2026, 4, 17), date(2026, 5, 8)]
    with office.desk() as desk:
        found = [(schedule.workday(desk, ana, on), desk.law(on).id) for on in fridays]
    assert [(day.mode, day.clause, law) for day, law in found] == [
        ("WFH", "2", "kantor"),
        ("WFH", "1.b", "bukittinggi"),
        ("WFH", "1.b", "kelak"),
    ]
