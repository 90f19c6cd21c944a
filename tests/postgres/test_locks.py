"""What only a server can show: connections that are cut, waits that end, notices that wake."""

import threading
from time import monotonic

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from storage import log, outages
from storage.database import transaction
from storage.locks import Ownership, alone
from storage.notify import Broken, Ear, notify
from tests.office import FRIDAY


def cut(engine: Engine, whose: str) -> int:
    """Cut connections as a failing network does; give how many."""
    with transaction(engine) as db:
        query = text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {whose}")
        return len(db.connection().execute(query).all())


HERE = "datname = current_database()"  # others may use the server
HOLDERS = (
    f"{HERE} AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2)"
)
OTHERS = f"{HERE} AND pid <> pg_backend_pid()"


def test_an_heir_takes_over_within_seconds_when_the_owners_connection_dies(engine: Engine) -> None:
    owner, heir = Ownership(engine, "poll"), Ownership(engine, "poll")
    assert owner.try_acquire()
    assert not heir.try_acquire()
    began = monotonic()
    assert cut(engine, HOLDERS) == 1
    while not heir.try_acquire():
        assert monotonic() - began < 5
    assert not owner.still_held()
    assert not owner.try_acquire()
    heir.release()
    assert owner.try_acquire()
    owner.release()


def test_an_owner_takes_no_connection_from_the_pool(engine: Engine) -> None:
    owners = [Ownership(engine, f"role {n}") for n in range(12)]
    assert all(owner.try_acquire() for owner in owners)
    with transaction(engine) as db:
        assert db.connection().execute(text("SELECT 1")).scalar() == 1
    for owner in owners:
        owner.release()


def test_a_server_that_was_away_between_two_transactions_is_not_noticed(engine: Engine) -> None:
    with transaction(engine) as db:
        outages.beat(db, "", FRIDAY)
    with engine.connect() as kept:
        kept.execute(text("SELECT 1"))
        cut(engine, OTHERS)
        with pytest.raises(OperationalError):
            kept.execute(text("SELECT 1"))
    with transaction(engine) as db:
        assert outages.last_beat(db, "") == FRIDAY


def test_a_transaction_that_is_cut_leaves_nothing_behind(engine: Engine) -> None:
    def interrupted() -> None:
        with transaction(engine) as db:
            outages.beat(db, "", FRIDAY)
            db.flush()
            cut(engine, OTHERS)

    with pytest.raises(OperationalError):
        interrupted()
    with transaction(engine) as db:
        assert outages.last_beat(db, "") is None


def test_sessions_speak_utc_and_end_every_wait(engine: Engine) -> None:
    with engine.connect() as connection:
        shown = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("timezone", "lock_timeout", "transaction_isolation", "application_name")
        }
    assert shown == {
        "timezone": "UTC",
        "lock_timeout": "10s",
        "transaction_isolation": "read committed",
        "application_name": "sigap",
    }


def test_what_one_does_alone_the_other_waits_for(engine: Engine) -> None:
    done: list[str] = []

    def second() -> None:
        with transaction(engine) as db:
            alone(db, "log")
            done.append("second")

    with transaction(engine) as db:
        alone(db, "log")
        alone(db, "log")
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.3)
        done.append("first")
    thread.join(5)
    assert done == ["first", "second"]


def test_two_writers_make_one_chain(engine: Engine) -> None:
    def write(who: str) -> None:
        for n in range(20):
            with transaction(engine) as db:
                log.append(db, FRIDAY, "call.closed", {"who": who, "n": n})

    writers = [threading.Thread(target=write, args=(who,)) for who in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    with transaction(engine) as db:
        assert list(log.breaks(db)) == []
        assert len(log.of_kind(db, "call.closed")) == 40


def test_a_notice_comes_with_the_commit_and_not_before(engine: Engine) -> None:
    ear = Ear(engine, "outbox", "inbox")
    with transaction(engine) as db:
        notify(db, "outbox")
        notify(db, "outbox")
        assert ear.wait(0.1) == set()
    assert ear.wait(5) == {"outbox"}
    assert ear.wait(0.1) == set()
    ear.close()


def test_what_is_rolled_back_wakes_nobody(engine: Engine) -> None:
    ear = Ear(engine, "outbox")
    with transaction(engine) as db:
        notify(db, "outbox")
        db.rollback()
    assert ear.wait(0.1) == set()
    ear.close()


def test_a_broken_ear_says_so(engine: Engine) -> None:
    ear = Ear(engine, "outbox")
    cut(engine, f"{HERE} AND query = 'LISTEN \"outbox\"'")
    with pytest.raises(Broken):
        ear.wait(5)
    ear.close()
