"""How far a platform's clock is ahead of ours: its date stands in every answer."""

from collections import deque
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.clock import Clock

EVERY = timedelta(seconds=1)  # more answers tell no more
HALF = timedelta(seconds=0.5)  # their date is cut to whole seconds
UNKNOWABLE = timedelta(seconds=1)
KEPT = 3  # so that one answer which lay unread for a while deceives nobody


def dated(written: str) -> datetime | None:
    """Read the date of an answer; None if it has none that can be read."""
    try:
        date = parsedate_to_datetime(written)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


class Skew:
    """What the newest answers tell, whoever asked."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: deque[timedelta] = deque(maxlen=KEPT)
        self._told_at: datetime | None = None

    def note(self, written: str) -> None:
        """Note the date of an answer that came just now."""
        now = self._clock.now()
        if self._told_at and now - self._told_at < EVERY:
            return
        if theirs := dated(written):
            self._told.append(theirs + HALF - now)
            self._told_at = now

    def ahead(self) -> timedelta | None:
        """Tell how far their clock is ahead; zero for less than can be known, None before."""
        if not self._told:
            return None
        middle = sorted(self._told)[len(self._told) // 2]
        return middle if abs(middle) >= UNKNOWABLE else timedelta()
