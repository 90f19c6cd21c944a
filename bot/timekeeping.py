"""Timekeeping: whether our clock and those of the platforms agree, all the time."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from handlers.clocks import FAR, NOTABLE
from handlers.events import Skewed

if TYPE_CHECKING:
    from bot.app import Program

logger = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
REPEATED = timedelta(minutes=1)  # another process, with a clock of its own, may have said other


class Timekeeping:
    """Reports to whoever thinks by how much a channel's clock differs."""

    def __init__(self, program: "Program") -> None:
        self._program = program
        self._said: dict[str, tuple[int, datetime]] = {}

    async def keep(self) -> None:
        """Look every second, until cancelled or stopped."""
        while await self._program.pause(LOOK_SECONDS):
            self.look()

    def look(self) -> None:
        """Report what is new, and again and again what is wrong."""
        now = self._program.clock.now()
        for name, channel in self._program.channels.items():
            ahead = channel.ahead()
            if ahead is None:
                continue
            grade = (abs(ahead) > NOTABLE) + (abs(ahead) > FAR)
            before, at = self._said.get(name, (-1, now))
            if grade != before or (grade and now - at >= REPEATED):
                self._said[name] = grade, now
                self._program.report(Skewed(at=now, channel=name, ahead=ahead))
            if grade != max(before, 0):
                logger.warning("the clock of %s is %+.1f s ahead of ours", name, _seconds(ahead))


def _seconds(ahead: timedelta) -> float:
    return ahead.total_seconds()
