"""`sigap key`: the secret key behind codes and lots, made and replaced."""

from bot import keyring, office, settings
from bot.clock import Clock
from bot.console import sentence, show, tell
from handlers import keys
from storage.database import deciding


def new() -> None:
    """Make a key, and say how to keep it."""
    tell(sentence(settings.said_language(), "key.new"))
    show(keys.new())


def rotate() -> None:
    """Replace the key; raises Trouble if the settings still hold the one so far."""
    given, clock = settings.load(), Clock()
    engine, _ = office.open_memory(given, clock)
    with deciding(engine) as db:
        ended = keyring.rotate(db, given, clock.now())
    show(sentence(given.language, "key.rotated", name=keyring.named(given), count=ended))
