"""Phones: a channel whose phones live in our own memory; the demo shows them on a page.

It is a channel like any other: what a phone says is stored raw, parsed and handled; what the bot
says is kept on the phone that it was said to.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.channels import Outgoing, Raw, Receipt, SendError, Store
from bot.clock import Clock
from handlers.events import Attachment, Blocked, Deaf, Event, Message, Spot, Tap, Text, Unblocked

NAME = "phones"
Lines = tuple[tuple[tuple[str, str], ...], ...]  # rows of buttons: label and data
Labels = tuple[tuple[str, ...], ...]

ATTACHMENTS = frozenset({"photo", "sticker", "voice"})
CAMERA = "camera"  # the file of every photo
PICTURE = bytes.fromhex(  # a PNG of one grey pixel: all that these cameras can take
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


@dataclass(slots=True, kw_only=True)
class Bubble:
    """A message on a phone: `mine` if the person sent it; `pressed` is a button's data.

    `keyboard` is what came with it; the one that the phone shows stays until the next one.
    """

    number: int
    at: datetime
    mine: bool
    kind: str = "text"
    text: str = ""
    inline: Lines = ()
    keyboard: Labels = ()
    pressed: str = ""


@dataclass(slots=True)
class Phone:
    """What one person sees: bubbles, the keyboard under them, the menu of commands."""

    bubbles: list[Bubble] = field(default_factory=list)
    keyboard: Labels = ()
    commands: dict[str, str] = field(default_factory=dict)
    blocked: bool = False

    def add(self, **facts: Any) -> Bubble:
        self.bubbles.append(Bubble(number=len(self.bubbles) + 1, **facts))
        return self.bubbles[-1]


class Phones:
    """All phones (see bot.channels.Channel); an address is "phones:<key>"."""

    name = NAME

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._store: Store | None = None
        self._said = 0
        self.phones: dict[str, Phone] = {}

    def phone(self, key: str) -> Phone:
        """Give a phone; it is there as soon as somebody asks for it."""
        return self.phones.setdefault(key, Phone())

    # what phones say

    async def say(self, key: str, kind: str, **facts: Any) -> None:
        """Let a phone say something; it is on disk when this returns.

        Between the reading of the clock and the order to store lies no wait: `heard` is honest.
        """
        if self._store is None:
            raise SendError("unreachable", "nobody listens to the phones")
        self._show(key, kind, facts)
        self._said += 1
        raw = {"phone": key, "kind": kind, "at": self._clock.now().isoformat(), **facts}
        await self._store(NAME, [(f"{self._said}", raw)])

    def _show(self, key: str, kind: str, facts: Raw) -> None:
        phone, now = self.phone(key), self._clock.now()
        match kind:
            case "blocked" | "unblocked":
                phone.blocked = kind == "blocked"
            case "tap":
                for bubble in phone.bubbles:
                    if bubble.number == facts.get("message"):
                        bubble.pressed = str(facts["data"])
            case "location":
                where = f"{facts['lat']:.5f}, {facts['lon']:.5f}"
                phone.add(at=now, mine=True, kind=kind, text=where)
            case _:
                words = facts.get("text", facts.get("caption", ""))
                phone.add(at=now, mine=True, kind=kind, text=words)

    async def listen(self, store: Store) -> None:
        self._store = store
        try:
            await asyncio.Event().wait()
        finally:
            self._store = None

    def heard(self) -> datetime | None:
        return self._clock.now()

    def deaf(self) -> list[Deaf]:
        return []

    def parse(self, raw: Raw, received: datetime) -> Event | None:
        return parse(raw, received)

    # what the bot says

    async def send(self, message: Outgoing) -> Receipt:
        channel, _, key = message.address.partition(":")
        if channel != NAME or not key:
            raise SendError("rejected", "not an address of a phone")
        phone = self.phone(key)
        if phone.blocked:
            raise SendError("blocked", "the person blocked the bot")
        bubble = phone.add(
            at=self._clock.now(),
            mine=False,
            text=message.text,
            inline=tuple(tuple((b.label, b.data) for b in row) for row in message.inline),
            keyboard=tuple(tuple(b.label for b in row) for row in message.keyboard),
        )
        if bubble.keyboard or message.clear_keyboard:
            phone.keyboard = bubble.keyboard
        return Receipt(ref=str(bubble.number), at=bubble.at)

    async def fetch(self, file: str) -> bytes:
        if file != CAMERA:
            raise SendError("rejected", "no phone has that file")
        return PICTURE

    async def acknowledge(self, receipt: str) -> None:
        """Do nothing: no spinner turns on these phones."""

    async def offer_commands(self, address: str, language: str, commands: dict[str, str]) -> None:  # noqa: ARG002 - the protocol's signature
        self.phone(address.partition(":")[2]).commands = commands

    async def close(self) -> None:
        """Do nothing: the phones go with the program."""


def parse(raw: Raw, received: datetime) -> Event:
    """Translate what a phone said. Raise ValueError, KeyError or TypeError on nonsense."""
    at, address, kind = _moment(raw["at"]), f"{NAME}:{raw['phone']}", raw["kind"]
    match kind:
        case "blocked":
            return Blocked(at=at, address=address)
        case "unblocked":
            return Unblocked(at=at, address=address)
        case "tap":
            return Tap(at=received, address=address, data=str(raw["data"]))
    return _message(raw, kind, {"at": at, "address": address, "ref": raw["at"]})


def _message(raw: Raw, kind: str, facts: dict[str, Any]) -> Message:
    if kind == "text":
        return Text(**facts, text=str(raw["text"]))
    if kind == "location":
        return Spot(**facts, lat=float(raw["lat"]), lon=float(raw["lon"]))
    if kind in ATTACHMENTS:
        file = CAMERA if kind == "photo" else ""
        return Attachment(**facts, kind=kind, caption=str(raw.get("caption", "")), file=file)
    raise ValueError(f"a phone cannot say {kind!r}")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment
