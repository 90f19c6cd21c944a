"""The channel itself: PTB's Bot for what we say, raw updates for what we hear."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.channels import Limits, Misconfigured, Outgoing, Raw, Receipt, SendError, Store
from bot.channels.skew import Skew
from bot.channels.telegram.errors import REFUSED, Pace, misconfigured, send_error
from bot.channels.telegram.hook import Webhook
from bot.channels.telegram.letter import METHODS, Markup, markup, pieces, shown
from bot.channels.telegram.listening import NAME, Hearing, NextDeadline, numbered_by
from bot.channels.telegram.parse import parse, sender
from bot.channels.telegram.poll import Poller
from bot.channels.telegram.redact import hush_libraries
from bot.channels.telegram.request import AiohttpRequest, FloodError
from bot.clock import Clock
from handlers.events import Deaf, Event
from handlers.traits import EVERYTHING

log = logging.getLogger(__name__)

MAX_DESCRIPTION = 256
QUIET = {"is_disabled": True}  # no preview of links
MAX_FILE = 20 * 2**20  # bytes; the Bot API gives no larger file
POLL_GRACE = 5.0  # seconds; a lost poll may be repeated, so a dead connection is left soon
# What PTB may raise when a 200 holds no message: the request was taken, its fate is unknown.
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


class Telegram:
    """One bot on Telegram (see bot.channels.Channel)."""

    name = NAME
    traits = EVERYTHING
    limits = Limits(per_second=29)  # of 30, so that a message which is early is not refused

    def __init__(  # noqa: PLR0913 - settings, each by name
        self,
        token: str,
        api_url: str,
        clock: Clock,
        *,
        next_deadline: NextDeadline,
        mode: str = "polling",
        webhook_url: str = "",
        webhook_secret: str = "",
        timeout: float = 15.0,
        pace: Pace | None = None,
    ) -> None:
        if not token:
            raise Misconfigured(REFUSED)
        hush_libraries()
        root = api_url.rstrip("/")
        self._clock, self._timeout = clock, timeout
        self._skew = Skew(clock)
        self._ears = AiohttpRequest(timeout, limit=8, heed=self._skew.note)
        self._mouth = AiohttpRequest(timeout, heed=self._skew.note)
        self._bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=self._mouth,
            get_updates_request=self._ears,
        )
        self._hearing, self._id = Hearing(clock), token.partition(":")[0]
        tools = (self._call, clock, next_deadline, self._hearing, pace or Pace())
        self._webhook = Webhook(*tools)
        self._listener: Poller | Webhook = Poller(*tools, lambda: self._ears.server_date)
        if mode == "webhook":
            self._listener = self._webhook.at(webhook_url, webhook_secret)

    async def _call(self, method: str, *, wait: float = 0.0, **fields: object) -> Any:
        url = f"{self._bot.base_url}/{method}"
        return await self._ears.call(url, fields, wait + min(self._timeout, POLL_GRACE))

    def parse(self, raw: Raw, received: datetime) -> Event | None:
        return parse(raw, received)

    def sender(self, raw: Raw) -> str:
        return sender(raw)

    def take(self, store: Store) -> None:
        self._webhook.take(numbered_by(self._id, store))

    async def listen(self, store: Store) -> None:
        await self._listener.run(numbered_by(self._id, store))

    @property
    def webhook(self) -> Callable[..., Any]:
        """The endpoint for Telegram's POSTs; 404 while we poll."""
        return self._webhook.receive

    def opens_with(self, key: str, language: str) -> bool:  # noqa: ARG002 - the protocol's
        return True

    def heard(self) -> datetime | None:
        return self._hearing.until

    def deaf(self) -> list[Deaf]:
        """Take the times since the last look in which another program may have heard for us.

        Feed them before a Tick that carries `heard`, or a stolen answer looks like silence.
        """
        return self._hearing.take_deaf()

    def ahead(self) -> timedelta | None:
        return self._skew.ahead()

    async def send(self, message: Outgoing) -> Receipt:
        """Send the text in as many pieces as it needs; the receipt is that of the last."""
        chat, parts = _chat(message.address), pieces(message.text)
        if message.media[0] in METHODS:
            return await self._post(METHODS[message.media[0]], {"chat_id": chat} | shown(message))
        for number, part in enumerate(parts[:-1]):
            await self._send_piece(chat, part, None, number)
        return await self._send_piece(chat, parts[-1], markup(message), len(parts) - 1)

    async def _send_piece(
        self, chat: int, text: str, buttons: Markup | None, before: int
    ) -> Receipt:
        try:
            return await self._say(chat, text, buttons)
        except SendError as error:
            if before and error.cause in {"busy", "unreachable"}:
                detail = f"{before} pieces went out, then {error}"
                raise SendError("uncertain", detail) from None
            raise

    async def _say(self, chat: int, text: str, buttons: Markup | None) -> Receipt:
        """Say one piece; of the answer only two numbers matter, so no Message is built of it."""
        fields: dict[str, object] = {"chat_id": chat, "text": text, "link_preview_options": QUIET}
        if buttons:
            fields["reply_markup"] = buttons
        return await self._post("sendMessage", fields)

    async def _post(self, method: str, fields: dict[str, object]) -> Receipt:
        try:
            sent = await self._ask(method, **fields)
            at = datetime.fromtimestamp(sent["date"], UTC)
            return Receipt(ref=str(int(sent["message_id"])), at=at)
        except TelegramError as error:
            raise send_error(error) from None
        except UNREADABLE as error:
            raise SendError("uncertain", f"unreadable answer: {type(error).__name__}") from None

    async def fetch(self, file: str) -> bytes:
        """Ask where a file lies and take it; PTB's File would also read a path on our own disk."""
        try:
            found = await self._ask("getFile", file_id=file)
            path, size = str(found["file_path"]), int(found.get("file_size") or 0)
        except TelegramError as error:
            raise send_error(error) from None
        except UNREADABLE as error:
            raise SendError("unreachable", f"unreadable: {type(error).__name__}") from None
        if size > MAX_FILE:
            raise SendError("rejected", f"{size} bytes")
        return await self._take(f"{self._bot.base_file_url}/{quote(path)}")

    async def _ask(self, method: str, **fields: object) -> Any:
        return await self._mouth.call(f"{self._bot.base_url}/{method}", fields, self._timeout)

    async def _take(self, url: str) -> bytes:
        try:
            return await self._mouth.retrieve(url, read_timeout=self._timeout)
        except FloodError as error:
            raise SendError("busy", str(error), error.retry_after) from None
        except TelegramError as error:
            # 404 looks like a wrong token to PTB; here it is a link that is over after an hour
            raise SendError("unreachable", f"no file: {type(error).__name__}") from None

    async def leave(self, address: str) -> None:
        try:
            await self._ask("leaveChat", chat_id=_chat(address))
        except (TelegramError, SendError, *UNREADABLE) as error:
            log.info("a group was not left, and will be when it speaks again: %s", error)

    async def acknowledge(self, receipt: str) -> None:
        try:
            await self._bot.answer_callback_query(receipt)
        except (TelegramError, *UNREADABLE) as error:
            # "query is too old" is the rule after an outage, and harms nobody.
            log.debug("a pressed button was not acknowledged: %s", error)

    async def offer_commands(
        self,
        address: str,
        language: str,  # noqa: ARG002 - the chat's menu is in the person's language already
        commands: dict[str, str],
    ) -> float | None:
        menu = [
            BotCommand(name.removeprefix("/"), text[:MAX_DESCRIPTION])
            for name, text in commands.items()
        ]
        try:
            await self._bot.set_my_commands(menu, scope=BotCommandScopeChat(_chat(address)))
        except FloodError as error:
            return error.retry_after or 1.0
        except (TelegramError, SendError, *UNREADABLE) as error:
            log.warning("the menu of a chat was not set: %s", error)
        return None

    async def me(self) -> str:
        """The bot's username; raise Misconfigured or SendError."""
        try:
            return (await self._bot.get_me()).username or ""
        except TelegramError as error:
            raise send_error(error) from None
        except UNREADABLE as error:
            raise SendError("uncertain", f"unreadable answer: {type(error).__name__}") from None

    async def clock_skew(self) -> float | None:
        """Seconds by which Telegram's clock is ahead of ours, within a second; None if unknown."""
        self._mouth.forget_date()
        before = self._clock.now()
        try:
            await self._bot.get_me()
        except (TelegramError, *UNREADABLE) as error:
            if isinstance(error, TelegramError) and misconfigured(error):
                raise Misconfigured(REFUSED) from None
        theirs = self._mouth.server_date
        if theirs is None:
            return None
        middle = before + (self._clock.now() - before) / 2
        half_second = timedelta(seconds=0.5)  # their Date is cut to whole seconds
        return (theirs + half_second - middle).total_seconds()

    async def examine(self) -> list[str]:
        return []  # a refused token is loud, and a bot has no rating

    async def close(self) -> None:
        await self._ears.shutdown()
        await self._mouth.shutdown()


def _chat(address: str) -> int:
    channel, _, number = address.partition(":")
    if channel != NAME or not number.lstrip("-").isdecimal():
        raise SendError("rejected", "not an address on Telegram")
    return int(number)
