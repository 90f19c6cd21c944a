"""10.d: which consequence a fault matches, in each mode of the ladder."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import circular, ladder
from tests.rules import laws

LADDER = laws.ladder()
ORAL, WRITTEN, EVALUATION = LADDER.steps


@pytest.mark.parametrize(
    ("mode", "kind", "reason", "before", "steps"),
    [
        ("literal", "missed", "none", 0, [ORAL, WRITTEN]),
        ("literal", "missed", "refused", 0, [ORAL, WRITTEN]),
        ("literal", "late", "refused", 0, [WRITTEN]),
        ("literal", "late", "none", 2, [WRITTEN]),  # the event at hand never counts itself
        ("literal", "missed", "none", 3, [EVALUATION, ORAL, WRITTEN]),
        ("literal", "late", "refused", 9, [EVALUATION, WRITTEN]),
        ("monotone", "missed", "none", 0, [WRITTEN, ORAL]),
        ("monotone", "missed", "refused", 0, [WRITTEN, ORAL]),
        ("monotone", "missed", "refused", 3, [EVALUATION, WRITTEN, ORAL]),
        ("monotone", "late", "refused", 0, [WRITTEN]),
        ("graduated", "missed", "none", 0, [ORAL]),
        ("graduated", "late", "refused", 0, [ORAL]),
        ("graduated", "missed", "refused", 1, [WRITTEN]),
        ("graduated", "late", "none", 2, [EVALUATION]),
        ("graduated", "late", "none", 7, [EVALUATION]),
    ],
)
def test_10d_steps_that_match(
    mode: str, kind: str, reason: str, before: int, steps: list[circular.Step]
) -> None:
    asked = replace(LADDER, mode=mode)
    assert list(ladder.matching(asked, kind, reason, before)) == steps


WORDS = ["awaited", "open", "accepted", "refused", "none"]
MODES = ["literal", "monotone", "graduated"]
KINDS = ["missed", "late"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reason", WORDS)
@pytest.mark.parametrize("before", range(5))
def test_10d_nothing_is_proposed_but_without_a_reason(
    mode: str, kind: str, reason: str, before: int
) -> None:
    found = ladder.matching(replace(LADDER, mode=mode), kind, reason, before)
    assert bool(found) == (reason in {"refused", "none"})
    assert (EVALUATION in found) == (bool(found) and before >= (2 if mode == "graduated" else 3))


@pytest.mark.parametrize("reason", WORDS)
@pytest.mark.parametrize("before", range(5))
def test_10d_monotone_keeps_its_promise_with_a_reason_too(reason: str, before: int) -> None:
    asked = replace(LADDER, mode="monotone")
    silent = ladder.matching(asked, "missed", reason, before)
    late = ladder.matching(asked, "late", reason, before)
    assert silent[:1] == late[:1]


@pytest.mark.parametrize("mode", MODES)
def test_a_circular_without_steps_proposes_nothing(mode: str) -> None:
    empty = replace(LADDER, mode=mode, steps=())
    assert ladder.matching(empty, "missed", "none", 5) == ()


def test_10d_read_literally_silence_is_the_milder_and_only_then() -> None:
    assert ladder.paradox(LADDER) == (ORAL, WRITTEN)
    assert ladder.paradox(replace(LADDER, mode="monotone")) is None
    assert ladder.paradox(replace(LADDER, mode="graduated")) is None
    assert ladder.paradox(replace(LADDER, steps=(WRITTEN, ORAL))) is None
    assert ladder.paradox(None) is None


@pytest.mark.parametrize("steps", [(ORAL,), (WRITTEN,), ()])
def test_10d_there_is_no_paradox_without_steps_on_both(steps: tuple[Any, ...]) -> None:
    assert ladder.paradox(replace(LADDER, steps=steps)) is None


@pytest.mark.parametrize(
    ("person_type", "track"),
    [
        ("PNS", "pp94"),
        ("CPNS", "pp94"),
        ("PPPK", "pppk"),
        ("PPPK_PW", "pppk"),
        ("NON_ASN", "guidance"),
        ("MAGANG", "record"),
        ("anything else", "record"),
    ],
)
def test_a26_track_of_each_type_of_person(person_type: str, track: str) -> None:
    assert ladder.track(LADDER, person_type) == track


STEPS = st.lists(
    st.builds(
        circular.Step,
        on=st.sampled_from(["missed", "late", "repeated"]),
        name=st.text("abc", min_size=1, max_size=3),
        article=st.just("x"),
    ),
    max_size=6,
    unique=True,
).map(tuple)


@given(steps=STEPS, before=st.integers(0, 9))
def test_monotone_silence_is_never_milder_than_lateness(
    steps: tuple[circular.Step, ...], before: int
) -> None:
    asked = laws.ladder(mode="monotone", steps=steps)
    silent = ladder.matching(asked, "missed", "none", before)
    late = ladder.matching(asked, "late", "none", before)
    if late:
        plain = [step for step in late if step.on != "repeated"]
        heaviest = [step for step in silent if step.on != "repeated"]
        assert not plain or steps.index(heaviest[0]) >= steps.index(plain[0])


@given(
    steps=STEPS,
    mode=st.sampled_from(["literal", "monotone", "graduated"]),
    kind=st.sampled_from(["missed", "late"]),
    reason=st.sampled_from(WORDS),
    before=st.integers(0, 9),
)
def test_nothing_is_proposed_that_the_circular_does_not_name(
    steps: tuple[circular.Step, ...], mode: str, kind: str, reason: str, before: int
) -> None:
    asked = laws.ladder(mode=mode, steps=steps)
    found = ladder.matching(asked, kind, reason, before)
    assert set(found) <= set(steps)
    assert len(set(found)) == len(found)
