"""How long an answer may take, and what a call came to (South Sumatra 10.c and 10.d)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.rules.circular import CallRule

SECOND = timedelta(seconds=1)


def deadline(rule: CallRule, start: datetime) -> datetime:
    """Give the first moment at which an answer is late: 300 s after the start (10.c).

    Where the last second still counts (`window_inclusive`, Kota Bogor), one second after it.
    """
    return start + timedelta(seconds=rule.window_seconds + rule.window_inclusive)


def life(rule: CallRule) -> timedelta:
    """Give the time that a call takes if nobody answers: the windows of all its attempts."""
    return timedelta(seconds=rule.attempts * rule.window_seconds)


def delay(rule: CallRule) -> timedelta:
    """Give the time by which our sending may lag without reaching into a break."""
    return timedelta(seconds=min(rule.send_within_seconds, rule.window_seconds))


def elapsed(start: datetime, answered: datetime) -> int:
    """Count the whole seconds until the answer, in favour of the person; 0 if it came before."""
    return max(0, (answered - start) // SECOND)


def in_time(rule: CallRule, start: datetime, answered: datetime) -> bool:
    """Tell whether an answer came within the window (10.c: 299 s did, 300 s did not)."""
    return answered < deadline(rule, start)


def verdict(
    rule: CallRule,
    starts: Sequence[datetime],
    answered: datetime | None,
    disturbed: bool,  # noqa: FBT001
) -> str:
    """Judge a closed call from the clock start of each attempt that the channel took.

    Only the first window makes `on_time`. What a fault of ours touched (`disturbed`), or what
    was not tried as often as 10.d says, is never held against the person: `void`.
    """
    if not starts:
        return "void"
    if answered is not None and in_time(rule, starts[0], answered):
        return "on_time"
    if disturbed:
        return "void"
    complete = len(starts) >= rule.attempts
    if answered is not None and (not complete or in_time(rule, starts[-1], answered)):
        return "late"
    return "missed" if complete else "void"
