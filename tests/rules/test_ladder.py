"""10.d: which consequence a fault matches, in each mode of the ladder."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import circular, ladder
from tests.rules import laws

LADDER = laws.ladder()
ORAL, WRITTEN, EVALUATION = LADDER.steps


@pytest.mark.parametrize(
    ("mode", "kind", "reason_given", "before", "steps"),
    [
        ("literal", "missed", True, 0, [ORAL]),
        ("literal", "missed", False, 0, [ORAL, WRITTEN]),
        ("literal", "late", False, 0, [WRITTEN]),
        ("literal", "late", True, 1, [WRITTEN]),
        ("literal", "missed", True, 2, [EVALUATION, ORAL]),
        ("literal", "missed", False, 2, [EVALUATION, ORAL, WRITTEN]),
        ("literal", "late", False, 9, [EVALUATION, WRITTEN]),
        ("monotone", "missed", True, 0, [ORAL]),
        ("monotone", "missed", False, 0, [WRITTEN, ORAL]),
        ("monotone", "missed", False, 2, [EVALUATION, WRITTEN, ORAL]),
        ("monotone", "late", False, 0, [WRITTEN]),
        ("graduated", "missed", False, 0, [ORAL]),
        ("graduated", "late", False, 0, [ORAL]),
        ("graduated", "missed", True, 1, [WRITTEN]),
        ("graduated", "late", True, 2, [EVALUATION]),
        ("graduated", "late", True, 7, [EVALUATION]),
    ],
)
def test_10d_steps_that_match(
    mode: str, kind: str, reason_given: bool, before: int, steps: list[circular.Step]
) -> None:
    asked = replace(LADDER, mode=mode)
    found = ladder.matching(asked, kind, reason_given=reason_given, confirmed_before=before)
    assert list(found) == steps


@pytest.mark.parametrize("mode", ["literal", "monotone", "graduated"])
def test_a_circular_without_steps_proposes_nothing(mode: str) -> None:
    empty = replace(LADDER, mode=mode, steps=())
    assert ladder.matching(empty, "missed", reason_given=False, confirmed_before=5) == ()


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
    silent = ladder.matching(asked, "missed", reason_given=False, confirmed_before=before)
    late = ladder.matching(asked, "late", reason_given=False, confirmed_before=before)
    if late:
        plain = [step for step in late if step.on != "repeated"]
        heaviest = [step for step in silent if step.on != "repeated"]
        assert not plain or steps.index(heaviest[0]) >= steps.index(plain[0])


@given(
    steps=STEPS,
    mode=st.sampled_from(["literal", "monotone", "graduated"]),
    kind=st.sampled_from(["missed", "late"]),
    reason=st.booleans(),
    before=st.integers(0, 9),
)
def test_nothing_is_proposed_that_the_circular_does_not_name(
    steps: tuple[circular.Step, ...], mode: str, kind: str, reason: bool, before: int
) -> None:
    asked = laws.ladder(mode=mode, steps=steps)
    found = ladder.matching(asked, kind, reason, before)
    assert set(found) <= set(steps)
    assert len(set(found)) == len(found)
