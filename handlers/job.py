"""A daily job: what a duty wants done at a time of the day, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from handlers.desk import Desk

STALE_AFTER = timedelta(hours=1)  # a notice that late helps nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Run `act(desk, today)` at `at` (the institution's zone), or within `stale_after` of it."""

    name: str
    at: time
    act: Callable[[Desk, date], None]
    stale_after: timedelta = STALE_AFTER
