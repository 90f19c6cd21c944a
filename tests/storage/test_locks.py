"""One owner of a role, also between processes; who dies is followed at once."""

import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Engine

from storage import database
from storage.database import transaction
from storage.locks import Ownership, alone
from storage.notify import notify

HOLDER = """
import sys
from storage import database
from storage.locks import Ownership
owner = Ownership(database.connect(sys.argv[1]), "poll")
print(owner.try_acquire(), flush=True)
sys.stdin.read()
"""


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


@pytest.fixture
def shared(memory: Engine, tmp_path: Path) -> Engine:
    """A database that several processes can open."""
    if memory.dialect.name == "postgresql":
        return memory
    return database.connect(f"sqlite:///{tmp_path / 'shared.db'}")


def test_a_role_has_one_owner(shared: Engine) -> None:
    first, second = Ownership(shared, "poll"), Ownership(shared, "poll")
    assert first.try_acquire()
    assert not second.try_acquire()
    assert first.try_acquire()
    assert first.still_held()
    assert not second.still_held()
    first.release()
    assert not first.still_held()
    assert second.try_acquire()
    second.release()


def test_roles_do_not_touch_each_other(shared: Engine) -> None:
    first, second = Ownership(shared, "poll"), Ownership(shared, "daily")
    assert first.try_acquire()
    assert second.try_acquire()
    first.release()
    assert second.still_held()
    second.release()


@pytest.mark.wide
def test_a_role_is_free_when_its_process_is_killed(shared: Engine) -> None:
    command = [sys.executable, "-c", HOLDER, url_of(shared)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        heir = Ownership(shared, "poll")
        assert not heir.try_acquire()
        holder.kill()
        holder.wait()
        assert soon(heir)
        heir.release()


def soon(heir: Ownership) -> bool:
    """Try for a while; a server takes some milliseconds to notice that somebody is gone."""
    until = monotonic() + 5
    while monotonic() < until:
        if heir.try_acquire():
            return True
    return False


def test_a_database_in_memory_has_no_rivals() -> None:
    engine = database.connect("sqlite://")
    owner = Ownership(engine, "poll")
    assert owner.try_acquire()
    assert owner.still_held()
    owner.release()
    assert not owner.still_held()


def test_doing_something_alone_and_waking_others_cost_nothing_where_nobody_else_is(
    engine: Engine,
) -> None:
    with transaction(engine) as db:
        alone(db, "log")
        alone(db, "log")
        notify(db, "outbox")


def test_who_looks_into_our_file_takes_no_log_away_from_us(tmp_path: Path) -> None:
    """Another program closes the file last only if it cannot see our locks, and then we lose."""
    file = tmp_path / "sigap.db"
    engine = database.connect(f"sqlite:///{file}")
    look = (
        "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall())"
    )

    def seen() -> str:
        words = [sys.executable, "-c", look, str(file), "SELECT n FROM x"]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()

    with engine.begin() as db:
        db.exec_driver_sql("CREATE TABLE x (n INTEGER)")
    with engine.connect(), engine.connect(), database.reading(engine):  # several of the pool
        assert seen() == "[]"
    with engine.begin() as db:
        db.exec_driver_sql("INSERT INTO x VALUES (1)")
    assert seen() == "[(1,)]"
    engine.dispose()
    assert seen() == "[(1,)]"
