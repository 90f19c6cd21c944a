"""Who may do what only one may do: an owner of a role for long, or one for a transaction."""

import sqlite3
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from zlib import crc32

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from storage import private

OURS = 0x51_6A_70  # the first half of every advisory lock of this program
LEASE = timedelta(seconds=10)  # without a word for so long an owner hangs, and another takes over
THINK = "think"  # the role of whoever decides

# LOCALTIMESTAMP: the one clock that all processes share, in UTC as all our sessions are
_BEGIN = text("""
    INSERT INTO tenure (role, epoch, until) VALUES (:role, 1, LOCALTIMESTAMP + :lease)
    ON CONFLICT (role) DO UPDATE SET epoch = tenure.epoch + 1, until = excluded.until
    RETURNING epoch
""")
_RENEW = text(
    "UPDATE tenure SET until = LOCALTIMESTAMP + :lease WHERE role = :role AND epoch = :epoch"
)
_END = text("""
    SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND objsubid = 2 AND granted
    AND classid::bigint = :ours AND objid::bigint = :key
    AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND backend_start < clock_timestamp() - CAST(:lease AS interval)
    AND EXISTS (SELECT FROM tenure WHERE role = :role AND until < LOCALTIMESTAMP)
""")  # whoever connected just now is no owner that hangs, but one whose tenure begins
_EPOCH = text("SELECT epoch FROM tenure WHERE role = :role")


class Deposed(Exception):  # noqa: N818 - it is no fault
    """Another process has taken the role over: what was thought here changes nothing."""


class _Lock(Protocol):
    epoch: int

    def hold(self) -> bool: ...
    def held(self) -> bool: ...
    def drop(self) -> None: ...


class Ownership:
    """One owner of a role among all processes of a database: the poller, say.

    It ends with the process or its connection, so that another can take over within seconds; on a
    server also when an owner does not say for the length of a lease that he still is. With another
    `epoch` another tenure has begun. A process that stood still may learn late that it is the
    owner no more: what only an owner may do is done in a transaction that asks (see `affirm`), or
    does no harm when it is done twice.
    """

    def __init__(self, engine: Engine, role: str, *, leased: bool = True) -> None:
        self.role = role
        self._lock = _lock(engine, role, leased=leased)
        self._held = False

    @property
    def epoch(self) -> int:
        """Give the number of our tenure; 0 where no process can outlive its own."""
        return self._lock.epoch

    def try_acquire(self) -> bool:
        """Become the owner unless somebody is; do not wait."""
        if not self.still_held():
            self._held = self._lock.hold()
        return self._held

    def still_held(self) -> bool:
        """Ask whether we own the role; a connection that broke has lost it."""
        if self._held and not self._lock.held():
            self.release()
        return self._held

    def release(self) -> None:
        """Give the role up, so that another may take it at once."""
        self._held = False
        self._lock.drop()


def _lock(engine: Engine, role: str, *, leased: bool) -> _Lock:
    if engine.dialect.name == "postgresql":
        return _Leased(engine, role) if leased else _Advisory(engine, role)
    file = engine.url.database
    return _File(Path(f"{file}.{role}.lock")) if file and file != ":memory:" else _Nobody()


class _Advisory:
    """PostgreSQL: an advisory lock of a session of its own; it dies with the session."""

    epoch = 0

    def __init__(self, engine: Engine, role: str) -> None:
        self._engine, self._key = engine, _key(role)
        self._connection: Connection | None = None

    def hold(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # it is no part of the pool, and closed for good by `drop`
        connection.execute(text("SET idle_session_timeout = 0"))
        self._connection = connection
        taken = text("SELECT pg_try_advisory_lock(:ours, :key)")
        if connection.execute(taken, {"ours": OURS, "key": self._key}).scalar():
            return True
        self.drop()
        return False

    def held(self) -> bool:
        try:
            return self._connection is not None and self._connection.scalar(text("SELECT 1")) == 1
        except SQLAlchemyError:
            return False

    def drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        given_up = text("SELECT pg_advisory_unlock_all()")
        with suppress(SQLAlchemyError):  # a connection that broke has given it up already
            connection.execute(given_up)
        connection.close()


class _Leased(_Advisory):
    """The same, and a tenure in the database: who does not renew it is ended by the next one."""

    def __init__(self, engine: Engine, role: str) -> None:
        super().__init__(engine, role)
        self._facts = {"role": role, "lease": LEASE}

    def hold(self) -> bool:
        if not super().hold():
            self._end_who_hangs()
            return False
        assert self._connection
        try:
            self.epoch = self._connection.execute(_BEGIN, self._facts).scalar_one()
        except SQLAlchemyError:
            self.drop()
            raise
        return True

    def _end_who_hangs(self) -> None:
        facts = {**self._facts, "ours": OURS, "key": self._key & 0xFFFFFFFF}
        with self._engine.begin() as connection:
            connection.execute(_END, facts)

    def held(self) -> bool:
        try:
            facts = {**self._facts, "epoch": self.epoch}
            return bool(self._connection and self._connection.execute(_RENEW, facts).rowcount)
        except SQLAlchemyError:
            return False


class _File:
    """SQLite: a file beside the database that the system unlocks when its process dies."""

    epoch = 0  # it is never taken from a process that lives

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def hold(self) -> bool:
        private.make_file(self._path)
        connection = sqlite3.connect(self._path, timeout=0, check_same_thread=False)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        self._connection = connection
        return True

    def held(self) -> bool:
        return self._connection is not None

    def drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class _Nobody:
    """A database in memory: there is no other process."""

    epoch = 0

    def hold(self) -> bool:
        return True

    def held(self) -> bool:
        return True

    def drop(self) -> None:
        pass


def alone(db: Session, what: str) -> None:
    """Let others wait until this transaction ends before they do the same; SQLite has one writer.

    Several in one transaction are to be taken in the same order by all, lest two wait for each
    other: "mind" first, "log" last.
    """
    if _is_postgresql(db):
        query = text("SELECT pg_advisory_xact_lock(:ours, :key)")
        db.connection().execute(query, {"ours": OURS, "key": _key(what)})


def affirm(db: Session, role: str, epoch: int) -> None:
    """Raise Deposed if another tenure of a role has begun; ask while others cannot decide."""
    if epoch and db.connection().execute(_EPOCH, {"role": role}).scalar() != epoch:
        raise Deposed


def _is_postgresql(db: Session) -> bool:
    return db.get_bind().dialect.name == "postgresql"


def _key(what: str) -> int:
    """Make the second half of an advisory lock: a number of 32 bits with a sign."""
    return crc32(what.encode()) - (1 << 31)
