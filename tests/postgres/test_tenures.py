"""Who hangs is replaced, and who comes back changes nothing: tenures that a server tells apart."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine, text

from storage import database, locks, outages
from storage.database import deciding, transaction
from storage.locks import THINK, Deposed, Ownership
from tests.bot.run.site import ANA, EKA
from tests.postgres.crew import Crew, until

NOW = datetime(2026, 4, 10, 1, 0, tzinfo=UTC)
WITHIN = 15  # seconds in which whoever hangs is replaced
TWO = {"first": "", "second": ""}
MINE = "pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2)"


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a lease last no longer than a test may wait."""
    monkeypatch.setattr(locks, "LEASE", timedelta(seconds=0.3))


def take_over(heir: Ownership) -> None:
    end = monotonic() + 5
    while not heir.try_acquire():
        assert monotonic() < end


def test_each_tenure_has_a_number_of_its_own(engine: Engine) -> None:
    first, second = Ownership(engine, THINK), Ownership(engine, THINK)
    assert first.try_acquire()
    epoch = first.epoch
    assert first.try_acquire()
    assert first.epoch == epoch
    first.release()
    assert second.try_acquire()
    assert second.epoch == epoch + 1
    second.release()


@pytest.mark.usefixtures("soon")
def test_who_is_silent_for_a_lease_is_replaced_although_his_session_lives(engine: Engine) -> None:
    hangs, heir = Ownership(engine, THINK), Ownership(engine, THINK)
    assert hangs.try_acquire()
    assert not heir.try_acquire()
    take_over(heir)
    assert not hangs.still_held()
    assert not hangs.try_acquire()
    heir.release()


@pytest.mark.usefixtures("soon")
def test_who_renews_his_tenure_is_replaced_by_nobody(engine: Engine) -> None:
    owner, heir = Ownership(engine, THINK), Ownership(engine, THINK)
    assert owner.try_acquire()
    end = monotonic() + 1
    while monotonic() < end:
        assert owner.still_held()
        assert not heir.try_acquire()
    owner.release()


def test_who_decides_in_a_tenure_that_has_ended_changes_nothing(engine: Engine) -> None:
    stale, heir = Ownership(engine, THINK), Ownership(engine, THINK)
    assert stale.try_acquire()
    with deciding(engine, stale.epoch) as db:
        outages.beat(db, "", NOW)
    with transaction(engine) as db:
        db.connection().execute(
            text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {MINE}")
        )
    take_over(heir)
    with pytest.raises(Deposed), deciding(engine, stale.epoch) as db:
        outages.beat(db, "", NOW + timedelta(hours=1))
    with deciding(engine, heir.epoch) as db:
        assert outages.last_beat(db, "") == NOW
    with deciding(engine) as db:  # a command, or a fact that any process reports
        outages.beat(db, "", NOW + timedelta(minutes=1))
    stale.release()
    heir.release()


def test_the_question_costs_one_statement(engine: Engine) -> None:
    from sqlalchemy import event

    owner = Ownership(engine, THINK)
    assert owner.try_acquire()
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _u, said, *_: asked.append(said))
    with deciding(engine, owner.epoch):
        pass
    assert len([said for said in asked if "tenure" in said]) == 1
    owner.release()


def test_a_program_that_hangs_in_mid_transaction_keeps_no_lock(engine: Engine) -> None:
    with engine.connect() as connection:
        assert (
            connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar()
            == "5min"
        )
    runs = database.connect(engine.url.render_as_string(hide_password=False), runs=True)
    with runs.connect() as connection:
        known = connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar()
        assert known == "10s"
        connection.exec_driver_sql("SET idle_in_transaction_session_timeout = '100ms'")
        connection.exec_driver_sql("SELECT pg_sleep(0)")
        sleep(0.5)
        with pytest.raises(database.FAILS):
            connection.exec_driver_sql("SELECT 1")
    runs.dispose()


@contextmanager
def stopped(crew: Crew, name: str) -> Iterator[float]:
    """Let a process stand still as a machine does that is paused; give the moment."""
    pid = crew.processes[name].pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield monotonic()
    finally:
        os.kill(pid, signal.SIGCONT)


def end_sessions(crew: Crew, name: str) -> None:
    """End a process's sessions, as a server does whose keepalive finds nobody."""
    crew.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name",
        name=name,
    )


async def taken(crew: Crew, role: str, before: str) -> str:
    await until(lambda: crew.owner(role) not in {"", before}, within=WITHIN)
    return crew.owner(role)


@pytest.mark.parametrize("sessions_end", [False, True])
async def test_a_leader_who_stood_still_takes_back_nothing_that_his_heir_found(
    crew: Crew, *, sessions_end: bool
) -> None:
    """The heir judges a silence; the other one comes back with what he knew, and is not heard."""
    site = crew.site
    await crew.start(ears="web,listen", mouth="speak", first="think", second="think")
    leader = crew.owner("think")
    with stopped(crew, leader) as began:
        if sessions_end:
            end_sessions(crew, leader)
        await taken(crew, "think", leader)
        assert monotonic() - began < WITHIN
        await site.order(EKA, site.eka)
        await site.order(ANA, site.ana)
        site.ana.answers()
        await site.ana.expect("tepat waktu", within=5)
        await site.eka.expect("bukan hukuman", within=15)
        outage = crew.ask("SELECT count(*) FROM outage")
    await asyncio.sleep(3)
    rows = {row["nip"]: row["outcome"] for row in await site.exported()}
    assert rows == {ANA: "on_time", EKA: "missed"}
    assert crew.ask("SELECT count(*) FROM outage") == outage


async def test_a_listener_who_hangs_is_replaced(crew: Crew) -> None:
    site = crew.site
    await crew.start(ears="web,listen", more="web,listen", rest="think,speak")
    listener = crew.owner("listen.telegram")
    with stopped(crew, listener) as began:
        await taken(crew, "listen.telegram", listener)
        assert monotonic() - began < WITHIN
        await site.order(ANA, site.ana)
        site.ana.answers()
        await site.ana.expect("tepat waktu", within=5)


async def test_a_whole_process_that_hangs_in_a_call_wrongs_nobody(crew: Crew) -> None:
    site = crew.site
    await crew.start(**TWO)
    await asyncio.gather(*(site.order(nip, p) for nip, p in ((ANA, site.ana), (EKA, site.eka))))
    thinker = crew.owner("think")
    with stopped(crew, thinker):
        site.ana.says("Hadir")
        await taken(crew, "think", thinker)
        await site.ana.expect("tepat waktu", within=10)
        await site.eka.expect("tidak dapat dinilai", within=15)
    await asyncio.sleep(2)
    rows = {row["nip"]: row["outcome"] for row in await site.exported()}
    assert rows == {ANA: "on_time", EKA: "void"}
