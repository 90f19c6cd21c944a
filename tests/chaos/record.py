"""What a provider saw and when: the auditor's only source besides the database."""

import asyncio
import re
import time
from contextvars import ContextVar
from dataclasses import dataclass, field

from aiohttp import web

losing: ContextVar[bool] = ContextVar("losing", default=False)  # the answer will not arrive
AGAIN = "#again"
CODE = re.compile(r"\b\d{6}-\d+-\d+\b")  # of a call
asking: ContextVar[web.Request] = ContextVar("asking")


@dataclass(frozen=True)
class Said:
    """A message that the provider took."""

    at: float
    date: float
    chat: int
    number: int | str
    text: str
    is_call: bool
    lost: bool  # the program was never told
    asked: float = 0.0  # when the request for it began, which may have been much sooner


@dataclass(frozen=True)
class Fed:
    """An update that somebody caused; `at` is when he did, whenever it was delivered."""

    at: float
    number: int | str
    kind: str
    chat: str
    date: float
    is_answer: bool
    poisoned: bool


@dataclass(frozen=True)
class Limits:
    """How fast the program may speak here; `burst` messages to a chat take `spacing` seconds."""

    per_second: int = 30
    burst: int = 3  # a chat of Telegram's forgives two messages in its second, not three
    spacing: float = 1.0


@dataclass
class Record:
    """All that the provider knows; by the numbers of messages and updates.

    What came under a number that was used before is known as `number#again`.
    """

    said: list[Said] = field(default_factory=list)
    fed: list[Fed] = field(default_factory=list)
    asked_to_send: list[tuple[float, int]] = field(default_factory=list)
    halts: list[tuple[float, float, int]] = field(default_factory=list)  # when, how long, of whom
    in_groups: dict[int, int] = field(default_factory=dict)  # sentences said there
    flooders: set[int] = field(default_factory=set)  # chats, of strangers too
    aliases: dict[int, int] = field(default_factory=dict)  # other numbers of the same chat
    handed: dict[int | str, float] = field(default_factory=dict)  # the last time
    stolen: set[int | str] = field(default_factory=set)
    forged: set[str] = field(default_factory=set)  # what somebody else said in our name
    kills: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)  # when a process got another clock
    full: list[float] = field(default_factory=list)  # when the disk was full, until the next kill
    limits: Limits = field(default_factory=Limits)
    receipts: bool = False  # the network tells what became of a message
    arrived: dict[int | str, float] = field(default_factory=dict)  # at the phone
    told: dict[str, float] = field(default_factory=dict)  # "number:status" that the program took
    chosen: set[str] = field(default_factory=set)  # the calls on whose cards somebody has chosen

    def begin_anew(self) -> None:
        """Forget what a program of an older database cannot know of; what was chosen stays."""
        for seen in (self.said, self.fed, self.asked_to_send, self.halts, self.handed):
            seen.clear()

    def chat(self, number: int) -> int:
        """Give the number under which a chat is known."""
        return self.aliases.get(number, number)

    def was_told(self, number: int | str, *statuses: str) -> float | None:
        """Give when the program first took one of these words about a message."""
        known = [
            self.told[key] for status in statuses if (key := f"{number}:{status}") in self.told
        ]
        return min(known, default=None)


def plainly(number: int | str) -> str:
    """Give the number under which an update came."""
    return str(number).removesuffix(AGAIN)


@dataclass
class Mischief:
    """What is wrong with the delivery of updates now."""

    reorder: bool = False
    duplicate: bool = False
    delay: float = 0.0  # at most
    unheard: bool = False  # the provider does not hear that the program took an update
    receipts_delay: float = 0.0  # at most
    dead: dict[str, float] = field(default_factory=dict)  # until when nothing heals something

    def is_dead(self, what: str) -> bool:
        return self.dead.get(what, 0.0) > now()

    def healed(self) -> "Mischief":
        """Give what is left when all else is well again."""
        return Mischief(dead=self.dead)


def begin(request: web.Request) -> None:
    """Remember whose request is served, and since when."""
    asking.set(request)
    request["began"] = now()


def is_lost(request: web.Request) -> bool:
    """Tell whether whoever asked will not hear the answer."""
    return losing.get() or request.transport is None or request.transport.is_closing()


async def pause(seconds: float) -> None:
    if seconds > 0:
        await asyncio.sleep(seconds)


def now() -> float:
    return time.time()
