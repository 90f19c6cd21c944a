"""What a failed request means: for a message of ours, and for the next try of a listener."""

import asyncio
import logging
import random
from dataclasses import dataclass

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from bot.channels import Misconfigured, SendError
from bot.channels.telegram.request import FloodError, UnsentError

log = logging.getLogger(__name__)

MAX_DETAIL = 200
REFUSED = (
    "Telegram refuses the bot's token: check SIGAP_TELEGRAM_TOKEN (and SIGAP_TELEGRAM_API_URL)"
)
RIVAL = (
    "Another program takes this bot's updates: its token runs elsewhere, or a webhook was set."
    " Stop the other one; until then answers may go to it, and nobody is judged."
)


def misconfigured(error: TelegramError) -> bool:
    """Tell whether Telegram itself said that the token is wrong."""
    return isinstance(error, InvalidToken) and _official(error)


def send_error(error: TelegramError) -> SendError | Misconfigured:
    """Say what became of a message whose sending failed (facts/platforms.md 1.6)."""
    if misconfigured(error):
        return Misconfigured(REFUSED)
    detail = str(error)[:MAX_DETAIL]
    if isinstance(error, FloodError):
        return SendError("busy", detail, error.retry_after)
    return SendError(_cause(error), detail)


def _cause(error: TelegramError) -> str:
    if isinstance(error, UnsentError):
        return "unreachable"
    if not _official(error):
        return "uncertain"
    if isinstance(error, Forbidden):
        return "blocked"
    if "chat not found" in str(error).lower():
        return "nobody"
    if isinstance(error, BadRequest | ChatMigrated):
        return "rejected"
    return "uncertain"


def _official(error: TelegramError) -> bool:
    """A proxy's 403 page is not Telegram's verdict; PTB chains the failure to read its body."""
    return error.__cause__ is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds between tries of a listener; tests make them short."""

    first: float = 0.2  # after the first failure; doubles up to
    most: float = 5.0
    rival: float = 5.0  # after 409: somebody else polls
    flood: float = 10.0  # after 429, at most: who is deaf for longer judges nobody
    idle: float = 0.15  # between polls that do not wait, near a deadline
    glance: float = 0.5  # between looks at the webhook, near a deadline
    look: float = 3.0  # between looks at the webhook otherwise


class Patience:
    """Wait longer after each failure in a row; say the first and the last of them, not each."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._failures = 0

    def well(self) -> None:
        """Note a success."""
        if self._failures:
            log.info("Telegram answers again after %d failed tries", self._failures)
        self._failures = 0

    async def after(self, error: TelegramError) -> None:
        """Wait as this failure demands; raise Misconfigured if waiting cannot help."""
        if misconfigured(error):
            raise Misconfigured(REFUSED) from None
        self._failures += 1
        if self._failures == 1:
            text = RIVAL if isinstance(error, Conflict) else str(error)[:MAX_DETAIL]
            level = logging.ERROR if isinstance(error, Conflict) else logging.WARNING
            log.log(level, "Listening to Telegram failed: %s", text)
        await asyncio.sleep(self._seconds(error))

    def _seconds(self, error: TelegramError) -> float:
        if isinstance(error, Conflict):
            return self._pace.rival
        longest = min(self._pace.most, self._pace.first * 2 ** min(self._failures - 1, 10))
        wait = random.uniform(longest / 2, longest)  # noqa: S311 - jitter, not a lot
        asked = error.retry_after if isinstance(error, FloodError) else 0.0
        return max(wait, min(asked, self._pace.flood))
