"""Domain 3.5: the parts of a civil servant number and what makes each wrong."""

import contextlib
import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import nip
from tests.nips import make_nip

TODAY = date(2026, 4, 10)
PNS = "198609262015051001"
PPPK = "199003152024212007"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (PNS, PNS),
        ("19860926 201505 1 001", PNS),
        (" 19860926.201505-1-001\n", PNS),
        ("19860926\u00a0201505 1 001", PNS),
        (PPPK, PPPK),
    ],
)
def test_a_number_is_normalised(text: str, number: str) -> None:
    assert nip.parse(text, TODAY) == number


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "length"),
        (PNS[:-1], "length"),
        (PNS + "0", "length"),
        (PNS[:-1] + "x", "length"),
        ("\u0661" * 18, "length"),
        ("198613262015051001", "birth"),
        ("198602302015051001", "birth"),
        ("000000002015051001", "birth"),
        ("198609262000051001", "appointment"),
        ("198609262027051001", "appointment"),
        ("198609262015001001", "kind"),
        ("198609262015131001", "kind"),
        ("198609262015201001", "kind"),
        ("198609262015053001", "sex"),
        ("198609262015050001", "sex"),
        ("198609262015051000", "sequence"),
    ],
)
def test_a_wrong_part_is_named(text: str, key: str) -> None:
    with pytest.raises(nip.NipError) as caught:
        nip.parse(text, TODAY)
    assert caught.value.key == key


def test_appointment_at_fifteen_and_in_this_year_are_possible() -> None:
    assert nip.parse("198609262001051001", TODAY)
    assert nip.parse("198609262026051001", TODAY)


def test_kind_and_ways_to_write_it() -> None:
    assert nip.kind(PNS) == "PNS"
    assert nip.kind(PPPK) == "PPPK"
    assert nip.spaced(PNS) == "19860926 201505 1 001"
    assert nip.last4(PNS) == "1001"


@given(number=st.integers(0, 10_000_000), kind=st.sampled_from(["PNS", "PPPK"]))
def test_made_numbers_are_valid(number: int, kind: str) -> None:
    made = make_nip(number, kind)
    assert nip.parse(nip.spaced(made), TODAY) == made
    assert nip.kind(made) == kind


def test_made_numbers_differ() -> None:
    assert len({make_nip(n) for n in range(50_000)}) == 50_000
    assert make_nip(random.Random(1)) == make_nip(random.Random(1))


@given(text=st.text(st.sampled_from("0123456789 .-x\u0661"), max_size=24) | st.text())
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with contextlib.suppress(nip.NipError):
        assert len(nip.parse(text, TODAY)) == 18
