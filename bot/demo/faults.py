"""Two faults of a day, for whoever wants to see what they do: to the platform, and to us."""

from dataclasses import dataclass
from datetime import datetime, time

from bot.channels.phones import Phones
from bot.clock import Clock
from bot.demo.day import Day
from handlers.events import Deaf

REFUSES = time(9, 36), time(9, 39)  # in which the platform takes no message
AWAY = time(10, 13), time(10, 14)  # in which the program is down


@dataclass
class Faults:
    """What goes wrong on a day; nothing unless it is wanted."""

    day: Day
    clock: Clock
    told: bool = False

    def befall(self, phones: Phones) -> None:
        """Let the platform of these phones fail for a while."""
        if self.day.faults:
            since, until = map(self.day.at, REFUSES)
            phones.is_down = lambda: since <= self.clock.now() < until

    def due(self, now: datetime) -> list[Deaf]:
        """Give the outage of ours once it is over."""
        since, until = map(self.day.at, AWAY)
        if not self.day.faults or self.told or now < until:
            return []
        self.told = True
        return [Deaf(at=until, since=since, channel="", cause="restart")]
