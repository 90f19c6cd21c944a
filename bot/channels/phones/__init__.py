"""Phones: a channel whose phones live in our own memory; the demo shows them on a page.

It is a channel like any other: what a phone says is stored raw, parsed and handled; what the bot
says is kept on the phone that it was said to. What the channel can do is told from outside, so
that it can be like Telegram or like WhatsApp.
"""

import asyncio
from collections.abc import Callable, Container
from datetime import datetime, timedelta
from typing import Any

from bot.channels import Limits, Outgoing, Raw, Receipt, SendError, Store
from bot.channels.handset import Bubble, Phone, Sharing, split
from bot.channels.phones.parse import CAMERA, NAME, parse
from bot.clock import Clock
from handlers.events import Deaf, Event
from handlers.traits import EVERYTHING, Traits

__all__ = ["NAME", "Bubble", "Phone", "Phones", "parse"]
RECEIPTS = {"delivered": "sent", "read": "delivered"}  # a state, and the one before it
PICTURE = bytes.fromhex(  # a PNG of one grey pixel: all that these cameras can take
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


class Phones:
    """All phones (see bot.channels.Channel); an address is "phones:<key>"."""

    name = NAME

    def __init__(
        self,
        clock: Clock,
        traits: Traits = EVERYTHING,
        limits: Limits | None = None,
        templates: Container[str] | None = None,
    ) -> None:
        """Be like a channel; `templates` are the keys that may open a session, None for all."""
        self._clock, self.traits, self.limits = clock, traits, limits or Limits()
        self._templates = templates
        self._store: Store | None = None
        self._said = 0
        self.is_down: Callable[[], bool] = bool  # whether no message comes through now
        self.phones: dict[str, Phone] = {}

    def now(self) -> datetime:
        """Tell what time it is on the phones."""
        return self._clock.now()

    def phone(self, key: str) -> Phone:
        """Give a phone; it is there as soon as somebody asks for it."""
        return self.phones.setdefault(key, Phone())

    # what phones say

    async def say(self, key: str, kind: str, **facts: Any) -> None:
        """Let a phone say something; it is on disk when this returns.

        Between the reading of the clock and the order to store lies no wait: `heard` is honest.
        """
        phone, store = self.phone(key), self._listener()
        if kind in {"off", "on"}:
            await self._switch(key, on=kind == "on")
            return
        if phone.off:
            raise SendError("unreachable", "the phone is off")
        ended = _share(phone, kind)
        self._show(phone, kind, facts)
        self._said += 1
        now = self._clock.now().isoformat()
        shared = _share(phone, kind) or ended
        raw = {"phone": key, "kind": kind, "at": now, **shared, **facts}
        await store(NAME, [*self._receipts(key, "read"), (f"{self._said}", raw)])

    def _listener(self) -> Store:
        if self._store is None:
            raise SendError("unreachable", "nobody listens to the phones")
        return self._store

    def _show(self, phone: Phone, kind: str, facts: Raw) -> None:
        now, phone.spoke_at = self._clock.now(), self._clock.now()
        match kind:
            case "blocked" | "unblocked":
                phone.blocked = kind == "blocked"
            case "tap":
                for bubble in phone.bubbles:
                    if bubble.number == facts.get("message"):
                        bubble.pressed = str(facts["data"])
            case "location" | "live" | "moved" | "stopped":
                self._show_place(phone, kind, facts)
            case _:
                words = facts.get("text", facts.get("caption", ""))
                quotes = facts.get("quotes", 0)
                phone.add(at=now, mine=True, kind=kind, text=words, quotes=quotes)

    def _show_place(self, phone: Phone, kind: str, facts: Raw) -> None:
        """Show a pin or the message of a share; how the share moves is not seen in the chat."""
        if kind == "stopped":
            phone.sharing = None
        if kind in {"moved", "stopped"}:
            return
        where, now = f"{facts['lat']:.5f}, {facts['lon']:.5f}", self._clock.now()
        bubble = phone.add(at=now, mine=True, kind=kind, text=where)
        if kind == "live":
            phone.sharing = Sharing(bubble.number, now, int(facts["seconds"]))

    async def _switch(self, key: str, *, on: bool) -> None:
        """Switch a phone off or on; what was on its way arrives with the power."""
        self.phone(key).off = not on
        await self._arrive(key)

    async def _arrive(self, key: str) -> None:
        """Tell, as a platform with receipts does, what has reached a phone."""
        if not self.phone(key).off and (arrived := self._receipts(key, "delivered")):
            await self._listener()(NAME, arrived)

    def _receipts(self, key: str, state: str) -> list[tuple[str, Raw]]:
        """Let our words on a phone reach a state, as raw updates; none where nobody tells it."""
        told = {"phone": key, "kind": state, "at": self._clock.now().isoformat()}
        return [
            (
                f"{state} {bubble.outbox_id}",
                {**told, "outbox": bubble.outbox_id, "message": bubble.number},
            )
            for bubble in self.phone(key).advance(RECEIPTS[state], state)
        ]

    def opens_with(self, key: str, language: str) -> bool:  # noqa: ARG002 - the protocol's
        return self._templates is None or key in self._templates

    def sender(self, raw: Raw) -> str:  # noqa: ARG002 - the protocol's
        return ""  # nobody floods a demo

    def take(self, store: Store) -> None:
        self._store = store

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

    def ahead(self) -> timedelta | None:
        return None  # its clock is ours

    def parse(self, raw: Raw, received: datetime) -> Event | None:
        return parse(raw, received)

    # what the bot says

    async def send(self, message: Outgoing) -> Receipt:
        channel, _, key = message.address.partition(":")
        if channel != NAME or not key:
            raise SendError("rejected", "not an address of a phone")
        if self.is_down():
            raise SendError("unreachable", "the network is down")
        phone = self.phone(key)
        if phone.blocked:
            raise SendError("blocked", "the person blocked the bot")
        bubble = self._keep(phone, message)
        if self.traits.receipts:
            self._listener()
            bubble.state = "sent"
            await self._arrive(key)
        return Receipt(ref=str(bubble.number), at=bubble.at)

    def _keep(self, phone: Phone, message: Outgoing) -> Bubble:
        """Put a message on a phone, with its buttons or its numbered choices."""
        numbered = not self.traits.buttons and message.language
        text, choices = split(message.text, message.language) if numbered else (message.text, ())
        bubble = phone.add(
            at=self._clock.now(),
            mine=False,
            text=text,
            inline=tuple(tuple((b.label, b.data) for b in row) for row in message.inline),
            keyboard=tuple(tuple(b.label for b in row) for row in message.keyboard),
            choices=choices,
            template=message.opens,
            outbox_id=message.outbox_id,
        )
        offered = bubble.keyboard or tuple((choice,) for choice in choices)
        if offered or message.clear_keyboard:
            phone.keyboard = offered
        return bubble

    async def fetch(self, file: str) -> bytes:
        if file != CAMERA:
            raise SendError("rejected", "no phone has that file")
        return PICTURE

    async def leave(self, address: str) -> None:
        """Do nothing: the demo has no groups."""

    async def acknowledge(self, receipt: str) -> None:
        """Do nothing: no spinner turns on these phones."""

    async def offer_commands(self, address: str, language: str, commands: dict[str, str]) -> None:  # noqa: ARG002 - the protocol's signature
        if self.traits.slash:
            self.phone(address.partition(":")[2]).commands = commands

    async def examine(self) -> list[str]:
        return []

    async def close(self) -> None:
        """Do nothing: the phones go with the program."""


def _share(phone: Phone, kind: str) -> Raw:
    """Give what a share's messages bear: its number on the phone, its begin, its length."""
    if phone.sharing is None or kind not in {"live", "moved", "stopped"}:
        return {}
    told = phone.sharing
    return {"ref": f"s{told.number}", "began": told.began.isoformat(), "seconds": told.seconds}
