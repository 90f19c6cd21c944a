"""Six lists as offices have them: each is read without an edit, and asks what it must."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot import files
from handlers import roster
from handlers.roster import Reading, Terms, foreign
from tests.rosters import TODAY

LAYOUTS = Path(__file__).parents[1] / "layouts"
FILES = sorted(path for path in LAYOUTS.iterdir() if path.suffix != ".json")


def read(path: Path, **terms: Any) -> Reading:
    given = {"today": TODAY.replace(year=2026, month=11), "zone": "Asia/Jakarta", "partial": True}
    return roster.read(files.sheets(path), Terms(**{**given, **terms}))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_list_of_an_office_is_read_without_an_edit(path: Path) -> None:
    right = json.loads(path.with_suffix(".json").read_text())
    reading = read(path)
    people = {one.nip: one for one in reading.roster.entries}
    assert len(people) == right["people"]
    assert people.keys() == right["by_nip"].keys()
    proposed = {p.nip: p.above for p in reading.proposals}
    for nip, wanted in right["by_nip"].items():
        one, superior = people[nip], wanted["supervisor_nip"]
        found = (one.name, one.unit, one.position, one.person_type, one.phone)
        assert found == tuple(
            wanted[field] for field in ("name", "unit", "position", "person_type", "phone")
        )
        assert one.supervisor == (superior if superior != "proposed" else "")
        assert proposed.get(nip, "") == wanted.get("proposed_nip", "")
    assert {one.nip: one.why for one in reading.roster.held} == right.get("held_back", {})
    wrong = [{"row": fault.line, "why": fault.key} for fault in reading.faults]
    assert wrong == right.get("refused", [])
    repeated = [n.blanks["count"] for n in reading.notes if n.key == "lines_repeated"]
    assert sum(repeated) == right.get("duplicates", 0)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_proposed_counts_once_it_is_confirmed(path: Path) -> None:
    asked = read(path)
    told = read(path, confirmed=frozenset({foreign.SUPERVISORS}))
    above = {one.nip: one.supervisor for one in told.roster.entries}
    assert all(above[p.nip] == p.above for p in asked.proposals)
    assert not told.proposals
