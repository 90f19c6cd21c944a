"""Ordinary names of posts and units, hundreds of them: nobody exempt is missed in silence."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from handlers.rules import exempt
from handlers.rules.exempt import Worker
from tests.circulars.laws import SHIPPED

FOLDER = Path(__file__).parent / "names"
LISTED = ("sumsel", "bukittinggi", "metro")
MOST_NEAR = 0.1  # of the names that are nobody's exemption


@dataclass(frozen=True)
class Named:
    clause: str
    post: str
    unit: str


def names(circular: str) -> Iterator[Named]:
    for line in (FOLDER / f"{circular}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield Named(*(part.strip() for part in line.split("|")))


@pytest.mark.parametrize("circular", LISTED)
def test_whoever_is_exempt_is_found_or_shown(circular: str) -> None:
    law = SHIPPED[circular]
    answers = {one: exempt.answer(law, one.post, one.unit) for one in names(circular)}
    listed = {one: answer for one, answer in answers.items() if one.clause != "-"}
    assert len(listed) > 70
    assert [one for one, a in listed.items() if a.mode == "WFH" and not a.near] == []
    assert sum(a.mode == "WFH" for a in listed.values()) < len(listed) * MOST_NEAR


@pytest.mark.parametrize("circular", LISTED)
def test_hardly_anybody_else_is_shown_and_nobody_else_is_exempt(circular: str) -> None:
    law = SHIPPED[circular]
    answers = {one: exempt.answer(law, one.post, one.unit) for one in names(circular)}
    others = {one: answer for one, answer in answers.items() if one.clause == "-"}
    assert len(others) > 40
    assert [one for one, answer in others.items() if answer.mode != "WFH"] == []
    assert sum(bool(answer.near) for answer in others.values()) <= len(others) * MOST_NEAR


@pytest.mark.parametrize(
    ("post", "unit", "clause"),
    [
        ("Kepla Dinas Sosial", "Dinas Sosial", "11"),  # a slip of the pen
        ("Kepala XYZ", "XYZ", "11"),  # a head of nobody knows what
        ("Wakil Kepala Badan", "Bappeda", "11"),  # words before a name
        ("Guru SMKN 5", "Dinas Pendidikan", "12.e"),  # a unit that only the post names
        ("Perawat", "RSSF", "12.d"),  # initials
    ],
)
def test_what_cannot_be_read_for_certain_is_shown(post: str, unit: str, clause: str) -> None:
    near = exempt.near(SHIPPED["sumsel"], Worker(position=post, unit=unit))
    assert clause in {entry.article for entry in near}


@pytest.mark.parametrize(
    "post", ["Staf Kepala Dinas", "Ajudan Kepala Dinas", "Sekretaris Dinas", "Sopir Kepala Dinas"]
)
def test_the_staff_of_a_head_is_not_the_head(post: str) -> None:
    answer = exempt.answer(SHIPPED["sumsel"], post, "Dinas Sosial")
    assert (answer.mode, answer.near) == ("WFH", ())


@pytest.mark.parametrize(
    ("circular", "kind", "covered"),
    [
        *((name, kind, True) for name in LISTED for kind in ("PNS", "CPNS", "PPPK", "PPPK_PW")),
        *((name, kind, False) for name in LISTED for kind in ("NON_ASN", "MAGANG")),
        ("umkm", "NON_ASN", True),
        ("umkm", "MAGANG", True),
    ],
)
def test_of_whom_a_circular_speaks(circular: str, kind: str, covered: bool) -> None:
    who = Worker(position="Analis", unit="Dinas Sosial", person_type=kind)
    assert exempt.covers(SHIPPED[circular], who) is covered
