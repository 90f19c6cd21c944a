"""The channel itself: Twilio's client in threads for what we say, webhooks for what we hear."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from bot.channels import Limits, Misconfigured, Outgoing, Raw, Receipt, SendError, Store
from bot.channels.deadlines import NextDeadline
from bot.channels.skew import Skew
from bot.channels.whatsapp import ledger
from bot.channels.whatsapp.dating import Dating
from bot.channels.whatsapp.errors import AWAIT_WORD, FAILURES, REFUSED, Pace, send_error
from bot.channels.whatsapp.gate import Gate
from bot.channels.whatsapp.hook import INBOUND, NAME, STATUS, Hooks, Seen
from bot.channels.whatsapp.letter import TRAITS, letters
from bot.channels.whatsapp.media import Files
from bot.channels.whatsapp.offers import Offers
from bot.channels.whatsapp.parse import ADDRESS, OUTBOX, parse, words
from bot.channels.whatsapp.recover import Recovery
from bot.channels.whatsapp.signature import Signatures
from bot.channels.whatsapp.standing import Standing
from bot.channels.whatsapp.statuses import Statuses
from bot.channels.whatsapp.templates import Templates
from bot.channels.whatsapp.wire import AT_ONCE, CONNECTIONS, OFFICIAL, Wire, client
from bot.clock import Clock
from handlers.events import Deaf, Event
from storage.awaited import Awaited

Result = TypeVar("Result")
BETWEEN_TWO = timedelta(seconds=6)  # messages to one person, which WhatsApp paces
NOTABLE = timedelta(seconds=5)  # a difference of clocks that is more than a slow answer


class WhatsApp:
    """One number on WhatsApp (see bot.channels.Channel)."""

    name = NAME
    traits = TRAITS

    def __init__(  # noqa: PLR0913 - settings, each by name
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        clock: Clock,
        *,
        public_url: str,
        next_deadline: NextDeadline,
        templates: Templates | None = None,
        api_url: str = OFFICIAL,
        heard_before: datetime | None = None,
        awaited: Callable[[], Sequence[Awaited]] = tuple,
        per_second: float = 80,
        per_person: timedelta = BETWEEN_TWO,
        people_per_day: int | None = 250,
        buttons: bool = True,
        timeout: float = 15.0,
        pace: Pace | None = None,
    ) -> None:
        if not (account_sid and auth_token and ADDRESS.fullmatch(sender)):
            raise Misconfigured(REFUSED)
        if not public_url:
            raise Misconfigured("WhatsApp needs SIGAP_PUBLIC_URL, where Twilio finds this program")
        self.limits = Limits(
            per_second=per_second,
            per_person=per_person,
            people_per_day=people_per_day,
            at_once=AT_ONCE,
            word_within=timedelta(seconds=AWAIT_WORD),
        )
        self._clock, self._sender = clock, sender
        root = public_url.partition("#")[0].rstrip("/")
        self._callback, address = f"{root}{STATUS}?id=", f"{root}{INBOUND}"
        pace, seen, self._templates = pace or Pace(), Seen(), templates or Templates()
        self._gate = Gate(clock, per_second)
        self._wire, self._ahead = Wire(api_url, timeout, skew := Skew(clock)), timedelta()
        self.ahead = skew.ahead
        self._client = client(account_sid, auth_token, self._wire)
        self._offers = Offers(self._client) if buttons else None
        self._standing = Standing(
            self._wire,
            self._client,
            sender,
            address,
            self._templates.sids,
            people_per_day,
        )
        self._files = Files(account_sid, auth_token, self._wire, pace.keep)
        self._threads = ThreadPoolExecutor(CONNECTIONS, NAME)
        self._dating = Dating(self._created, clock, next_deadline)
        self._hooks = Hooks(Signatures(auth_token, public_url), seen, clock, self._dating.date)
        self._statuses = Statuses(self._status, awaited, clock, pace.late)
        self._recovery = Recovery(
            self._written,
            self._completed,
            clock,
            next_deadline,
            seen,
            pace,
            heard_before,
            self._statuses.ask,
        )

    # what people say

    @property
    def webhooks(self) -> dict[str, Callable[..., Any]]:
        """The endpoints for Twilio's POSTs, by path."""
        return {INBOUND: self._hooks.inbound, STATUS: self._hooks.status}

    @property
    def rejected(self) -> Counter[str]:
        """How many requests to the webhooks were turned away, by cause."""
        return self._hooks.rejected

    def parse(self, raw: Raw, received: datetime) -> Event | None:
        return parse(raw, received)

    def sender(self, raw: Raw) -> str:
        return "" if OUTBOX in raw else words(raw, "From")

    def take(self, store: Store) -> None:
        self._hooks.store = store

    async def listen(self, store: Store) -> None:
        self.take(store)
        self._dating.is_watched = True
        await self._recovery.run(store, self._tidy)

    def heard(self) -> datetime | None:
        return self._recovery.until

    def deaf(self) -> list[Deaf]:
        return []  # nobody else can take what is said to us: Twilio's list keeps it

    async def _written(self, since: datetime) -> list[Raw]:
        """List what was written since a moment of our clock, which may differ from Twilio's."""
        self._dating.watch()
        while True:
            ahead = self._ahead
            found = await self._apart(ledger.written, self._client, self._sender, since, ahead)
            self._ahead = self._wire.ahead_of(self._clock.now())
            if abs(self._ahead - ahead) < NOTABLE:
                return found

    async def _created(self, sid: str) -> datetime:
        """Ask when a message was written, by our clock."""
        created = await self._apart(ledger.created, self._client, sid)
        return created - self._wire.ahead_of(self._clock.now())

    async def _status(self, sid: str) -> Raw:
        return await self._apart(ledger.status, self._client, sid)

    async def _completed(self, raw: Raw) -> Raw:
        return await self._apart(ledger.with_media, self._client, raw)

    async def _tidy(self) -> None:
        await self._apart(self._files.tidy, self._clock.now())

    async def fetch(self, file: str) -> bytes:
        return await self._apart(self._files.take, file, self._clock.now())

    # what the bot says

    def opens_with(self, key: str, language: str) -> bool:
        return self._templates.sid(key, language) is not None

    async def send(self, message: Outgoing) -> Receipt:
        """Send the text in as many pieces as it needs; only the last one's fate is reported."""
        if not ADDRESS.fullmatch(message.address):
            raise SendError("rejected", "not an address on WhatsApp")
        callback = {"status_callback": f"{self._callback}{message.outbox_id}"}
        sid = await self._offer(message, callback)
        if sid is None:
            parts = letters(message, self._templates, self._clock.now())
            for number, part in enumerate(parts[:-1]):
                await self._create(message.address, part, number)
            sid = await self._create(message.address, parts[-1] | callback, len(parts) - 1)
        # Twilio's own date is cut to whole seconds; nothing is judged from this moment anyway.
        return Receipt(ref=sid, at=self._clock.now())

    async def _offer(self, message: Outgoing, callback: dict[str, str]) -> str | None:
        """Say a message with buttons; None if its choices have to be numbered."""
        if self._offers is None or message.opens or not message.offered:
            return None
        now = self._clock.now()
        letter = await self._apart(self._offers.letter, message, now)
        if letter is None:
            return None
        try:
            return await self._create(message.address, letter | callback, 0)
        except SendError as error:
            if error.cause != "rejected":
                raise
            self._offers.give_up(now)
            return None

    async def _create(self, recipient: str, letter: dict[str, Any], before: int) -> str:
        await self._gate.enter()
        try:
            return await self._request(recipient, letter)
        except FAILURES as error:
            raise _after_pieces(send_error(error), before) from None

    async def _request(self, recipient: str, letter: dict[str, Any]) -> str:
        create = self._client.messages.create
        made = await self._apart(create, to=recipient, from_=self._sender, **letter)
        return _sid(made.sid)

    async def _apart(self, act: Callable[..., Result], *args: Any, **named: Any) -> Result:
        """Run what blocks in a thread of our own; the default ones are too few for 80 a second."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(act, *args, **named))

    async def leave(self, address: str) -> None:
        """Do nothing: a business is in no group on WhatsApp."""

    async def acknowledge(self, receipt: str) -> None:
        """Do nothing: a pressed button on WhatsApp waits for nobody."""

    async def offer_commands(self, address: str, language: str, commands: dict[str, str]) -> None:
        """Do nothing: WhatsApp has no menu of commands."""

    async def examine(self) -> list[str] | None:
        return await self._apart(self._standing.ask)

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._wire.session.close()


def _sid(sid: object) -> str:
    if not isinstance(sid, str) or not sid:
        raise ValueError("an answer without a sid")
    return sid


def _after_pieces(error: SendError | Misconfigured, before: int) -> SendError | Misconfigured:
    """Let nobody repeat the whole message because its last piece waits."""
    if before and isinstance(error, SendError) and error.cause in {"busy", "unreachable"}:
        return SendError("uncertain", f"{before} pieces went out, then {error}")
    return error
