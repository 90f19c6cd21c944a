"""By when a listener should say how far it has heard."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock

NextDeadline = Callable[[], datetime | None]


def until_deadline(clock: Clock, next_deadline: NextDeadline, most: float) -> float:
    """Seconds until the next deadline, between 0 and `most`."""
    deadline = next_deadline()
    if deadline is None:
        return most
    left: timedelta = deadline - clock.now()
    return min(most, max(0.0, left.total_seconds()))
