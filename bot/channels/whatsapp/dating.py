"""When a message was written: a webhook has no time of its own, and may be held up on its way."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.channels import Raw
from bot.channels.deadlines import NextDeadline
from bot.channels.whatsapp.errors import FAILURES
from bot.channels.whatsapp.parse import UNLISTED, words
from bot.clock import Clock

HELD_UP = timedelta(minutes=2)  # no webhook is held up for longer: Twilio has given up by then
EDGE = timedelta(seconds=1)

Created = Callable[[str], Awaitable[datetime]]


class Dating:
    """Dates what webhooks bring: by Twilio as long as a window may have ended before they came.

    Else somebody would be late because of the way that his answer took.
    """

    def __init__(self, created: Created, clock: Clock, next_deadline: NextDeadline) -> None:
        self._created, self._clock, self._next_deadline = created, clock, next_deadline
        self._ended: datetime | None = None
        self.is_watched = False  # who does not watch the windows cannot know that none has ended

    def watch(self) -> bool:
        """Tell whether a window has ended a short while ago, or is over and not judged yet."""
        deadline, now = self._next_deadline(), self._clock.now()
        if deadline is not None and deadline <= now:
            self._ended = deadline
            return True
        return self._ended is not None and now < self._ended + HELD_UP

    async def date(self, raw: Raw, arrived: datetime) -> datetime:
        """Date a message; raise what Twilio's API raises if its list will bring the same later."""
        if self.is_watched and not self.watch():
            return arrived
        try:
            return min(arrived, await self._created(words(raw, "MessageSid")))
        except FAILURES:
            if not any(words(raw, name) for name in UNLISTED):
                raise
            return self._in_favour(arrived)

    def _in_favour(self, arrived: datetime) -> datetime:
        """Date what nobody can date, and no list can repeat, as if it had been held up."""
        in_time = self._ended - EDGE if self._ended else arrived
        return max(arrived - HELD_UP, min(arrived, in_time))
