"""Telegram: raw updates in, plain messages out; `parse` is pure, `Telegram` does the talking."""

from bot.channels.telegram.client import Telegram
from bot.channels.telegram.parse import parse
from bot.channels.telegram.redact import Redact, guard_logs

__all__ = ["Redact", "Telegram", "guard_logs", "parse"]
