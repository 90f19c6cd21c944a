"""Never more requests within any second than the number takes, however they bunch before it."""

from collections import deque
from datetime import datetime, timedelta

from bot.clock import Clock

SECOND = timedelta(seconds=1.02)  # the way to Twilio is not always equally long


class Gate:
    """Let `per_second` through in any second; the pieces of a long message count singly."""

    def __init__(self, clock: Clock, per_second: float) -> None:
        self._clock = clock
        self._passed: deque[datetime] = deque(maxlen=max(1, int(per_second)))

    async def enter(self) -> None:
        """Wait for a place."""
        while (wait := self._wait()) > timedelta():
            await self._clock.sleep(wait.total_seconds())
        self._passed.append(self._clock.now())

    def _wait(self) -> timedelta:
        if len(self._passed) < (self._passed.maxlen or 1):
            return timedelta()
        return self._passed[0] + SECOND - self._clock.now()
