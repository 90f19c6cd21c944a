"""What both ways of listening share: how to call, how far we have heard, what a rival took."""

import hashlib
import json
from datetime import datetime
from typing import Any, Protocol

from bot.channels import Raw, Store
from bot.channels.deadlines import NextDeadline, until_deadline
from bot.clock import Clock
from handlers.events import Deaf

__all__ = ["ALLOWED", "NAME", "Call", "Hearing", "NextDeadline", "until_deadline"]

NAME = "telegram"
MALFORMED = "malformed"  # the label of what nobody can read
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")


class Call(Protocol):
    """Call a Bot API method; the raw result, or a TelegramError."""

    async def __call__(self, method: str, *, wait: float = 0.0, **fields: object) -> Any: ...


def numbered(update: Any) -> int | None:
    """Give the number of an update; None if it has none."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else None


def labelled(update: Any) -> tuple[str, Raw]:
    """Name an update by its number; one without, which is set aside, by what it says."""
    number = numbered(update)
    if number is not None:
        return str(number), update
    said = repr(update).encode("utf-8", "replace")
    return f"{MALFORMED}:{hashlib.sha256(said).hexdigest()[:16]}", {MALFORMED: "no number"}


def numbered_by(bot: str, store: Store) -> Store:
    """Store updates under the bot's own id and what they say.

    Another bot's updates, and those of a server that was reset, have the same numbers.
    """

    async def kept(channel: str, updates: list[tuple[str, Raw]]) -> None:
        await store(channel, [_named(bot, number, raw) for number, raw in updates])

    return kept


def _named(bot: str, number: str, raw: Raw) -> tuple[str, Raw]:
    try:
        said = json.dumps(raw, sort_keys=True, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:  # no database can keep it either
        raw, said = {MALFORMED: f"update {number}: {type(error).__name__}"}, number.encode()
    return f"{bot}:{number}#{hashlib.sha256(said).hexdigest()[:16]}", raw


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
