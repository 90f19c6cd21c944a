"""Opening the office: the database up to date, and the circular adopted as law."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from alembic.util.exc import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot import backups, keyring
from bot.clock import Clock
from bot.console import Trouble, sentence, tell
from bot.settings import Settings
from handlers.desk import Desk
from handlers.rules import circular
from handlers.rules.circular import Circular, CircularError
from storage import database, laws, log
from storage.database import Foreign, Migrating, deciding, reading
from storage.rows import Law

UNUSABLE = (SQLAlchemyError, CommandError, Foreign, ModuleNotFoundError, OSError)


class Unlawful(Trouble):
    """A circular that cannot be used: all that is wrong with it."""

    def __init__(self, error: CircularError) -> None:
        super().__init__("office.circular")
        self.faults = error.faults

    def lines(self, language: str) -> list[str]:
        return [*super().lines(language), *map(str, self.faults)]


def open_memory(
    settings: Settings, clock: Clock, *, runs: bool = False
) -> tuple[Engine, Circular]:
    """Open the database and let the circular govern: today if it is the first, else tomorrow.

    Raises Trouble with what to mend.
    """
    law = load_law(settings)
    if keyring.is_unborn(settings):
        keyring.refuse_words(settings)
    engine = open_database(settings, clock, runs=runs)
    with reading(engine) as db:
        newest = laws.newest(db)
    if newest is None or newest.law_hash != law.hash:
        with deciding(engine) as db:
            keyring.keep(db, settings, clock.now())
            adopt(db, law, clock.now())
    return engine, law


def load_law(settings: Settings) -> Circular:
    """Read the circular of the settings; raises Trouble with all its faults."""
    try:
        return circular.load(settings.circular)
    except CircularError as error:
        raise Unlawful(error) from None


@contextmanager
def at_desk(
    engine: Engine, settings: Settings, clock: Clock, key: bytes = b"", *, decides: bool = False
) -> Iterator[Desk]:
    """Sit at a desk, as an act does, to read; the key is needed for codes only.

    Who `decides` waits until the running program has finished its thought, and it for him;
    whoever only reads can change nothing, and holds up nobody.
    """
    now = clock.now()
    with (deciding if decides else reading)(engine) as db:
        yield Desk(db=db, at=now, now=now, key=key, language=settings.language)


def open_database(settings: Settings, clock: Clock, *, runs: bool = False) -> Engine:
    """Open the database; SQLite is brought up to date, after a backup copy; raises Trouble."""
    try:
        engine = database.connect(settings.database_url, runs=runs)
        if engine.dialect.name == "sqlite":
            _migrate(engine, settings.language, clock.now())
        elif not database.is_current(engine):
            raise Trouble("office.not_migrated")
    except UNUSABLE as error:
        raise trouble(error) from None
    return engine


def open_empty(url: str, settings: Settings, clock: Clock) -> Engine:
    """Open another database than that of the settings; an empty one gets its tables."""
    try:
        engine = database.connect(url)
        if database.revision(engine) is None:
            _migrate(engine, settings.language, clock.now())
    except UNUSABLE as error:
        raise trouble(error) from None
    return engine


def migrate(settings: Settings, clock: Clock) -> str | None:
    """Bring any database up to date; return the migration at which it stands."""
    try:
        engine = database.connect(settings.database_url)
        _warn_of_no_copy(engine, settings)
        _migrate(engine, settings.language, clock.now())
        return database.revision(engine)
    except UNUSABLE as error:
        raise trouble(error) from None


def trouble(error: Exception) -> Trouble:
    """Say why a database cannot be used; drivers put no password into what they say."""
    if isinstance(error, ModuleNotFoundError):
        return Trouble("office.no_driver", name=error.name)
    if isinstance(error, CommandError):
        return Trouble("office.newer")
    if isinstance(error, Foreign):
        return Trouble("office.foreign")
    why = getattr(error, "orig", None) or type(error).__name__
    return Trouble("office.no_database", why=" ".join(str(why).split()))


def _warn_of_no_copy(engine: Engine, settings: Settings) -> None:
    """Say, before a server's database is changed, that nobody has copied it for us."""
    if engine.dialect.name == "sqlite" or database.revision(engine) is None:
        return
    if not database.is_current(engine):
        made = backups.last(settings.data_dir)
        when = f"{made:%Y-%m-%d %H:%M} UTC" if made else "-"
        tell(sentence(settings.language, "office.no_copy", made=when))


def _migrate(engine: Engine, language: str, now: datetime) -> None:
    try:
        backup = database.migrate(engine, now)
    except Migrating:
        raise Trouble("office.migrating") from None
    if backup:
        tell(sentence(language, "office.backup", path=backup))


def adopt(db: Session, law: Circular, now: datetime) -> None:
    """Keep the circular as law, and note in the chain that the law is another one now."""
    row = Law(
        hash=law.hash,
        circular_id=law.id,
        layers=[[layer.name, layer.text] for layer in law.layers],
    )
    today = now.astimezone(ZoneInfo(law.zone)).date()
    kept = laws.adopt(db, row, now, today, max(today + timedelta(days=1), law.since))
    known = log.of_kind(db, "law.adopted")
    if not known or known[-1].facts["hash"] != law.hash:
        facts = {"circular": law.id, "hash": law.hash, "since": {"$on": kept.since.isoformat()}}
        log.append(db, now, "law.adopted", facts)
