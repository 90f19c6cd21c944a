"""Typed settings from the environment and .env; every fault at once, each with a hint."""

from bot.console import Trouble
from bot.settings.key import KEY_FILE, has_key, key_file, replace_key, secret_key
from bot.settings.load import SettingsError, load, said_language, unknown
from bot.settings.model import Settings, plain
from bot.settings.sources import PREFIX, SECRETS
from bot.settings.values import Bind

__all__ = [
    "KEY_FILE",
    "PREFIX",
    "SECRETS",
    "Bind",
    "Settings",
    "SettingsError",
    "Trouble",
    "has_key",
    "key_file",
    "load",
    "plain",
    "replace_key",
    "said_language",
    "secret_key",
    "unknown",
]
