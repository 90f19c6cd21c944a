"""A Surat Tugas in a file: every row is good, or nothing is kept."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import Engine

from bot.cli.importing import say
from bot.console import LANGUAGES
from handlers import assignment, explain
from handlers.assignment import Reading
from handlers.roster import Line
from storage import bulk
from storage.rows import Person
from tests.circulars.laws import SHIPPED
from tests.nips import make_nip
from tests.office import FRIDAY, Office

HEADER = ("nip", "date", "mode", "letter", "clause")
ANA, EKA, GONE = (make_nip(n) for n in range(3))


def read(*rows: Sequence[str], header: Sequence[str] = HEADER) -> Reading:
    people = {nip: person(nip, active=nip != GONE) for nip in (ANA, EKA, GONE)}
    lines = [Line(n, tuple(cells)) for n, cells in enumerate([header, *rows], start=1)]
    return assignment.parse(lines, people)


def person(nip: str, *, active: bool = True) -> Person:
    return Person(
        nip=nip, name="X", unit="X", position="X", person_type="PNS", zone="X", active=active
    )


def faults(reading: Reading) -> list[tuple[int, str, str]]:
    """Tell where faults are, and make sure that each can be said."""
    assert all(say(language, fault) for language in LANGUAGES for fault in reading.faults)
    return [(fault.line, fault.column, fault.key) for fault in reading.faults]


def test_a_good_file_becomes_orders() -> None:
    reading = read(
        (ANA, "2026-04-10", "wfh", "ST 800/12/2026", "1.d"), (EKA, "10/04/2026", "Cuti", "C 1")
    )
    assert [(o.nip, o.on, o.mode, o.letter, o.clause) for o in reading.orders] == [
        (ANA, date(2026, 4, 10), "WFH", "ST 800/12/2026", "1.d"),
        (EKA, date(2026, 4, 10), "LEAVE", "C 1", ""),
    ]


@pytest.mark.parametrize(
    "cell", ["2026-04-10", "2026-04-10T00:00:00", "10-04-2026", "10.04.2026", "2026/4/10"]
)
def test_dates_are_read_as_people_and_spreadsheets_write_them(cell: str) -> None:
    assert read((ANA, cell, "WFO", "ST")).orders[0].on == date(2026, 4, 10)


@pytest.mark.parametrize(
    ("cell", "mode"),
    [("WFA", "WFA"), ("sakit", "LEAVE"), ("Dinas Luar", "TRAVEL"), ("perjalanan dinas", "TRAVEL")],
)
def test_modes_have_indonesian_names_too(cell: str, mode: str) -> None:
    assert read((ANA, "2026-04-10", cell, "ST")).orders[0].mode == mode


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("123", "2026-04-10", "WFH", "ST"), (2, "nip", "nobody")),
        ((GONE, "2026-04-10", "WFH", "ST"), (2, "nip", "nobody")),
        (("", "2026-04-10", "WFH", "ST"), (2, "nip", "missing")),
        (("1,98609E+17", "2026-04-10", "WFH", "ST"), (2, "nip", "damaged")),
        ((ANA, "Jumat", "WFH", "ST"), (2, "date", "day")),
        ((ANA, "31-02-2026", "WFH", "ST"), (2, "date", "day")),
        ((ANA, "2026-04-10", "RUMAH", "ST"), (2, "mode", "mode")),
        ((ANA, "2026-04-10", "OFF", "ST"), (2, "mode", "mode")),
        ((ANA, "2026-04-10", "WFH", ""), (2, "letter", "missing")),
        ((ANA, "2026-04-10", "WFH", "ST", "1.d", "more"), (2, "", "too_many_cells")),
    ],
)
def test_one_bad_row_keeps_all_out(row: Sequence[str], fault: tuple[int, str, str]) -> None:
    reading = read(row, (EKA, "2026-04-10", "WFH", "ST"))
    assert reading.orders == ()
    assert faults(reading) == [fault]


def test_a_person_and_date_may_stand_there_once() -> None:
    reading = read((ANA, "2026-04-10", "WFH", "A"), (ANA, "10-04-2026", "WFO", "B"))
    assert faults(reading) == [(2, "date", "order_twice"), (3, "date", "order_twice")]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (HEADER[1:], (1, "nip", "no_column")),
        ((*HEADER, "unit"), (1, "unit", "unknown_column")),
        ((*HEADER, "mode"), (1, "mode", "column_twice")),
        (HEADER, (1, "", "no_rows")),
    ],
)
def test_a_header_must_name_the_columns(
    header: Sequence[str], fault: tuple[int, str, str]
) -> None:
    assert fault in faults(read(header=header))


def test_an_empty_file_has_no_header() -> None:
    assert faults(assignment.parse([], {})) == [(1, "", "no_header")]


def test_the_letter_is_the_source_of_the_day_and_counts_at_once(engine: Engine) -> None:
    office = Office(engine, SHIPPED["metro"])
    ana = office.hire("Ana", nip=ANA)
    office.begin_day("08.00")
    office.call(ana)
    with office.desk() as desk:
        known = {one.nip: one for one in bulk.everybody(desk.db)}
        reading = assignment.parse(
            [Line(1, HEADER), Line(2, (ANA, "2026-04-10", "WFO", "ST 800/12/2026", "1.d"))], known
        )
        assignment.apply(desk, reading.orders, known)
    with office.desk() as desk:
        found = explain.facts(desk, ana, FRIDAY.date())
    assert (found["mode"], found["clause"], found["source"]) == (
        "WFO",
        "1.d",
        "given: ST 800/12/2026",
    )
    assert set(office.outcomes(ana)) == {"void"}


def test_an_order_that_the_circular_forbids_is_told(engine: Engine) -> None:
    office = Office(engine, SHIPPED["metro"])
    office.hire("Lina", nip=ANA, position="Lurah Imopuro")
    with office.desk() as desk:
        known = {one.nip: one for one in bulk.everybody(desk.db)}
        lines = [Line(1, HEADER), Line(2, (ANA, "2026-04-10", "WFH", "ST 1"))]
        told = assignment.warnings(desk, assignment.parse(lines, known).orders, known)
    assert [(fault.line, fault.column, fault.key) for fault in told] == [
        (2, "mode", "exempt_anyway")
    ]
    assert "stays WFO" in say("en", told[0])
