"""A share becomes a word, and is slow to say outside: the table of `rules/zone.py` (4 of 8)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import circular, zone
from handlers.rules.circular import LocationRule
from handlers.rules.zone import Fix, Watched
from tests.rules.test_fence import HOME, metres_away

START = datetime(2026, 4, 10, 1, 0, tzinfo=UTC)


def rule(**facts: Any) -> LocationRule:
    found = circular.load("bukittinggi").location
    assert found
    return replace(found, **facts)


RULE = rule()


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def walk(
    *fixes: tuple[float, float, float | None], known: Watched | None = None, trusted: bool = True
) -> list[str]:
    """Tell the states after each (second, metres, accuracy); each reading differs a little."""
    said, state = [], known or Watched()
    for n, (second, metres, accuracy) in enumerate(fixes):
        fix = Fix(at=at(second), spot=metres_away(metres, n * 0.01), accuracy=accuracy)
        state = zone.hear(RULE, state, fix, HOME, trusted=trusted)
        said.append(state.state)
    return said


def out(first: float, count: int, every: float = 120) -> list[tuple[float, float, float]]:
    return [(first + n * every, 900, 10) for n in range(count)]


def test_outside_needs_four_good_readings_over_eight_minutes() -> None:
    assert walk((0, 5, 10), *out(60, 5)) == ["inside"] * 5 + ["outside"]
    assert walk((0, 5, 10), *out(60, 30, every=10))[-1] == "inside", "many, but in five minutes"
    assert walk((0, 5, 10), (60, 900, 10), (300, 900, 10), (600, 900, 10)) == ["inside"] * 4


def test_back_inside_at_once() -> None:
    assert walk((0, 5, 10), *out(60, 5), (700, 150, 90))[-2:] == ["outside", "inside"]


@pytest.mark.parametrize("accuracy", [None, 41, 100, 2_000, -1, float("nan")])
def test_a_coarse_or_unknown_accuracy_is_never_outside(accuracy: float | None) -> None:
    far = [(60 + n * 60, 5_000, accuracy) for n in range(20)]
    assert set(walk((0, 5, 10), *far)) == {"inside", "uncertain"}
    assert set(walk(*far)) == {"uncertain"}


def test_a_circle_that_touches_the_zone_breaks_the_run() -> None:
    run = out(60, 4)
    assert walk((0, 5, 10), *run, (530, 700, 600), *out(560, 3, every=60))[-1] != "outside"


def test_a_coarse_reading_far_away_neither_confirms_nor_breaks() -> None:
    assert walk((0, 5, 10), *out(60, 4), (530, 5_000, 600), *out(560, 1))[-1] == "outside"


def test_a_repeated_point_shows_only_that_the_phone_is_alive() -> None:
    state = zone.hear(RULE, Watched(), Fix(at=at(0), spot=HOME, accuracy=9), HOME)
    for n in range(1, 40):
        wild = Fix(at=at(n * 60), spot=metres_away(900), accuracy=9)
        state = zone.hear(RULE, state, wild, HOME)
    assert state.state == "inside"
    assert state.run == 1
    assert state.heard_at == at(39 * 60)


def test_a_single_wild_reading_twenty_kilometres_away_is_nothing() -> None:
    assert walk((0, 5, 10), (60, 20_000, 4), (100, 6, 10)) == ["inside"] * 3


def test_a_leap_that_nobody_makes_waits_until_it_cannot_be_an_error() -> None:
    leap = [(60 + n * 60, 20_000, 10) for n in range(10)]
    assert walk((0, 5, 10), *leap)[-1] == "inside"
    assert walk((0, 5, 10), *leap, *[(n * 60, 20_000, 10) for n in range(12, 28)])[-1] == "outside"


def test_a_pause_of_ten_minutes_begins_the_run_anew() -> None:
    assert walk((0, 5, 10), *out(60, 3), *out(60 + 240 + 660, 2))[-1] == "inside"


def test_nobody_is_outside_of_a_place_that_no_supervisor_confirmed() -> None:
    assert set(walk((0, 5, 10), *out(60, 20), trusted=False)) == {"inside", "uncertain"}


def test_silence_is_stale_and_never_outside() -> None:
    known = Watched(state="inside", since=at(0), heard_at=at(0), judged_at=at(0))
    assert zone.silent(RULE, known, at(29 * 60)) == known
    stale = zone.silent(RULE, known, at(31 * 60))
    assert (stale.state, stale.since) == ("stale", at(30 * 60))
    away = replace(known, state="outside")
    assert zone.silent(RULE, away, at(31 * 60)).state == "stale"


def test_the_test_office_may_set_all_minutes_to_nought() -> None:
    quick = rule(exit_minutes=0, stale_minutes=0, grace_minutes=0)
    known = Watched()
    for n in range(4):
        fix = Fix(at=at(n), spot=metres_away(900, n * 0.1), accuracy=5)
        known = zone.hear(quick, known, fix, HOME)
    assert known.state == "outside"


def test_an_older_or_a_future_reading_changes_nothing() -> None:
    known = Watched(state="inside", since=at(0), heard_at=at(100), judged_at=at(100))
    for second in (50, 100, 900):
        fix = Fix(at=at(second), spot=metres_away(900), accuracy=5)
        assert zone.hear(RULE, known, fix, HOME, now=at(700)) == known


readings = st.lists(
    st.tuples(
        st.floats(1, 400),
        st.floats(0, 5_000),
        st.none() | st.floats(1, 3_000),
    ),
    max_size=40,
)


@given(readings)
def test_outside_is_always_backed_by_a_run(steps: list[tuple[float, float, float | None]]) -> None:
    """Count by a model of its own: good readings far out, not broken, over the minutes."""
    state, second, good = Watched(), 0.0, list[float]()
    for n, (pause, metres, accuracy) in enumerate(steps):
        second += pause
        before = state
        fix = Fix(at=at(second), spot=metres_away(metres, n * 0.01), accuracy=accuracy)
        state = zone.hear(RULE, state, fix, HOME)
        away = metres * 0.9944  # a degree is a little shorter than the helper's
        if accuracy is not None and accuracy <= 40 and away - 2 * accuracy > 199:
            good.append(second)
        elif away - (accuracy or 0) <= 200:
            good.clear()
        if state.state == "outside" and before.state != "outside":
            assert len(good) >= 4
            assert good[-1] - good[0] >= 8 * 60 - 1


@pytest.mark.parametrize(
    ("away_m", "accuracy", "kind"),
    [
        (200, None, "in"),
        (200.1, None, "unsure"),
        (100, -1, "unsure"),
        (100, 0, "in"),
        (100, 0.5, "in"),
        (200, 100, "in"),
        (200.1, 100, "touching"),
        (150, 101, "touching"),  # too coarse, and may be beyond the edge
        (99, 101, "in"),  # too coarse, and still wholly inside
        (99.1, 101, "touching"),
        (281, 40, "out"),
        (280, 40, "unsure"),  # twice the accuracy reaches the edge
        (250, 40, "unsure"),
        (260, 40, "unsure"),
        (240, 40, "touching"),
        (240.1, 40, "unsure"),
        (300, 40, "out"),
        (900, 40.1, "unsure"),  # too coarse to be out
    ],
)
def test_what_one_reading_shows(away_m: float, accuracy: float | None, kind: str) -> None:
    assert zone.classify(RULE, away_m, accuracy) == kind


def inside(second: float = 0, **facts: Any) -> Watched:
    known = {"since": at(second), "heard_at": at(second), "judged_at": at(second)}
    return Watched(**{"state": "inside", "sure_at": at(second), **known, **facts})


def reading(second: float, metres: float, accuracy: float | None = 10) -> Fix:
    return Fix(at=at(second), spot=metres_away(metres), accuracy=accuracy)


def test_a_reading_up_to_two_minutes_ahead_counts() -> None:
    heard = zone.hear(RULE, Watched(), reading(120, 5), HOME, now=at(0))
    assert heard.state == "inside"
    assert zone.hear(RULE, Watched(), reading(121, 5), HOME, now=at(0)) == Watched()


def test_a_share_that_comes_back_to_the_same_point_is_judged_again() -> None:
    known = zone.hear(RULE, Watched(), reading(0, 5), HOME)
    back = zone.hear(RULE, known, reading(31 * 60, 5), HOME)
    assert (back.state, back.since) == ("inside", at(31 * 60))


def test_back_inside_nothing_is_left_of_a_run() -> None:
    known = inside(run=3, run_from=at(0), run_at=at(0))
    assert zone.hear(RULE, known, reading(60, 5), HOME).run == 0


def test_silence_changes_only_what_was_heard() -> None:
    nothing = Watched(heard_at=at(0))
    assert zone.silent(RULE, nothing, at(31 * 60)) == nothing
    assert zone.silent(RULE, inside(), at(30 * 60 - 1)).state == "inside"
    assert zone.silent(RULE, inside(), at(30 * 60)).state == "stale"


def test_a_share_that_ends_leaves_nothing() -> None:
    before = Watched(since=at(0))
    assert zone.ended(before, at(60)) == before
    assert zone.ended(inside(), at(60)) == Watched(since=at(60))


def test_whoever_says_that_a_reading_is_wrong_is_believed() -> None:
    wrong = inside(state="outside", run=4)
    assert zone.mistaken(wrong, at(60)) == replace(wrong, state="uncertain", since=at(60), run=0)
    assert zone.mistaken(inside(run=2), at(60)) == inside(run=2)


@pytest.mark.parametrize(
    ("seconds", "metres", "is_leap"),
    [
        (120, 1_500, True),  # nobody goes so far in two minutes
        (121, 1_500, False),
        (121, 5_000, True),  # nor so fast at all
        (121, 900, False),
        (30, 900, False),
    ],
)
def test_what_counts_as_a_leap(seconds: float, metres: float, *, is_leap: bool) -> None:
    heard = zone.hear(RULE, inside(), reading(seconds, metres), HOME)
    assert (heard.jumped_at is not None) is is_leap


def test_fifteen_minutes_after_a_leap_readings_count_again() -> None:
    known = inside(800, jumped_at=at(0), away_m=900)
    assert zone.hear(RULE, known, reading(899, 900), HOME).run == 0
    assert zone.hear(RULE, known, reading(900, 900), HOME).run == 1


def test_a_run_that_was_broken_begins_at_its_first_new_reading() -> None:
    known = inside(300, run=0, run_from=at(60), run_at=at(300), away_m=900)
    begun = zone.hear(RULE, known, reading(320, 900), HOME)
    assert (begun.run, begun.run_from) == (1, at(320))


def test_a_run_lasts_over_a_pause_of_ten_minutes_and_no_longer() -> None:
    known = inside(60, run=1, run_from=at(60), run_at=at(60), away_m=900)
    assert zone.hear(RULE, known, reading(660, 900), HOME).run == 2
    late = zone.hear(RULE, known, reading(661, 900), HOME)
    assert (late.run, late.run_from) == (1, at(661))


def test_a_coarse_signal_leaves_somebody_inside_for_ten_minutes() -> None:
    coarse = (900, 500)
    assert zone.hear(RULE, inside(), reading(599, *coarse), HOME).state == "inside"
    assert zone.hear(RULE, inside(), reading(600, *coarse), HOME).state == "uncertain"


def test_a_coarse_signal_does_not_bring_back_who_was_silent() -> None:
    quick = rule(stale_minutes=1)
    assert zone.hear(quick, inside(), reading(61, 900, 500), HOME).state == "uncertain"
