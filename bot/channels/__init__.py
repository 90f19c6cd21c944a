"""Channels translate: raw updates into events, words into messages; no word is understood here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from handlers.events import Deaf, Event
from handlers.traits import Traits

Raw = dict[str, Any]
Store = Callable[[str, list[tuple[str, Raw]]], Awaitable[None]]
"""store(channel, [(external id, raw update), ...]) returns when they are safely on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A choice; `data` is empty on a reply keyboard, where a press sends `label` as a message."""

    label: str
    data: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A finished message: plain text, and at most one kind of buttons.

    With `opens` the person's session is over: the channel says it by its template for `key` and
    `language`, with `values` (the blanks in the order of the sentence, as they are read). Where
    choices are numbered in `text`, `bare` is the text without them and `offered` are the choices.
    `media` is the kind and the `file` of an Attachment that is shown again, with the text.
    """

    address: str
    text: str
    outbox_id: int = 0
    key: str = ""
    language: str = ""
    values: tuple[str, ...] = ()
    opens: bool = False
    expires_at: datetime | None = None
    inline: tuple[tuple[Button, ...], ...] = ()
    keyboard: tuple[tuple[Button, ...], ...] = ()
    bare: str = ""
    offered: tuple[Button, ...] = ()
    clear_keyboard: bool = False
    media: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The platform took the message as `ref` at `at` (the platform's clock)."""

    ref: str
    at: datetime


class SendError(Exception):
    """Why a message did not go out; `cause` tells the core all that it must know.

    blocked    the person shut the channel; permanent
    nobody     the platform knows no such chat now; blocked, if it says so again and again
    rejected   the platform refuses this message; permanent
    refused    the platform refuses us (a wrong token); nothing went out, and it is tried again
    busy       wait `retry_after` seconds, then try again; nothing went out
    unreachable  nothing went out; may be tried again
    uncertain  it may have gone out: nobody can say; wait `retry_after` for a word about it
    no_session, rate_limited  only now the platform says that the person cannot be written to
    """

    def __init__(self, cause: str, detail: str = "", retry_after: float = 0.0) -> None:
        super().__init__(f"{cause}: {detail}")
        self.cause, self.detail, self.retry_after = cause, detail, retry_after


class Misconfigured(Exception):  # noqa: N818 - it is a verdict on settings, told to an operator
    """The channel can never work as it is set up (a wrong token, say): it stands still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How fast a channel may speak; `people_per_day` counts those whose session is over.

    `at_once`: words in a hand; a channel that carries fewer would let them wait unlooked at.
    `word_within`: until then the platform may still tell what became of words whose sender died.
    """

    per_second: float = 30
    per_person: timedelta = timedelta(seconds=1)
    people_per_day: int | None = None
    at_once: int = 256
    word_within: timedelta = timedelta()


class Channel(Protocol):
    """One messaging platform."""

    name: str
    traits: Traits
    limits: Limits

    def opens_with(self, key: str, language: str) -> bool:
        """Tell whether words of this key may be said after the person's session is over."""

    def parse(self, raw: Raw, received: datetime) -> Event | None:
        """Translate one raw update; None if it is of no interest. Raise on nonsense."""

    def sender(self, raw: Raw) -> str:
        """Give the address that an update came from; "" if it is the platform's own."""

    def take(self, store: Store) -> None:
        """Hand what webhooks bring to `store`, also where another process listens."""

    async def listen(self, store: Store) -> None:
        """Hand every update to `store` before the platform may forget it, until cancelled."""

    def heard(self) -> datetime | None:
        """Until when (our clock) everything said to us is on disk; None if we never heard."""

    def deaf(self) -> list[Deaf]:
        """Give (once) the stretches in which somebody else may have taken what was said to us."""

    def ahead(self) -> timedelta | None:
        """By how much the platform's clock is ahead of ours; None if it has not said yet."""

    async def send(self, message: Outgoing) -> Receipt:
        """Send one message. Raise SendError or Misconfigured."""

    async def fetch(self, file: str) -> bytes:
        """Give the bytes of an Attachment's `file`. Raise SendError or Misconfigured."""

    async def leave(self, address: str) -> None:
        """Leave a group, best effort; never raises."""

    async def acknowledge(self, receipt: str) -> None:
        """Stop the spinner on a pressed button, best effort; never raises."""

    async def offer_commands(
        self, address: str, language: str, commands: dict[str, str]
    ) -> float | None:
        """Show `commands` (name -> description) in that chat's menu, best effort.

        Give the seconds after which that may be tried again, if it has to be.
        """

    async def examine(self) -> list[str] | None:
        """Ask the platform what is wrong with our account there, a word each; None: unanswered."""

    async def close(self) -> None: ...
