"""Flags and hours of the roster: who cannot be sent home, until when, and who works when."""

from datetime import date, timedelta

import pytest

from handlers import schedule, who
from handlers.roster import Terms
from handlers.roster import apply as bring
from handlers.roster import parse as parse_roster
from handlers.rules import exempt
from storage import people
from tests.office import FRIDAY, Office
from tests.rosters import ANA, entry, places, read, row, table

FLAGS = [
    ("baru_menjabat", date(2026, 4, 10), ("baru_menjabat",)),
    ("baru_menjabat:2026-04-10", date(2026, 4, 10), ("baru_menjabat",)),
    ("baru_menjabat:2026-04-10", date(2026, 4, 11), ()),
    ("hukuman_disiplin : 2026-04-10", date(2026, 4, 9), ("hukuman_disiplin",)),
    ("piket: malam", date(2026, 4, 9), ("piket: malam",)),
    (":2026-04-10", date(2026, 4, 11), (":2026-04-10",)),
]


@pytest.mark.parametrize(("flag", "on", "standing"), FLAGS)
def test_a21_a_flag_holds_until_its_last_day(
    flag: str, on: date, standing: tuple[str, ...]
) -> None:
    assert exempt.standing([flag], on) == standing


def test_the_roster_takes_flags_with_a_last_day_and_own_hours() -> None:
    found = entry(duties="baru_menjabat:2026-06-30; sopir", hours="mon_thu=08:00-12:00;fri=off")
    assert found.duties == ("baru_menjabat:2026-06-30", "sopir")
    assert found.hours == "mon_thu=08:00-12:00;fri=off"
    assert entry().hours == ""


@pytest.mark.parametrize(
    ("column", "cell", "fault"),
    [
        ("duties", "baru_menjabat:30-06-2026", "duty_day"),
        ("duties", "sopir; sif:besok", "duty_day"),
        ("hours", "pagi", "hours"),
        ("hours", "12:00-08:00", "hours"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(column: str, cell: str, fault: str) -> None:
    assert places(read(row(**{column: cell})).faults) == [(2, column, fault)]


def test_what_the_roster_says_counts_on_the_day(office: Office) -> None:
    lines = table(row(duties="baru_menjabat:2026-04-10", hours="08:00-12:00"))
    reading = parse_roster(lines, Terms(today=FRIDAY.date(), zone="Asia/Jakarta"))
    with office.desk() as desk:
        bring(desk, reading.roster)
    with office.desk() as desk:
        ana = people.by_nip(desk.db, ANA)
        assert ana
        who.confirm(desk, "office")
        fridays = [FRIDAY.date() + timedelta(days=n) for n in (0, 7)]
        days = [schedule.workday(desk, ana, on) for on in fridays]
    assert [day.mode for day in days] == ["WFO", "WFH"]
    assert [schedule.hours(day.spans) for day in days] == ["08.00-12.00"] * 2
