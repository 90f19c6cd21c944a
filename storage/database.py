"""Opening the memory: the engine of each kind of database, transactions, and migrations."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, event, inspect, make_url, text
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, create_engine

from storage import ahead, journal, log, outbox, pooled, private, server
from storage.locks import THINK, Ownership, affirm, alone

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MILLISECONDS = 10_000
IN_MEMORY = {None, "", ":memory:"}
READS_ONLY = "reads_only"
READING: dict[str, dict[str, Any]] = {  # how a transaction begins that sees one moment
    "sqlite": {READS_ONLY: True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
FAILS = (OperationalError, InternalError)  # the memory, not what was asked of it


class Migrating(Exception):  # noqa: N818 - it is no fault
    """Another process is bringing the same database up to date."""


class Foreign(Exception):  # noqa: N818 - it is no fault
    """The database holds tables of another program."""


def connect(url: str, *, runs: bool = False) -> Engine:
    """Open a database; nothing is asked of it yet.

    A program that `runs` is not waited for when it hangs in mid-transaction; a command whose
    reader is slow is.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _connect_sqlite(parsed)
    return pooled.create(parsed, runs=runs)


def _connect_sqlite(url: URL) -> Engine:
    """Give SQLite a write-ahead log, foreign keys and patience with locks."""
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
    if url.database in IN_MEMORY:
        options["poolclass"] = StaticPool
    engine = create_engine(url, **pooled.MANNER, **options)
    if url.database not in IN_MEMORY and "uri" not in url.query:
        event.listen(engine, "do_connect", partial(_keep_private, Path(url.database or "")))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _keep_private(path: Path, *_connecting: object) -> None:
    """Let only us read the file; what lies beside it gets the same rights, if it is new."""
    private.make_file(path)
    for beside in ("-wal", "-shm", ".migrate.lock"):
        private.close(path.with_name(f"{path.name}{beside}"))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late for savepoints
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    """Take the one pen for writing at once; who only reads takes none and holds up nobody."""
    reads = connection.get_execution_options().get(READS_ONLY, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def now(engine: Engine) -> datetime | None:
    """Ask a server what time it is, for all who share it; a file has no clock."""
    if engine.dialect.name == "sqlite":
        return None
    with engine.connect() as connection:
        moment: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return moment


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session that sees one moment of the memory, can write nothing, and holds up nobody.

    All reading goes through here: a transaction that only reads would keep others from writing.
    """
    with Session(_reader(engine), expire_on_commit=False) as session:
        yield session


def _reader(engine: Engine) -> Engine:
    return engine.execution_options(**READING[engine.url.get_backend_name()])


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Open a session that commits at the end, or not at all; then the operator reads of it."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session
        outbox.write(session)
        lines = journal.take(session)
        log.seal(session)
    journal.tell(lines)


@contextmanager
def deciding(engine: Engine, epoch: int = 0) -> Iterator[Session]:
    """Open a transaction in which nobody else decides anything, in whichever process.

    Who decides as the one that thinks says in which tenure; Deposed is raised if it has ended.
    """
    with transaction(engine) as db:
        alone(db, "mind")
        affirm(db, THINK, epoch)
        yield db


@contextmanager
def attempt(db: Session) -> Iterator[None]:
    """Do a part of a transaction that may fail alone: then it leaves nothing behind."""
    before = {name: [*db.info.get(name, ())] for name in ("log", "outbox", "journal")}
    try:
        with db.begin_nested():
            yield
    except BaseException:
        db.info.update(before)  # also what was written meanwhile
        db.info.pop("pace", None)  # whoever booked since has the turn
        ahead.forget(db)
        raise


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def revision(engine: Engine) -> str | None:
    """Tell which migration the database stands at; None when it is empty."""
    with _reader(engine).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision(engine: Engine) -> str | None:
    """Tell which migration this program needs."""
    return ScriptDirectory.from_config(_config(engine)).get_current_head()


def is_current(engine: Engine) -> bool:
    """Tell whether the database stands at the migration that this program needs."""
    return revision(engine) == newest_revision(engine)


def refuse_others(engine: Engine) -> None:
    """Raise Foreign if a database is not ours, and CommandError if it is of a newer program."""
    standing = revision(engine)
    if server.is_anothers(inspect(_reader(engine)).get_table_names(), standing):
        raise Foreign
    if standing:
        ScriptDirectory.from_config(_config(engine)).get_revision(standing)


def migrate(engine: Engine, now: datetime) -> Path | None:
    """Bring the database up to date; return the backup copy that was made first, if any.

    Raises Migrating if another process is doing so, and what `refuse_others` raises.
    """
    if is_current(engine):
        return None
    migrating = Ownership(engine, "migrate", leased=False)
    if not migrating.try_acquire():
        raise Migrating
    try:
        if is_current(engine):  # another process was done just now
            return None
        refuse_others(engine)
        backup = _copy(engine, now) if revision(engine) else None
        command.upgrade(_config(engine), "head")
        return backup
    finally:
        migrating.release()


def _copy(engine: Engine, now: datetime) -> Path | None:
    source = engine.url.database
    if engine.dialect.name != "sqlite" or not source or source == ":memory:":
        return None
    target = Path(f"{source}.before-{now:%Y%m%dT%H%M%SZ}")
    private.make_file(target)
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)
    return target
