"""When a person is called today: drawn by lot, and provable afterwards with the day's secret."""

import hashlib
import hmac
import random
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate

from handlers.rules import window
from handlers.rules.circular import CallRule
from handlers.rules.workdays import Interval


def commitment(secret: bytes) -> str:
    """Hash the day's secret: published before the first call, the secret itself after work."""
    return hashlib.sha256(secret).hexdigest()


def moments(
    secret: bytes, person: str, on: date, begin: Sequence[Interval], rule: CallRule
) -> tuple[datetime, ...]:
    """Draw the moments of a person's calls, each strictly inside an interval (default A6).

    The same arguments give the same moments. Every set of seconds that keeps the gap is equally
    likely: the gaps are cut out of the joined intervals, seconds are drawn there, and the gaps are
    put back. Fewer calls are drawn if no more fit.
    """
    key = f"{person}:{on}".encode()
    lots = random.Random(hmac.digest(secret, key, "sha256"))  # noqa: S311 - the seed is secret
    ends = list(accumulate(_seconds(interval) for interval in begin))
    room, gap = ends[-1] if ends else 0, _gap(rule)
    fitting = (room - 1) // gap + 1
    count = min(lots.randint(*rule.per_day), fitting)
    if count < 1:
        return ()
    drawn = sorted(lots.sample(range(room - (count - 1) * (gap - 1)), count))
    return tuple(_at(begin, ends, second + n * (gap - 1)) for n, second in enumerate(drawn))


def _gap(rule: CallRule) -> int:
    """Give the seconds between two calls: one is over before the next begins."""
    return max(rule.min_gap_minutes * 60, window.life(rule) // window.SECOND)


def _seconds(interval: Interval) -> int:
    """Count the whole seconds strictly inside an interval."""
    return max(0, (interval.end - interval.start) // window.SECOND - 1)


def _at(begin: Sequence[Interval], ends: Sequence[int], second: int) -> datetime:
    """Find a second of the joined intervals on the clock."""
    index = bisect_right(ends, second)
    before = ends[index - 1] if index else 0
    return begin[index].start + timedelta(seconds=1 + second - before)
