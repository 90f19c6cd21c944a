"""What one process does when it is not the only one, or when it is stopped in mid sentence."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from bot import run
from bot.app import Program
from bot.channels import Limits, Outgoing, Receipt, SendError
from bot.channels.phones import Phones
from bot.clock import Clock
from bot.console import Trouble
from bot.core import Bot
from bot.settings import Settings
from storage import calls, database, leases, outages, outbox
from storage.database import transaction
from storage.notify import Broken, Ear
from storage.rows import Outbox
from tests.lines import in_hand
from tests.office import FRIDAY, Office

pytestmark = pytest.mark.wide


class Lines(Phones):
    """Phones that note when each word came through, and may break or hang."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.times: list[float] = []
        self.fault: Exception | None = None
        self.stall = 0.0

    async def send(self, message: Outgoing) -> Receipt:
        self.times.append(asyncio.get_running_loop().time())
        if self.fault:
            raise self.fault
        if self.stall:
            stall, self.stall = self.stall, 0.0
            blocking_sleep(stall)
        return Receipt(ref=f"{len(self.times)}", at=self._clock.now())


def blocking_sleep(seconds: float) -> None:
    """Let the whole process stand still."""
    import time

    time.sleep(seconds)


class Desk:
    """A program that only speaks, on a database in a file."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.engine = database.connect(f"sqlite:///{folder / 'sigap.db'}")
        database.migrate(self.engine, self.clock.now())
        self.program = Program(Bot(self.engine, b"k" * 32), self.clock, roles=["speak"])
        self.lines = Lines(self.clock)
        self.program.add(self.lines)

    def queue(self, count: int = 1, **facts: Any) -> None:
        now = self.clock.now()
        with transaction(self.engine) as db:
            for number in range(count):
                words: dict[str, Any] = {
                    "address": f"{self.lines.name}:{number}",
                    "key": "common.private_only",
                    "language": "id",
                    "zone": "Asia/Jakarta",
                    "not_before": now,
                    "created_at": now,
                }
                db.add(Outbox(**words | facts))

    def rows(self) -> list[Outbox]:
        with transaction(self.engine) as db:
            return list(db.exec(select(Outbox).order_by(col(Outbox.id))))

    @asynccontextmanager
    async def speaking(self) -> AsyncIterator[None]:
        running = asyncio.create_task(self.program.run())
        try:
            yield
        finally:
            self.program.stopped.set()
            async with asyncio.timeout(2):
                await running
            self.engine.dispose()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def until(holds: Any) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - nobody rings
            await asyncio.sleep(0.01)


async def test_who_stood_still_does_not_make_up_for_it_in_a_burst(desk: Desk) -> None:
    desk.queue(30)
    desk.lines.stall = 0.3
    async with desk.speaking():
        await until(lambda: len(desk.lines.times) == 30)
    times = desk.lines.times
    busiest = max(sum(at <= t < at + 0.2 for t in times) for at in times)
    assert busiest <= 11


async def test_words_that_are_leased_when_we_are_stopped_are_put_back(desk: Desk) -> None:
    desk.queue(40, repeatable=False)
    async with desk.speaking():
        await until(lambda: desk.lines.times)
    states = [row.state for row in desk.rows()]
    assert set(states) == {"new", "sent"}
    assert states.count("sent") == len(desk.lines.times)


async def test_a_memory_that_fails_when_words_are_put_back_ends_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    later, failures = leases.put_back, [OperationalError("UPDATE", {}, Exception("cut"))]

    def cut(*given: Any) -> None:
        if failures:
            raise failures.pop()
        later(*given)

    monkeypatch.setattr(leases, "put_back", cut)
    desk.lines.fault = SendError("unreachable")
    desk.queue()
    async with desk.speaking():
        await until(lambda: not failures)
        desk.lines.fault = None
        await until(lambda: desk.rows()[0].state == "sent")


async def test_a_memory_that_fails_when_words_are_taken_ends_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, failures = leases.next_words, [OperationalError("SELECT", {}, Exception("cut"))]

    def cut(*given: Any, **how: Any) -> Any:
        if failures:
            raise failures.pop()
        return lease(*given, **how)

    monkeypatch.setattr(leases, "next_words", cut)
    desk.queue()
    async with desk.speaking():
        await until(lambda: desk.rows()[0].state == "sent")
    assert not failures


async def test_who_hears_us_late_is_not_spoken_to_again_any_sooner(desk: Desk) -> None:
    spacing, late = timedelta(seconds=0.5), timedelta(seconds=0.6)
    desk.lines.limits = Limits(per_second=50, per_person=spacing)
    desk.queue(address=f"{desk.lines.name}:1")
    desk.queue(address=f"{desk.lines.name}:1")
    desk.program.mouth.turns._free_at[desk.lines.name] = desk.clock.now() + late
    async with desk.speaking():
        await until(lambda: len(desk.lines.times) == 2)
    first, second = desk.lines.times
    assert second - first >= spacing.total_seconds()


def test_of_words_whose_sender_died_the_platform_may_still_tell(desk: Desk) -> None:
    desk.lines.limits = Limits(word_within=timedelta(seconds=20))
    desk.queue()
    now = desk.clock.now()
    with transaction(desk.engine) as db:
        in_hand(db, desk.lines.name, now, 1)
    desk.program.mouth._recover()
    (row,) = desk.rows()
    assert row.state == "new"
    assert row.not_before >= now + timedelta(seconds=20)


async def test_words_that_break_a_channel_stop_nobody_else(desk: Desk) -> None:
    desk.queue(key="no.such_text")
    desk.queue(key="common.private_only", address=f"{desk.lines.name}:9", repeatable=False)
    desk.lines.fault = KeyError("a fault of ours")
    async with desk.speaking():
        await until(lambda: [row.state for row in desk.rows()] == ["failed", "uncertain"])


async def test_two_processes_on_one_file_do_not_speak_at_once(desk: Desk, tmp_path: Path) -> None:
    async with desk.speaking():
        await asyncio.sleep(0.3)
        second = Desk(tmp_path)
        second.queue(address=f"{desk.lines.name}:1")
        async with second.speaking():
            await until(lambda: desk.lines.times)
            assert not second.lines.times


def test_a_call_that_was_answered_while_in_a_hand_is_not_said_again(office: Office) -> None:
    ana = office.hire("Ana", office.hire("Budi"))
    office.begin_day()
    office.said(ana)
    speak, office.speak = office.speak, lambda: None  # type: ignore[method-assign]
    call = office.call(ana)
    with transaction(office.bot.engine) as db:
        [row] = in_hand(db, "telegram", office.now, 10)
    office.reply(ana)
    with transaction(office.bot.engine) as db:
        assert calls.get(db, call.id or 0).outcome == "on_time"
        leases.put_back(db, row.id or 0, office.now, "the sender died", row.tries)
        leased = in_hand(db, "telegram", office.now + timedelta(seconds=2), 10)
        assert row.id not in [one.id for one in leased]
        assert row.id in [one.id for one in outbox.expired(db, office.now)]
    office.speak = speak  # type: ignore[method-assign]


def test_words_in_our_hand_stay_ours_as_long_as_we_live(desk: Desk) -> None:
    desk.queue(2)
    now = desk.clock.now()
    with transaction(desk.engine) as db:
        held = {(row.id or 0, row.tries) for row in in_hand(db, desk.lines.name, now, 2)}
        leases.put_back(db, 2, now, "busy")
        later = now + leases.LEASE - timedelta(seconds=1)
        assert leases.renew(db, held, later) == {(1, 1)}
        assert leases.lost(db, now + leases.LEASE) == []
        assert len(leases.lost(db, later + leases.LEASE)) == 1


async def test_only_words_that_were_in_hand_for_a_while_are_renewed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To renew each word each second cost as much as to say it."""
    renewed: list[set[leases.Taken]] = []
    mouth, renew = desk.program.mouth, leases.renew

    def watched(db: Session, held: set[leases.Taken], now: datetime) -> set[leases.Taken]:
        renewed.append(held)
        return renew(db, held, now)

    monkeypatch.setattr(leases, "renew", watched)
    now = desk.clock.now()
    mouth._held = {(1, 1): now - leases.RENEWED_AFTER, (2, 1): now}
    mouth._sweep(now)
    assert renewed == [{(1, 1)}]
    assert mouth._held == {(2, 1): now}


def test_what_another_process_heard_later_is_what_we_heard(desk: Desk) -> None:
    ears, name = desk.program.ears, desk.lines.name
    own = desk.lines.heard()
    assert own
    with transaction(desk.engine) as db:
        outages.beat(db, name, own + timedelta(minutes=1))
        outages.beat(db, name, own)  # a sign that comes late takes nothing back
    ears.look()
    assert ears.heard()[name] == own + timedelta(minutes=1)


async def test_reports_of_a_loop_that_is_stopped_are_not_lost(office: Office) -> None:
    program = Program(office.bot, Clock(FRIDAY))

    async def stopped(*_: object) -> None:
        raise asyncio.CancelledError

    program.feed = stopped  # type: ignore[method-assign]
    program.report("sent")  # type: ignore[arg-type]
    with pytest.raises(asyncio.CancelledError):
        await program._hear_reports()
    assert len(program._reports) == 1


def test_an_ear_that_cannot_reach_its_server_is_broken_and_no_more() -> None:
    nowhere = database.connect("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(Broken):
        Ear(nowhere, "inbox")


def test_roles_are_read_and_refused_in_words() -> None:
    server = Settings(database_url="postgresql+psycopg://sigap@db/sigap")
    assert run._roles(server, " Web, listen") == ["web", "listen"]
    assert run._roles(server, "") == ["web", "listen", "think", "speak"]
    with pytest.raises(Trouble):
        run._roles(server, "web,dance")
    with pytest.raises(Trouble):
        run._roles(Settings(database_url="sqlite:///sigap.db"), "web")
