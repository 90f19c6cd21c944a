"""Where the demo's phones are: each has a receiver that gives readings while it shares.

A phone at home gives one every ten minutes, one that is away every minute, as real ones do whose
owner moves; the readings scatter by some metres.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import hypot

from bot.channels.handset import Phone
from bot.demo.act import Act, Spot
from handlers.rules import fence

HOME_EVERY, AWAY_EVERY = timedelta(minutes=10), timedelta(minutes=1)
NEAR_M, SCATTER_M, ACCURACY_M = 60, 4.0, 12
DEGREE_M = 111_195.0
LIVE_SECONDS = 8 * 3600


@dataclass(slots=True)
class Receiver:
    """One phone's: where its owner is, in metres north and east of his place of work."""

    home: Spot
    die: random.Random
    offset: tuple[float, float] = (0.0, 0.0)
    read_at: datetime | None = None
    spot: Spot = field(init=False)

    def __post_init__(self) -> None:
        self.spot = self.home

    def walk(self, north: float, east: float) -> None:
        """Let the owner be somewhere else."""
        self.offset, self.read_at = (north, east), None

    @property
    def is_away(self) -> bool:
        return hypot(*self.offset) > NEAR_M

    def next_moment(self, phone: Phone) -> datetime | None:
        """Tell when the next reading is due; None while nothing is shared."""
        if phone.sharing is None or phone.off:
            return None
        if self.read_at is None:
            return phone.sharing.began
        return self.read_at + (AWAY_EVERY if self.is_away else HOME_EVERY)

    def reading(self, now: datetime) -> dict[str, float]:
        """Take a reading of where the owner is."""
        self.read_at = now
        north, east = (one + self.die.gauss(0, SCATTER_M) for one in self.offset)
        lat, lon = self.home
        self.spot = (round(lat + north / DEGREE_M, 6), round(lon + east / DEGREE_M, 6))
        return {"lat": self.spot[0], "lon": self.spot[1], "accuracy": ACCURACY_M}

    def begin(self, now: datetime) -> Act:
        """Begin to share for eight hours."""
        return "live", {**self.reading(now), "seconds": LIVE_SECONDS}

    @property
    def metres(self) -> float:
        return fence.distance(self.home, self.spot)
