"""Taking turns: when words that are booked may really be said, and which may not any more."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.channels import Channel, SendError
from bot.patience import surely
from storage import leases
from storage.database import reading
from storage.leases import Words

if TYPE_CHECKING:
    from bot.app import Program

LATE = timedelta(seconds=3)  # words that miss their moment by more get another one
SLIP = timedelta(milliseconds=10)  # a timer is never in time; so much is made up for
FRESH = timedelta(milliseconds=150)  # that words are still wanted is believed no longer
EARLY = timedelta(milliseconds=50)  # it is asked so long before their turn, and delays nobody
DOUBTED = 3  # times that a platform must say that it knows no such chat
NONE = timedelta()


def is_over(words: Words, now: datetime) -> bool:
    """Tell whether words make no sense any more."""
    return words.expires_at is not None and words.expires_at <= now


def comes_to(words: Words, error: SendError) -> str:
    """Tell what a failure means: that nobody is there is believed only when it is said again."""
    return "blocked" if error.cause == "nobody" and words.tries >= DOUBTED else error.cause


def wait_after(words: Words, error: SendError) -> timedelta:
    """Tell how long words wait after a failure: as the platform says, or longer each time."""
    return timedelta(seconds=error.retry_after or min(30.0, 0.5 * 2**words.tries))


class Turns:
    """When the channels hear what this process has in hand."""

    def __init__(self, program: "Program") -> None:
        self._program = program
        self.in_hand: Counter[str] = Counter()  # words that this process has, by channel
        self._free_at: dict[str, datetime] = {}  # no sooner does a channel hear the next word
        self._quiet_until: dict[str, datetime] = {}  # the platform asked for it

    def free(self, channel: Channel) -> int:
        """Tell how many words more may be taken in hand, once half of them are through.

        None before: to lease one word costs as much as to lease many.
        """
        left = channel.limits.at_once - self.in_hand[channel.name]
        return left if 2 * left >= channel.limits.at_once else 0

    def keep_quiet(self, halts: Mapping[str, datetime]) -> None:
        """Say nothing on these channels that is booked before these moments."""
        for channel, until in halts.items():
            self._quiet_until[channel] = max(until, self._quiet_until.get(channel, until))

    def next_at(self, channel: str) -> datetime:
        """Tell from when on words that missed their turn may go."""
        known = (at.get(channel) for at in (self._free_at, self._quiet_until))
        return max([self._program.clock.now(), *(at for at in known if at)])

    async def has_come(self, words: Words, channel: str) -> bool:
        """Wait for the moment that was booked; False if these words are not to be said now."""
        booked = words.spoken_at or self._program.clock.now()
        if words.expires_at is None:
            has_come = await self._waited(channel, booked)
        else:
            has_come = await self._is_wanted_then(words, channel, booked)
        if has_come:
            self._take(channel, booked)
        return has_come

    async def _is_wanted_then(self, words: Words, channel: str, booked: datetime) -> bool:
        """Wait with words that may be withdrawn meanwhile: an answered call is not repeated."""
        clock = self._program.clock
        known = clock.now()
        while await self._waited(channel, booked, EARLY):
            if clock.now() - known > EARLY:
                if not await surely(self._program, self._is_wanted, words):
                    return False
                known = clock.now()
            if not await self._waited(channel, booked):
                return False
            if clock.now() - known <= FRESH:
                return True
        return False

    async def _waited(self, channel: str, booked: datetime, early: timedelta = NONE) -> bool:
        """Wait for a turn; False if these words must be booked anew.

        What this process is late with is not said in a burst, which the platform would punish;
        neither is what a halt delays, for other processes have such words too.
        """
        clock = self._program.clock
        while (turn := max(booked, self._free_at.get(channel, booked))) - early > clock.now():
            wait = (turn - early - clock.now()).total_seconds()
            if turn - booked > LATE or not await self._program.pause(wait):
                return False
        is_quiet = booked < self._quiet_until.get(channel, booked)
        is_late = clock.now() - booked > LATE
        return not (is_quiet or is_late or self._program.stopped.is_set())

    def _take(self, channel: str, booked: datetime) -> None:
        turn = max(booked, self._free_at.get(channel, booked))
        gap = timedelta(seconds=1 / self._program.channels[channel].limits.per_second)
        self._free_at[channel] = max(turn, self._program.clock.now() - SLIP) + gap

    def _is_wanted(self, words: Words) -> bool:
        with reading(self._program.bot.engine) as db:
            is_ours = leases.look_again(db, words)
        if not is_ours:
            words.expires_at = None  # whoever has them now gives them their end
        return is_ours and not is_over(words, self._program.clock.now())
