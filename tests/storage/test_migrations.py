"""Migrations: up, down and up again; what they build is what the rows say; a copy comes first."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlmodel import SQLModel

from storage import database, numbers
from storage.locks import Ownership
from storage.rows import Guess
from tests.databases import GIVEN, server_database

NOW = datetime(2026, 4, 10, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Engine]:
    engine = database.connect(f"sqlite:///{tmp_path / 'sigap.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Engine]:
    """An empty database of the kind that the stories are told in."""
    if GIVEN:
        with server_database() as url:
            engine = database.connect(url)
            yield engine
            engine.dispose()
    else:
        engine = database.connect(f"sqlite:///{tmp_path / 'bare.db'}")
        yield engine
        engine.dispose()


@pytest.mark.wide
def test_every_step_can_be_climbed_down_and_up_again(bare: Engine) -> None:
    config = database._config(bare)
    steps = [s.revision for s in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    for step in steps:
        command.upgrade(config, step)
        command.downgrade(config, "-1")
        command.upgrade(config, step)


def test_migrations_build_what_the_rows_say(bare: Engine) -> None:
    database.migrate(bare, NOW)
    with bare.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_two_do_not_migrate_at_once(bare: Engine) -> None:
    other = Ownership(bare, "migrate", leased=False)
    assert other.try_acquire()
    with pytest.raises(database.Migrating):
        database.migrate(bare, NOW)
    assert database.revision(bare) is None
    other.release()
    database.migrate(bare, NOW)
    assert database.is_current(bare)


def test_a_database_that_is_up_to_date_may_be_opened_by_any_number(bare: Engine) -> None:
    database.migrate(bare, NOW)
    other = Ownership(bare, "migrate", leased=False)
    assert other.try_acquire()
    assert database.migrate(bare, NOW) is None
    other.release()


def test_a_database_is_copied_before_it_is_changed(file: Engine, tmp_path: Path) -> None:
    config = database._config(file)
    first = [s.revision for s in ScriptDirectory.from_config(config).walk_revisions()][-1]
    command.upgrade(config, first)
    copy = database.migrate(file, NOW)
    assert copy is not None
    with sqlite3.connect(copy) as old:
        assert old.execute("SELECT version_num FROM alembic_version").fetchall() == [(first,)]
    assert database.migrate(file, NOW) is None


def test_an_empty_database_needs_no_copy(file: Engine, tmp_path: Path) -> None:
    assert database.migrate(file, NOW) is None
    assert [path.name for path in tmp_path.glob("*.before-*")] == []


def test_sqlite_keeps_a_write_ahead_log_and_foreign_keys(file: Engine) -> None:
    with file.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_no_table_gives_a_number_twice(bare: Engine) -> None:
    """Also after its last row is deleted, and after a migration that builds tables anew."""
    database.migrate(bare, NOW)
    with database.transaction(bare) as db:
        for table in numbers.numbered():
            numbers.go_on(db.connection(), table, 41)
    config = database._config(bare)
    command.downgrade(config, "20261122_0001")
    command.upgrade(config, "head")
    with database.transaction(bare) as db:
        there = {t.name: numbers.given(db.connection(), t) for t in numbers.numbered()}
        assert (there["entry"], there["outbox"], there["person"]) == (41, 41, 41)
        guess = Guess(address="telegram:1", at=NOW)
        db.add(guess)
        db.flush()
        assert guess.id == 42
        db.delete(guess)
        db.flush()
        assert numbers.given(db.connection(), SQLModel.metadata.tables["guess"]) == 42
    if bare.dialect.name == "sqlite":
        with bare.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            once = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"
            assert set(connection.exec_driver_sql(once).scalars()) >= set(there)
