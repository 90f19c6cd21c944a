"""Typed settings from the environment and .env; every fault at once, each with a hint."""

from bot.console import Trouble
from bot.settings.key import is_guessable, secret_key
from bot.settings.load import SettingsError, load, said_language, unknown
from bot.settings.model import Settings, plain
from bot.settings.sources import PREFIX, SECRETS
from bot.settings.values import Bind

__all__ = [
    "PREFIX",
    "SECRETS",
    "Bind",
    "Settings",
    "SettingsError",
    "Trouble",
    "is_guessable",
    "load",
    "plain",
    "said_language",
    "secret_key",
    "unknown",
]
