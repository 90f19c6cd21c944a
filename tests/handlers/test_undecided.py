"""What nobody decides comes up again: how often, to whom, how much of it at once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from handlers.warn import stage, undecided
from storage import days
from storage.rows import ExtraHoliday, Outbox, Person, Reason
from tests.office import Office


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])


def missed(office: Office, *people: Person) -> None:
    office.begin_day()
    for person in people:
        office.call(person)
    office.wait(minutes=11)
    for person in people:
        office.reply(person, "Listrik padam")


def on(office: Office, day: int) -> None:
    office.wait_until(office.now.replace(day=day, hour=10))


def rows(office: Office, person: Person, key: str) -> list[Outbox]:
    return [row for row in office.words(person) if row.key == key]


def test_five_cards_come_at_once_and_all_are_counted(office: Office, budi: Person) -> None:
    missed(office, *(office.hire(f"Ana {n}", budi) for n in range(6)))
    before = len(rows(office, budi, "case.card"))
    for day in (13, 14, 15):
        assert not rows(office, budi, "case.waiting_long")
        on(office, day)
    (told,) = rows(office, budi, "case.waiting_long")
    facts: Any = told.blanks
    assert facts["count"] == 6
    assert len(rows(office, budi, "case.card")) - before == 5


def test_a_holiday_is_no_day_of_waiting(office: Office, budi: Person) -> None:
    missed(office, office.hire("Ana", budi))
    with office.desk() as desk:
        row = ExtraHoliday(on=date(2026, 4, 14), name="Hari Jadi")
        days.add_holiday(desk.db, row)
    for day in (13, 14, 15):
        on(office, day)
    assert not rows(office, budi, "case.waiting_long")
    on(office, 16)
    assert len(rows(office, budi, "case.waiting_long")) == 1
    on(office, 17)
    assert len(rows(office, budi, "case.waiting_long")) == 1  # not each day


def test_whoever_is_home_without_a_superior_is_named_and_nobody_else(
    office: Office, budi: Person
) -> None:
    dian = office.hire("Dian", budi, roles=["personnel"], position="Analis SDM")
    office.hire("Ana", budi)
    office.wait_until(office.at("17.31"))
    found = rows(office, dian, "case.office_no_superior")
    names = " ".join(str(row.blanks) for row in found)
    assert "Ana" not in names
    assert "Dian" not in names


def test_of_many_names_fifteen_are_written(office: Office) -> None:
    names = [f"Ana {n}" for n in range(17)]
    assert undecided._some(names) == ", ".join(names[:15]) + ", +2"
    assert undecided._some(names[:15]) == ", ".join(names[:15])
    assert undecided._some(names[:16]).endswith(", +1")


@pytest.mark.parametrize(
    ("code", "text", "named"),
    [
        ("listrik", "Listrik padam", "listrik"),
        ("lainnya", "  Rapat   Dinas ", "rapat dinas"),
        ("lainnya", "", ""),
        ("", "apa saja", ""),
    ],
)
def test_a_cause_is_what_was_chosen_or_the_words_themselves(
    code: str, text: str, named: str
) -> None:
    at = datetime(2026, 4, 10, tzinfo=UTC)
    assert stage.cause(Reason(call_id=1, code=code, text=text, given_at=at)) == named
    assert stage.cause(None) == ""
