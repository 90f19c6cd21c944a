"""Taking turns: when words that are booked may really be said, and which may not any more."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.channels import Channel, SendError
from bot.channels.waiting import seconds
from bot.patience import surely
from storage import leases, pace
from storage.database import reading, transaction
from storage.leases import Words
from storage.rows import Outbox

if TYPE_CHECKING:
    from bot.app import Program

logger = logging.getLogger(__name__)
LATE = timedelta(seconds=3)  # words that miss their moment by more get another one
SLIP = timedelta(milliseconds=10)  # a timer is never in time; so much is made up for
FRESH = timedelta(milliseconds=150)  # that words are still wanted is believed no longer
EARLY = timedelta(milliseconds=50)  # it is asked so long before their turn, and delays nobody
DOUBTED = 3  # times that a platform must say that it knows no such chat
CLOSE = timedelta(seconds=5)  # two chats refused within it: it is the channel that is full
PROBED = timedelta(seconds=30)  # after so long a full channel is tried again, whatever it said
REPEAT_SECONDS = 1.0  # doubled each time
REPEATS = 3  # of a call whose answer was cut off
NONE = timedelta()


def is_group(address: str) -> bool:
    """Tell whether an address is a group's, where anybody can bring about a halt."""
    return address.partition(":")[2].startswith("-")


def is_over(words: Words, now: datetime) -> bool:
    """Tell whether words make no sense any more."""
    return words.expires_at is not None and words.expires_at <= now


def comes_to(words: Words, error: SendError) -> str:
    """Tell what a failure means: that nobody is there is believed only when it is said again."""
    return "blocked" if error.cause == "nobody" and words.tries >= DOUBTED else error.cause


def wait_after(words: Words | Outbox, error: SendError) -> timedelta:
    """Tell how long words wait after a failure: as the platform says, or longer each time."""
    return timedelta(seconds=seconds(error.retry_after) or min(30.0, 0.5 * 2**words.tries))


class Turns:
    """When the channels hear what this process has in hand."""

    def __init__(self, program: "Program") -> None:
        self._program = program
        self.in_hand: Counter[str] = Counter()  # words that this process has, by channel
        self._free_at: dict[str, datetime] = {}  # no sooner does a channel hear the next word
        self._quiet_until: dict[str, datetime] = {}  # the platform asked for it
        self._refused: dict[str, dict[str, datetime]] = {}  # until when, by channel and chat
        self._full: dict[str, datetime] = {}  # until when a chat takes nothing
        self._cut: Counter[int] = Counter()  # calls of which nobody knows whether they went out

    def free(self, channel: Channel) -> int:
        """Tell how many words more may be taken in hand, once half of them are through.

        None before: to lease one word costs as much as to lease many.
        """
        left = channel.limits.at_once - self.in_hand[channel.name]
        return left if 2 * left >= channel.limits.at_once else 0

    async def make_way(self, words: Words, error: SendError) -> None:
        """Say no more to a chat that is full; nothing on a channel that is, or that refuses us."""
        now = self._program.clock.now()
        until = now + wait_after(words, error)
        if error.cause == "refused":
            logger.error("%s stands still, and is tried again: %s", words.channel, error)
            await self._halt(words.channel, now + PROBED)
        elif error.cause == "busy":
            full = {chat: end for chat, end in self._full.items() if end > now}
            self._full = full | {words.address: until}
            await surely(self._program, self.write, leases.delay, words.address, until)
            if self._is_full(words, until):
                await self._halt(words.channel, min(until, now + PROBED))

    async def _halt(self, channel: str, until: datetime) -> None:
        """Let no process speak on a channel until a moment."""
        self.keep_quiet({channel: until})
        now = self._program.clock.now()
        logger.warning("nothing is said on %s for %.0f s", channel, (until - now).total_seconds())
        await surely(self._program, self.write, pace.halt, channel, now, until)

    def write(self, act: Callable[..., None], *args: object) -> None:
        with transaction(self._program.bot.engine) as db:
            act(db, *args)

    def _is_full(self, words: Words, until: datetime) -> bool:
        """Note that a chat takes nothing until a moment; tell whether the whole channel does not.

        A group, or somebody who presses a lot, has limits of its own: it takes a second chat.
        """
        now = self._program.clock.now()
        known = self._refused.get(words.channel, {})
        known = {chat: end for chat, end in known.items() if end > now}
        known[words.address] = max(until, now + CLOSE)
        self._refused[words.channel] = known
        chats = [chat for chat in known if not is_group(chat)]
        return len(chats) > 1 and words.address in chats

    def _is_full_now(self, words: Words) -> bool:
        """Tell whether the chat of words, which came later, still takes nothing."""
        return self._full.get(words.address, self._program.clock.now()) > self._program.clock.now()

    def is_cut_off(self, row_id: int) -> timedelta | None:
        """Count an answer that was cut off; tell when to repeat the call, None: not again."""
        self._cut[row_id] += 1
        times = self._cut[row_id]
        return timedelta(seconds=REPEAT_SECONDS * 2**times) if times <= REPEATS else None

    def is_settled(self, row_id: int) -> None:
        """Forget what was cut off."""
        self._cut.pop(row_id, None)

    def keep_quiet(self, halts: Mapping[str, datetime]) -> None:
        """Say nothing on these channels that is booked before these moments."""
        for channel, until in halts.items():
            self._quiet_until[channel] = max(until, self._quiet_until.get(channel, until))

    def next_at(self, words: Words, channel: str) -> tuple[datetime, str]:
        """Tell from when on words that missed their turn may go, and why they did not."""
        if self._is_full_now(words):
            return self._full[words.address], "busy: the chat takes nothing"
        known = (at.get(channel) for at in (self._free_at, self._quiet_until))
        again = max([self._program.clock.now(), *(at for at in known if at)])
        return again, "not said at its moment"

    async def has_come(self, words: Words, channel: str) -> bool:
        """Wait for the moment that was booked; False if these words are not to be said now."""
        booked = words.spoken_at or self._program.clock.now()
        if self._is_full_now(words):
            return False
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
