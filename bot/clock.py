"""The only now(): anchored once, then monotonic, so that a stepped clock harms nobody."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

SOURCE = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def heart(beat: Callable[[], Awaitable[None]], seconds: float) -> AsyncIOScheduler:
    """Make what beats every so many seconds, never late twice; start it in a running loop."""
    manners = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler = AsyncIOScheduler(job_defaults=manners)
    scheduler.add_job(beat, "interval", seconds=seconds)
    return scheduler


class Clock:
    """World time; `speed` 60 lets an hour pass in a minute (the demo)."""

    def __init__(self, start: datetime | None = None, speed: float = 1.0) -> None:
        self._start = start or datetime.now(UTC)
        self._anchor = time.clock_gettime(SOURCE)
        self._speed = speed

    def now(self) -> datetime:
        return self._start + timedelta(
            seconds=(time.clock_gettime(SOURCE) - self._anchor) * self._speed
        )

    async def sleep(self, seconds: float) -> None:
        """Sleep that many seconds of this clock's time."""
        await asyncio.sleep(seconds / self._speed)


class ToldClock(Clock):
    """A clock that is told: it stands still until somebody moves it."""

    def now(self) -> datetime:
        return self._start

    def advance_to(self, moment: datetime) -> None:
        self._start = max(self._start, moment)
