"""Ordinary names of posts and units: no exemption is missed, and few are shown in vain."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.rules import exempt, names
from tests.circulars.laws import SHIPPED

SEATS = Path(__file__).parent / "seats"
NONE, EITHER = "-", "?"
SHOWN_IN_VAIN = 0.1  # of the names that are not exempt


def seats(law: str) -> Iterator[tuple[str, str, str]]:
    lines = (SEATS / f"{law}.txt").read_text(encoding="utf-8").splitlines()
    for line in (one for one in lines if not one.startswith("#")):
        clause, post, unit = (part.strip() for part in line.split("|"))
        yield clause, post, unit


@pytest.mark.parametrize("law", ["sumsel", "bukittinggi", "metro"])
def test_whoever_is_exempt_is_not_called_or_shown_as_near(law: str) -> None:
    missed = []
    for clause, post, unit in seats(law):
        found = exempt.answer(SHIPPED[law], post, unit)
        if clause not in {NONE, EITHER} and found.mode == "WFH" and not found.near:
            missed.append((clause, post, unit))
    assert missed == []


@pytest.mark.parametrize("law", ["sumsel", "bukittinggi", "metro"])
def test_few_of_those_who_are_not_exempt_are_shown(law: str) -> None:
    plain = [(post, unit) for clause, post, unit in seats(law) if clause == NONE]
    answers = {seat: exempt.answer(SHIPPED[law], *seat) for seat in plain}
    assert [seat for seat, found in answers.items() if found.mode != "WFH"] == []
    near = [seat for seat, found in answers.items() if found.near]
    assert len(near) <= SHOWN_IN_VAIN * len(plain)


@pytest.mark.parametrize("law", ["umkm", "panrb", "bogor"])
def test_a_circular_without_exemptions_misses_none(law: str) -> None:
    found = exempt.answer(SHIPPED[law], "Kepala Dinas Sosial", "Dinas Sosial")
    assert (found.mode, found.near) == ("WFH", ())


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("Disdagin", "dinas perdagangan perindustrian"),
        ("Kadishutbun", "kepala dinas kehutanan perkebunan"),
        ("Disiplin", "disiplin"),
        ("R.S. Khusus Mata", "rumah sakit khusus mata"),
        ("R S U D Siti Fatimah", "rumah sakit umum daerah siti fatimah"),
        ("RSEB", "rumah sakit eb"),
        ("Eselon IIb", "eselon 2 b"),
        ("Plt. Kadis PU", "kepala dinas pekerjaan umum"),
    ],
)
def test_names_stand_for_the_same_words_however_they_are_written(written: str, full: str) -> None:
    assert " ".join(names.words(written)) == full
