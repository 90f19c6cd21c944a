"""Words that wait for their turn: a halt reaches them, and so does the end of what they ask."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot import turns
from bot.app import Program
from bot.channels import Limits, Outgoing, Receipt, SendError
from bot.clock import Clock
from storage import database, leases, pace
from storage.database import transaction
from storage.rows import Outbox
from tests.bot.test_roles import Desk, Lines, until
from tests.lines import TELEGRAM
from tests.office import Office

pytestmark = pytest.mark.wide

HALT = 0.8


class Strict(Lines):
    """Lines of a platform that asks for silence at the third word, in two chats."""

    name = TELEGRAM
    halted_at = 0.0
    halt = HALT

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.refused: set[str] = set()

    async def send(self, message: Outgoing) -> Receipt:
        if len(self.times) == 2 and len(self.refused) < 2:
            self.refused.add(message.address)
            self.halted_at = asyncio.get_running_loop().time()
            raise SendError("busy", retry_after=self.halt)
        return await super().send(message)


class Moody(Lines):
    """Lines of a platform on which one chat takes nothing; a group does so after 20 words."""

    name = TELEGRAM
    full = f"{TELEGRAM}:0"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.said: list[str] = []

    async def send(self, message: Outgoing) -> Receipt:
        self.said.append(message.address)
        if message.address == self.full:
            raise SendError("busy", retry_after=90.0)
        return await super().send(message)


async def test_a_429_of_one_chat_delays_that_chat_and_nobody_else(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.lines = lines = Moody(desk.clock)
    desk.program.add(lines)
    desk.queue(4)
    async with desk.speaking():
        await until(lambda: len(lines.times) == 3)
        desk.queue(4)
        await until(lambda: len(lines.times) == 6)
    assert lines.said.count(lines.full) <= 2
    waits = [row for row in desk.rows() if row.address == lines.full]
    assert all(row.state == "new" for row in waits)
    assert max(row.not_before for row in waits) > desk.clock.now() + timedelta(seconds=60)


class Crowded(Lines):
    """Lines on which two groups take nothing, and everybody else hears us."""

    name = TELEGRAM

    async def send(self, message: Outgoing) -> Receipt:
        if ":-" in message.address:
            raise SendError("busy", retry_after=90.0)
        return await super().send(message)


async def test_any_number_of_groups_that_take_nothing_halts_no_channel(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.lines = lines = Crowded(desk.clock)
    desk.program.add(lines)
    for group in range(3):
        desk.queue(1, address=f"{TELEGRAM}:-100{group}")
    async with desk.speaking():
        await until(lambda: sum(row.error.startswith("busy") for row in desk.rows()) == 3)
        desk.queue(5)
        await until(lambda: len(lines.times) == 5)


async def test_what_is_said_later_to_a_chat_that_takes_nothing_waits_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.lines = lines = Moody(desk.clock)
    desk.program.add(lines)
    desk.queue(1)
    async with desk.speaking():
        await until(lambda: lines.said)
        desk.queue(1)
        await until(lambda: all(row.error.startswith("busy") for row in desk.rows()))
    assert lines.said == [lines.full], "it was asked once, and not again"
    late = desk.clock.now() + timedelta(seconds=60)
    assert all(row.not_before > late for row in desk.rows())


class Doubtful(Lines):
    """Lines of a platform that says some times that it knows no such chat."""

    name = TELEGRAM
    times_unknown = 99

    async def send(self, message: Outgoing) -> Receipt:
        receipt = await super().send(message)
        if len(self.times) <= self.times_unknown:
            raise SendError("nobody", "chat not found")
        return receipt


@pytest.mark.parametrize(("unknown", "state"), [(1, "sent"), (99, "failed")])
async def test_that_nobody_is_there_is_believed_only_when_it_is_said_again_and_again(
    tmp_path: Path, unknown: int, state: str
) -> None:
    desk = Desk(tmp_path)
    desk.lines = lines = Doubtful(desk.clock)
    lines.times_unknown = unknown
    lines.limits = Limits(per_second=50, per_person=timedelta())
    desk.program.add(lines)
    desk.queue(1)
    async with desk.speaking():
        await until(lambda: desk.rows()[0].state in {"sent", "failed"})
    (row,) = desk.rows()
    assert row.state == state
    assert row.error.startswith("blocked" if state == "failed" else "")
    assert len(lines.times) == min(unknown + 1, turns.DOUBTED)


async def test_a_halt_of_an_hour_ends_as_soon_as_a_probe_finds_the_channel_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PROBED", timedelta(seconds=HALT))
    desk = Desk(tmp_path)
    desk.lines = lines = Strict(desk.clock)
    lines.halt = 3600.0
    desk.program.add(lines)
    desk.queue(6)
    async with desk.speaking():
        await until(lambda: len(lines.times) == 4)
    assert lines.times[2] - lines.halted_at >= HALT / 2
    waits = [row for row in desk.rows() if row.state == "new"]
    assert {row.address for row in waits} == lines.refused, "the two chats wait as they were told"


class CutOff(Lines):
    """Lines that take every word and break before they say so."""

    name = TELEGRAM

    async def send(self, message: Outgoing) -> Receipt:
        await super().send(message)
        raise SendError("uncertain", "cut off")


async def test_a_call_whose_answer_is_cut_off_is_repeated_three_times_and_more_slowly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "REPEAT_SECONDS", 0.2)
    desk = Desk(tmp_path)
    desk.lines = lines = CutOff(desk.clock)
    lines.limits = Limits(per_second=50, per_person=timedelta())
    desk.program.add(lines)
    desk.queue(1, expires_at=desk.clock.now() + timedelta(minutes=1))
    async with desk.speaking():
        await until(lambda: len(lines.times) == 4)
        await asyncio.sleep(1.5)
    assert len(lines.times) == 4
    first, second, third = (b - a for a, b in pairwise(lines.times))
    assert first < second < third


async def test_words_that_wait_for_their_moment_obey_a_429_that_others_get(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.lines = lines = Strict(desk.clock)
    desk.program.add(lines)
    desk.queue(20)
    async with desk.speaking():
        await until(lambda: len(lines.times) == 20)
    after = lines.times[2:]
    assert min(after) - lines.halted_at >= HALT
    assert max(sum(at <= t < at + 0.2 for t in after) for at in after) <= 11


async def test_the_first_words_of_a_program_go_back_if_it_stops_before_their_turn(
    desk: Desk,
) -> None:
    with transaction(desk.engine) as db:
        pace.book(db, desk.lines.name, desk.clock.now(), timedelta(seconds=0.4), 1)  # by another
    desk.queue(1)
    async with desk.speaking():
        await until(lambda: desk.rows()[0].state == "sending")
    assert desk.lines.times == []
    assert desk.rows()[0].state == "new"


class Telegram(Lines):
    """Lines that note what is said on them."""

    name = TELEGRAM

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.said: list[str] = []

    async def send(self, message: Outgoing) -> Receipt:
        self.said.append(message.key)
        return await super().send(message)


class Morning(Office):
    """An office on a file, in which a second call waits to be said by a program of its own."""

    def __init__(self, folder: Path) -> None:
        engine = database.connect(f"sqlite:///{folder / 'sigap.db'}")
        database.migrate(engine, datetime.fromisoformat("2026-04-01T00:00:00Z"))
        super().__init__(engine)
        self.ana = self.hire("Ana", self.hire("Budi"))
        self.begin_day()
        self.called = self.call(self.ana)
        self.speak = lambda: None  # type: ignore[method-assign]
        self.wait(minutes=5, seconds=1)

    @property
    def second(self) -> Outbox:
        with transaction(self.bot.engine) as db:
            return db.exec(select(Outbox).where(col(Outbox.key) == "call.again")).one()

    @asynccontextmanager
    async def speaker(self, busy_for: timedelta) -> AsyncIterator[list[str]]:
        """Let a program speak whose line others use for a while; give what it says."""
        clock = Clock(self.now)
        program, lines = Program(self.bot, clock, roles=["speak"]), Telegram(clock)
        program.add(lines)
        program.ticked_at = clock.now() + timedelta(days=1)  # another thinks, and keeps up
        program.mouth.turns._free_at[TELEGRAM] = clock.now() + busy_for
        running = asyncio.create_task(program.run())
        try:
            yield lines.said
        finally:
            program.stopped.set()
            await running


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Morning]:
    office = Morning(tmp_path)
    yield office
    office.bot.engine.dispose()


async def test_a_second_call_that_waits_for_its_turn_is_not_said_once_she_has_answered(
    office: Morning,
) -> None:
    async with office.speaker(busy_for=timedelta(seconds=1)) as said:
        await until(lambda: office.second.state == "sending")
        office.reply(office.ana, at=office.called.due_at + timedelta(minutes=2))
        assert office.outcomes(office.ana) == ["on_time"]
        await until(lambda: office.second.state == "failed" and said)
    assert said == ["call.thanks"]
    assert office.outcomes(office.ana) == ["on_time"]


async def test_a_second_call_that_nobody_answered_is_said_when_its_turn_comes(
    office: Morning,
) -> None:
    async with office.speaker(busy_for=timedelta(seconds=0.5)) as said:
        await until(lambda: office.second.state == "sent")
    assert said == ["call.again"]


class Narrow(Lines):
    """Lines that carry two words at once, and hold on to them until they are let go."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.limits = Limits(per_second=50, per_person=timedelta(), at_once=2)
        self.open = asyncio.Event()

    async def send(self, message: Outgoing) -> Receipt:
        receipt = await super().send(message)
        await self.open.wait()
        return receipt


async def test_no_more_is_in_hand_than_a_slow_channel_carries_and_that_stays_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "RENEWED_AFTER", timedelta(seconds=1))
    desk = Desk(tmp_path)
    desk.lines = lines = Narrow(desk.clock)
    desk.program.add(lines)
    desk.queue(5)

    def in_hand() -> list[datetime]:
        return [
            row.leased_until for row in desk.rows() if row.state == "sending" and row.leased_until
        ]

    async with desk.speaking():
        await until(lambda: len(lines.times) == 2)
        first = max(in_hand())
        await until(lambda: min(in_hand()) > first)
        assert len(in_hand()) == 2
        lines.open.set()
        await until(lambda: [row.state for row in desk.rows()] == ["sent"] * 5)
    assert len(lines.times) == 5
