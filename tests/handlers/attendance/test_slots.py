"""When a mark counts: on time until its minute is over, never late through our own doing (A10)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot import voice
from handlers.attend import slots
from storage import shifts
from storage.rows import Person
from tests.handlers.attendance.scene import (
    DONE,
    FOUR_SLOTS,
    LINKS,
    at_home,
    law_of,
    marked,
    own,
    reminders,
)
from tests.office import FRIDAY, ZONE, Office


@pytest.mark.clause("bukittinggi", "2.d")
@pytest.mark.parametrize(
    ("clock", "second", "found"),
    [
        ("06.59", 59, []),
        ("07.00", 0, [("07.30", "on_time")]),
        ("07.30", 59, [("07.30", "on_time")]),
        ("07.31", 0, [("07.30", "late")]),
        ("07.59", 59, [("07.30", "late")]),
        ("08.00", 0, []),
        ("12.00", 59, [("12.00", "on_time")]),
        ("12.01", 0, [("12.00", "late")]),
        ("13.00", 0, [("13.30", "on_time")]),
        ("16.29", 59, []),
        ("16.30", 0, [("16.30", "on_time")]),
        ("16.59", 59, [("16.30", "on_time")]),
        ("17.00", 0, []),
    ],
)
def test_2d_a_tick_counts_by_the_minute(
    office: Office, ana: Person, clock: str, second: int, found: list[tuple[str, str]]
) -> None:
    office.now = office.at(clock) + timedelta(seconds=second)
    office.reply(ana, DONE)
    assert marked(office, ana) == found
    key = "attend.marked" if found else ("attend.over" if clock == "17.00" else "attend.not_open")
    assert office.said(ana) == [key]


@pytest.mark.clause("bukittinggi", "2.d")
def test_2d_in_ramadan_the_slots_are_others(engine: Engine) -> None:
    office = Office(engine, law_of(FOUR_SLOTS), datetime(2027, 2, 12, 6, 0, tzinfo=ZONE))
    ana = office.hire("Ana", domicile="Bukittinggi")
    office.wait_until(office.at("18.00"))
    texts = [office.text(row) for row in reminders(office, ana)]
    assert len(texts) == 4
    for text, slot in zip(texts, ("08.00", "11.30", "12.30", "15.30"), strict=True):
        assert f"presensi {slot} WIB" in text


def test_the_last_minute_of_the_day_is_never_late(office: Office, ana: Person) -> None:
    office.now = office.at("16.55")
    office.reply(ana, DONE)
    assert marked(office, ana) == [("16.30", "on_time")]


def test_a_tick_twice_is_a_tick_once(office: Office, ana: Person) -> None:
    office.now = office.at("07.31")
    office.reply(ana, DONE)
    office.now += timedelta(minutes=5)
    office.reply(ana, DONE.lower())
    office.reply(ana, voice.texts("en")["press.attend_done"])
    assert office.said(ana) == ["attend.marked", "attend.already", "attend.already"]
    assert "sudah tercatat: pukul 07.31.00 WIB, lewat waktu" in office.last_text(ana)
    assert len(own(office, ana)) == 1


def test_who_works_part_of_the_day_marks_what_lies_in_it(office: Office, budi: Person) -> None:
    hours = "fri=08:00-12:00"
    half = at_home(office, office.hire("Joko", budi, hours=hours))
    with office.desk() as desk:
        assert [slot.name for slot in slots.of_day(desk, half, FRIDAY.date())] == ["12.00"]


def test_nobody_is_late_before_his_work_begins() -> None:
    law = law_of(FOUR_SLOTS)
    assert law.attendance
    begin = datetime(2026, 4, 10, 8, 30, tzinfo=ZONE)
    first = slots.windows(law, law.attendance, FRIDAY.date(), "Asia/Jakarta", begin)[0]
    assert first.worth(begin + timedelta(seconds=59)) == "on_time"
    assert first.is_open(begin + timedelta(minutes=29))
    assert first.worth(begin + timedelta(seconds=60)) == "late"


def test_e6_where_the_circular_names_no_time_nobody_is_late(engine: Engine) -> None:
    office = Office(engine, law_of(LINKS), FRIDAY.replace(hour=6))
    ana = office.hire("Ana")
    office.tick()
    office.now = office.at("07.55")
    office.reply(ana, DONE)
    assert marked(office, ana) == [("07.30", "on_time")]


def test_one_slot_alone_does_not_end_the_day() -> None:
    law = law_of(
        FOUR_SLOTS.replace(
            "slots = [07:30:00, 12:00:00, 13:30:00, 16:30:00]\nram", "slots = [07:30:00]\nram"
        )
    )
    assert law.attendance
    begin = datetime(2026, 4, 10, 7, 30, tzinfo=ZONE)
    (only,) = slots.windows(law, law.attendance, FRIDAY.date(), "Asia/Jakarta", begin)
    assert not only.is_never_late
    assert only.worth(begin + timedelta(minutes=1)) == "late"


def test_whoever_may_begin_later_has_a_layout_of_his_own(engine: Engine) -> None:
    flexible = law_of(FOUR_SLOTS.replace("[call]", "flexible_start_minutes = 60\n[call]", 1))
    office = Office(engine, flexible, FRIDAY.replace(hour=6))
    team = [office.hire("Ana"), office.hire("Budi")]
    office.tick()
    with office.desk() as desk:
        shifts.keep(desk.db, team[0].id or 0, FRIDAY.date(), 60)
        laid = slots.of_team(desk, team, FRIDAY.date())
    first = [laid[person.id or 0][0].late_from for person in team]
    assert first == [office.at("08.31"), office.at("07.31")]
