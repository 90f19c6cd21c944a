"""10.c: less than 5 minutes, and what a call came to."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import window
from handlers.rules.circular import CallRule
from tests.rules import laws

RULE = laws.call_rule()
BOGOR = laws.call_rule(window_inclusive=True)
START = laws.at("09:00:00")
SECOND = timedelta(seconds=1)


def after(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("rule", "seconds", "timely"),
    [
        (RULE, -5, True),
        (RULE, 0, True),
        (RULE, 299, True),
        (RULE, 299.999, True),
        (RULE, 300, False),
        (RULE, 301, False),
        (BOGOR, 300, True),
        (BOGOR, 300.9, True),
        (BOGOR, 301, False),
        (laws.call_rule(window_seconds=1), 0.5, True),
        (laws.call_rule(window_seconds=1), 1, False),
    ],
)
def test_10c_299_seconds_are_in_time_and_300_are_late(
    rule: CallRule, seconds: float, timely: bool
) -> None:
    assert window.in_time(rule, START, START + after(seconds)) is timely


def test_elapsed_counts_whole_seconds_in_favour_of_the_person() -> None:
    assert window.elapsed(START, START + after(299.999)) == 299
    assert window.elapsed(START, START + after(300)) == 300
    assert window.elapsed(START, START - after(7)) == 0


@pytest.mark.parametrize(
    ("answered", "disturbed", "outcome"),
    [
        (None, False, "missed"),
        (None, True, "void"),
        (-3, False, "on_time"),
        (0, False, "on_time"),
        (299, False, "on_time"),
        (299, True, "on_time"),
        (300, False, "late"),
        (300, True, "void"),
        (310, False, "late"),
        (600, False, "late"),
        (609, False, "late"),
        (610, False, "missed"),
        (610, True, "void"),
    ],
)
def test_10d_a_call_of_two_attempts(answered: float | None, disturbed: bool, outcome: str) -> None:
    starts = [START, START + after(310)]
    moment = None if answered is None else START + after(answered)
    assert window.verdict(RULE, starts, moment, disturbed) == outcome


def test_10d_1_one_silent_attempt_is_not_two_calls() -> None:
    assert window.verdict(RULE, [START], None, disturbed=False) == "void"
    assert window.verdict(RULE, [START], START + after(305), disturbed=False) == "late"
    once = laws.call_rule(attempts=1)
    assert window.verdict(once, [START], None, disturbed=False) == "missed"
    assert window.verdict(once, [START], START + after(305), disturbed=False) == "missed"


def test_a_call_that_no_channel_took_is_void() -> None:
    assert window.verdict(RULE, [], None, disturbed=False) == "void"
    assert window.verdict(RULE, [], START, disturbed=False) == "void"


def test_call_at_1614_ends_its_second_window_at_1624() -> None:
    start = laws.at("16:14:00")
    assert start + window.life(RULE) == laws.at("16:24:00")


ANSWERS = st.none() | st.floats(-10, 2000).map(after)


@given(
    seconds=st.integers(1, 900),
    attempts=st.integers(1, 5),
    took=st.integers(0, 5),
    delay=st.integers(0, 60),
    answer=ANSWERS,
    inclusive=st.booleans(),
)
def test_a_disturbance_never_makes_an_outcome_worse(
    seconds: int, attempts: int, took: int, delay: int, answer: timedelta | None, inclusive: bool
) -> None:
    rule = laws.call_rule(window_seconds=seconds, attempts=attempts, window_inclusive=inclusive)
    starts = [START + n * after(seconds + delay) for n in range(min(took, attempts))]
    answered = None if answer is None else START + answer
    calm = window.verdict(rule, starts, answered, disturbed=False)
    troubled = window.verdict(rule, starts, answered, disturbed=True)
    assert troubled == (calm if calm == "on_time" else "void")
    if calm == "missed":
        assert len(starts) == attempts
        assert answered is None or answered >= window.deadline(rule, starts[-1])
    if calm == "late":
        assert answered is not None
        assert not window.in_time(rule, starts[0], answered)


@given(seconds=st.integers(1, 900), inclusive=st.booleans(), late=st.floats(0, 2000))
def test_deadline_and_in_time_agree(seconds: int, inclusive: bool, late: float) -> None:
    rule = laws.call_rule(window_seconds=seconds, window_inclusive=inclusive)
    answered = START + after(late)
    timely = window.elapsed(START, answered) < seconds + inclusive
    assert window.in_time(rule, START, answered) is timely
    assert (answered < window.deadline(rule, START)) is timely
