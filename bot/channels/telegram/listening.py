"""What both ways of listening share: how to call, how far we have heard, what a rival took."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.clock import Clock
from handlers.events import Deaf

NAME = "telegram"
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")

NextDeadline = Callable[[], datetime | None]


class Call(Protocol):
    """Call a Bot API method; the raw result, or a TelegramError."""

    async def __call__(self, method: str, *, wait: float = 0.0, **fields: object) -> Any: ...


class Hearing:
    """Until when everything said to us is on disk; and the times in which that cannot be known."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rival_since: datetime | None = None
        self._deaf: list[Deaf] = []
        self.until: datetime | None = None

    def reaches(self, moment: datetime) -> None:
        """Note that all that was said before `moment` is stored; it never goes back."""
        self.until = max(self.until or moment, moment)

    def rival_seen(self) -> None:
        """Note that somebody else may be taking updates that we shall never see."""
        self._rival_since = self._rival_since or self.until or self._clock.now()

    def rival_gone(self) -> None:
        if self._rival_since is not None:
            cause = "another program took updates of this bot"
            now = self._clock.now()
            self._deaf.append(Deaf(at=now, channel=NAME, since=self._rival_since, cause=cause))
            self._rival_since = None

    def take_deaf(self) -> list[Deaf]:
        taken, self._deaf = self._deaf, []
        return taken


def until_deadline(clock: Clock, next_deadline: NextDeadline, most: float) -> float:
    """Seconds until the next deadline, between 0 and `most`."""
    deadline = next_deadline()
    if deadline is None:
        return most
    left: timedelta = deadline - clock.now()
    return min(most, max(0.0, left.total_seconds()))
