"""A Telegram channel for questions from the command line."""

from bot.channels.telegram import Telegram
from bot.clock import Clock
from bot.settings import Settings, plain

PATIENCE = 10.0  # seconds


def connect(given: Settings) -> Telegram:
    """Make a channel that only asks and never listens."""
    token = plain(given.telegram_token)
    return Telegram(
        token, given.telegram_api_url, Clock(), next_deadline=lambda: None, timeout=PATIENCE
    )
