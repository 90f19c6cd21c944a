"""`sigap who`: seen, confirmed, and in the order in which a human must look."""

import json
from typing import Any

import pytest

from tests.nips import make_nip
from tests.terminal import Terminal

pytestmark = pytest.mark.wide
ANA, EKA, HEAD, GURU = (make_nip(n) for n in range(4))


def listed(terminal: Terminal) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(terminal.run("who", "--json").stdout)
    return found


def staff(terminal: Terminal) -> None:
    rows = [
        f"{ANA},Ana,Dinas Sosial,Analis Data,PNS,,,,,,,,",
        f"{EKA},Eka,Dinas Kesehatan / RS Kusta,Perawat,PNS,,,,,,,,",
        f"{HEAD},Ratna,Dinas Sosial,Plt. Kadis Sosial,PNS,,,,,,,,",
    ]
    said = terminal.run("import", terminal.roster(*rows)).stdout
    assert said.index("NEAR") < said.index("WAITING")
    assert "12.d" in said


def test_near_misses_come_first_and_no_name_confirms_none_of_them(terminal: Terminal) -> None:
    staff(terminal)
    first = listed(terminal)
    assert [(one["post"], one["mode"], one["clause"]) for one in first] == [
        ("Perawat", "WFH", "2"),
        ("Plt. Kadis Sosial", "WFA", "11"),
        ("Analis Data", "WFH", "2"),
    ] or first[0]["post"] == "Perawat"
    assert [near["clause"] for near in first[0]["near"]] == ["12.d"]
    assert not any(one["confirmed"] for one in first)
    assert "Confirmed: 2 pairs" in terminal.run("who", "--confirm").stdout
    assert {one["post"]: one["confirmed"] for one in listed(terminal)} == {
        "Perawat": False,
        "Plt. Kadis Sosial": True,
        "Analis Data": True,
    }
    assert "1 people, 1 of them near" in terminal.run("check").stdout
    unit = "Dinas Kesehatan / RS Kusta"
    terminal.run("who", "--confirm", "--post", "Perawat", "--unit", unit)
    assert all(one["confirmed"] for one in listed(terminal))
    assert "All posts and units are confirmed" in terminal.run("check").stdout


def test_a_clause_makes_a_near_miss_exempt(terminal: Terminal) -> None:
    staff(terminal)
    terminal.run("who", "--confirm", "--post", "Perawat", "--clause", "12.d")
    found = next(one for one in listed(terminal) if one["post"] == "Perawat")
    assert (found["mode"], found["clause"], found["near"]) == ("WFO", "12.d", [])


def test_what_is_not_there_cannot_be_confirmed(terminal: Terminal) -> None:
    staff(terminal)
    assert "no post or unit Dukun" in terminal.refuses("who", "--confirm", "--post", "Dukun")
    wrong = ("who", "--confirm", "--post", "Perawat", "--clause", "99")
    assert "no exemption 99" in terminal.refuses(*wrong)


def test_why_says_when_somebody_may_be_called(terminal: Terminal) -> None:
    staff(terminal)
    before = json.loads(terminal.run("why", ANA, "2026-04-10", "--json").stdout)
    assert (before["source"], before["callable"]) == ("unconfirmed", [])
    terminal.run("who", "--confirm")
    after = json.loads(terminal.run("why", ANA, "2026-04-10", "--json").stdout)
    assert after["callable"][0][0] == "07:45"
    assert len(after["callable"]) == 2
    assert after["quiet_place"]["zone"] == "Asia/Jakarta"


def export(terminal: Terminal) -> None:
    """Import another program's list, in which Ana is away and Eka works."""
    rows = ("NIP,NAMA,JABATAN,UNIT KERJA,KEDUDUKAN", f"{ANA},Ana,Analis,Dinas Sosial,CLTN")
    lines = (*rows, f"{EKA},Eka,Analis,Dinas Sosial,Aktif")
    (terminal.folder / "export.csv").write_text("\n".join(lines), encoding="utf-8")
    terminal.run("import", "export.csv")
    terminal.run("who", "--confirm")


def test_whoever_is_held_back_is_named_and_answered_for_without_a_list(
    terminal: Terminal,
) -> None:
    export(terminal)
    assert "Ana" in terminal.run("who").stdout
    assert "Held back" in terminal.run("check").stdout
    assert [one["people"] for one in listed(terminal)] == [1]
    assert "is held back" in terminal.refuses("who", "--works", EKA)
    assert "Ana" in terminal.run("who", "--works", ANA).stdout
    assert [one["people"] for one in listed(terminal)] == [2]
    assert "Held back" not in terminal.run("check").stdout
    why = json.loads(terminal.run("why", ANA, "2026-04-10", "--json").stdout)
    assert why["mode"] == "WFH"


def test_whoever_is_held_back_and_does_not_work_is_not_on_the_roster(terminal: Terminal) -> None:
    export(terminal)
    terminal.run("who", "--left", ANA)
    assert [one["people"] for one in listed(terminal)] == [1]
    assert "Held back" not in terminal.run("who").stdout
