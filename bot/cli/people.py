"""`sigap migrate`: the memory as this version wants it."""

from bot import office, settings
from bot.clock import Clock
from bot.console import sentence, show


def migrate() -> None:
    """Bring the database up to date and say where it stands."""
    given = settings.load()
    revision = office.migrate(given, Clock())
    show(sentence(given.language, "office.migrated", revision=revision))
