"""A6: calls drawn by lot, never in a protected minute, and the same for whoever draws again."""

import hashlib
import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import draw, window, workdays
from handlers.rules.workdays import Interval
from tests.rules import laws

RULE = laws.call_rule()
FRIDAYS = [date(2026, 4, 10), date(2026, 4, 17), date(2027, 2, 12), date(2027, 2, 19)]
PROTECTED = {  # 10.c in working hours only; A6: margins, break and Friday prayer
    False: [("00:00:00", "07:45:00"), ("11:30:00", "13:30:00"), ("16:30:00", "23:59:59")],
    True: [("00:00:00", "08:15:00"), ("11:30:00", "13:30:00"), ("15:30:00", "23:59:59")],
}


def friday_begin(on: date = laws.FIRST_FRIDAY) -> tuple[Interval, ...]:
    return workdays.callable_intervals(RULE, laws.friday(on), laws.WIB)


@pytest.mark.wide
def test_a6_100_000_drawn_calls_keep_out_of_protected_minutes_and_apart() -> None:
    drawn = 0
    for on in FRIDAYS:
        begin = friday_begin(on)
        closed = [laws.between(*pair, on=on) for pair in PROTECTED[on.year == 2027]]
        for person in range(8500):
            calls = draw.moments(b"secret", str(person), on, begin, RULE)
            assert 2 <= len(calls) <= 4
            for start, later in itertools.pairwise(calls):
                assert later - start >= timedelta(minutes=45)
            for start in calls:
                end = start + window.life(RULE)
                assert not any(start < part.end and part.start < end for part in closed)
            drawn += len(calls)
    assert drawn > 100_000


def test_counts_are_drawn_evenly() -> None:
    begin = friday_begin()
    counts = Counter(
        len(draw.moments(b"secret", str(n), laws.FIRST_FRIDAY, begin, RULE)) for n in range(6000)
    )
    assert all(1850 < counts[k] < 2150 for k in (2, 3, 4))


def test_every_second_is_equally_likely() -> None:
    rule = laws.call_rule(window_seconds=1, attempts=1, min_gap_minutes=0, per_day=(2, 2))
    begin = (laws.between("09:00:00", "09:00:04"), laws.between("10:00:00", "10:00:03"))
    pairs = Counter(
        draw.moments(b"secret", str(n), laws.FIRST_FRIDAY, begin, rule) for n in range(10_000)
    )
    assert len(pairs) == 10  # any two of five seconds
    assert all(850 < count < 1150 for count in pairs.values())


def test_the_draw_can_be_repeated_and_only_with_the_secret() -> None:
    begin = friday_begin()
    first = draw.moments(b"secret", "1", laws.FIRST_FRIDAY, begin, RULE)
    assert first == draw.moments(b"secret", "1", laws.FIRST_FRIDAY, begin, RULE)
    assert first != draw.moments(b"Secret", "1", laws.FIRST_FRIDAY, begin, RULE)
    assert first != draw.moments(b"secret", "2", laws.FIRST_FRIDAY, begin, RULE)
    assert draw.commitment(b"secret") == hashlib.sha256(b"secret").hexdigest()


@pytest.mark.parametrize(
    ("per_day", "parts", "count"),
    [
        ((0, 0), [("08:00:00", "11:00:00")], 0),
        ((4, 4), [], 0),
        ((4, 4), [("08:00:00", "08:00:00")], 0),
        ((4, 4), [("08:00:00", "08:00:02")], 1),
        ((4, 4), [("08:00:00", "08:45:01")], 1),
        ((4, 4), [("08:00:00", "08:45:02")], 2),
        ((4, 4), [("08:00:00", "09:00:00"), ("13:00:00", "13:40:00")], 3),
    ],
)
def test_fewer_calls_are_drawn_when_no_more_fit(
    per_day: tuple[int, int], parts: list[tuple[str, str]], count: int
) -> None:
    rule = laws.call_rule(per_day=per_day)
    begin = [laws.between(*part) for part in parts]
    assert len(draw.moments(b"s", "1", laws.FIRST_FRIDAY, begin, rule)) == count


@st.composite
def day_parts(make: st.DrawFn) -> list[Interval]:
    marks = sorted(make(st.lists(st.integers(0, 20_000), max_size=8, unique=True)))
    midnight = datetime(2026, 4, 10, tzinfo=UTC)
    times = [midnight + timedelta(seconds=mark) for mark in marks]
    pairs = zip(times[::2], times[1::2], strict=False)
    return [Interval(start=start, end=end) for start, end in pairs]


@given(
    begin=day_parts(),
    secret=st.binary(min_size=1, max_size=8),
    low=st.integers(0, 6),
    more=st.integers(0, 6),
    gap=st.integers(0, 60),
    seconds=st.integers(1, 600),
    attempts=st.integers(1, 5),
)
def test_drawn_calls_lie_inside_in_order_apart_and_as_many_as_fit(
    begin: list[Interval],
    secret: bytes,
    low: int,
    more: int,
    gap: int,
    seconds: int,
    attempts: int,
) -> None:
    rule = laws.call_rule(
        per_day=(low, low + more),
        min_gap_minutes=gap,
        window_seconds=seconds,
        attempts=attempts,
    )
    calls = draw.moments(secret, "person", laws.FIRST_FRIDAY, begin, rule)
    apart = max(timedelta(minutes=gap), window.life(rule))
    assert len(calls) <= low + more
    for start, later in itertools.pairwise(calls):
        assert later - start >= apart
    for call in calls:
        assert call.microsecond == 0
        assert any(part.start < call < part.end for part in begin)
    room = sum(max(0, (part.end - part.start) // window.SECOND - 1) for part in begin)
    assert len(calls) >= min(low, (room + apart // window.SECOND - 1) // (apart // window.SECOND))
