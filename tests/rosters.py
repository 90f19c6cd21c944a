"""Rows of a roster for tests: a good one, and any that differ from it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.cli.importing import say
from bot.console import LANGUAGES
from handlers import roster
from handlers.roster import COLUMNS, Entry, Fault, Line, Reading, Terms
from tests.nips import make_nip

TODAY = date(2026, 4, 10)
HEAD, BOSS, ANA, EKA = (make_nip(n) for n in range(4))
GOOD = {
    "nip": ANA,
    "name": "Ana",
    "unit": "Dinas Kominfo / Bidang Aplikasi",
    "position": "Analis",
    "person_type": "PNS",
    "supervisor_nip": "",
    "role": "employee",
}


def row(**cells: str) -> dict[str, str]:
    return GOOD | cells


def table(*rows: dict[str, str]) -> list[Line]:
    """Write rows below a header of all columns; the first stands in line 2."""
    lines = [tuple(one.get(column, "") for column in COLUMNS) for one in rows]
    return [Line(n, line) for n, line in enumerate([COLUMNS, *lines], start=1)]


def read(*rows: dict[str, str], **terms: Any) -> Reading:
    return roster.parse(table(*rows), Terms(**{"today": TODAY, "zone": "Asia/Jakarta", **terms}))


def entry(**cells: str) -> Entry:
    reading = read(row(**cells))
    assert not reading.faults
    return reading.roster.entries[0]


def places(faults: Sequence[Fault]) -> list[tuple[int, str, str]]:
    """Tell where faults are, and make sure that each can be said."""
    assert all(say(language, fault) for language in LANGUAGES for fault in faults)
    return [(fault.line, fault.column, fault.key) for fault in faults]


def parse(*lines: Sequence[str]) -> Reading:
    """Read lines as they are."""
    numbered = [Line(n, tuple(cells)) for n, cells in enumerate(lines, start=1)]
    return roster.parse(numbered, Terms(today=TODAY, zone="Asia/Jakarta"))
