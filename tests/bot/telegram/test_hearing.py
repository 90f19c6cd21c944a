"""heard() never runs ahead: it is what a silence is judged by."""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import NetworkError

from bot.channels.telegram.errors import Pace
from bot.channels.telegram.listening import Hearing
from bot.channels.telegram.poll import BATCH, CUT, Poller
from bot.clock import ToldClock

RESTLESS = Pace(idle=0.0)
START = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
Answer = Callable[[dict[str, object]], tuple[float, list[Any]]]


class Rig:
    """A poller whose server takes as long as it is told, on a clock that stands still else."""

    def __init__(self, answer: Answer, deadline: float = 7.5) -> None:
        self.clock = ToldClock(START)
        self.hearing = Hearing(self.clock)
        self.asked: list[dict[str, object]] = []
        self.stored: list[str] = []
        self._answer = answer
        due = START + timedelta(seconds=deadline)
        self.poller = Poller(self._call, self.clock, lambda: due, self.hearing, RESTLESS)

    def passes(self, seconds: float) -> None:
        self.clock.advance_to(self.clock.now() + timedelta(seconds=seconds))

    async def _call(self, method: str, *, wait: float = 0.0, **fields: object) -> Any:
        self.asked.append(fields)
        took, updates = self._answer(fields)
        self.passes(took)
        return updates

    async def _store(self, channel: str, updates: list[tuple[str, Any]]) -> None:
        self.passes(0.7)
        self.stored += [number for number, _ in updates]

    async def poll(self) -> float | None:
        """Poll once; give heard() in seconds since the start."""
        await self.poller.once(self._store)
        return self.heard

    @property
    def heard(self) -> float | None:
        until = self.hearing.until
        return None if until is None else (until - START).total_seconds()


async def test_a_poll_with_updates_tells_only_about_the_moment_it_was_asked() -> None:
    assert await Rig(lambda _: (3.0, [{"update_id": 1}])).poll() == 0


async def test_a_silent_poll_tells_about_its_whole_wait_and_not_about_the_way_back() -> None:
    assert await Rig(lambda _: (9.0, [])).poll() == 7


async def test_a_silent_poll_that_came_back_early_tells_only_about_its_start() -> None:
    assert await Rig(lambda _: (3.0, [])).poll() == 0


async def test_a_full_batch_tells_nothing_for_more_may_wait() -> None:
    rig = Rig(lambda _: (0.0, [{"update_id": number} for number in range(BATCH)]))
    assert await rig.poll() is None


async def test_a_flood_tells_what_was_said_before_the_newest_of_it() -> None:
    """Else whoever floods makes us deaf, and nobody can be called or judged."""
    said = int(START.timestamp()) - 30
    flood = [{"update_id": n, "message": {"date": said}} for n in range(BATCH)]
    rig = Rig(lambda _: (0.0, flood))
    rig.poller._theirs = lambda: START
    assert await rig.poll() == -30 - CUT.total_seconds()


async def test_a_failed_poll_tells_nothing() -> None:
    def fails(fields: dict[str, object]) -> tuple[float, list[Any]]:
        raise NetworkError("no way")

    rig = Rig(fails)
    with pytest.raises(NetworkError):
        await rig.poll()
    assert rig.heard is None


async def test_after_an_hour_of_silence_the_offset_is_forgotten() -> None:
    batches = iter([[{"update_id": 900}], [], [], [{"update_id": 5}]])
    rig = Rig(lambda _: (0.0, next(batches)), deadline=0)
    await rig.poll()
    await rig.poll()
    rig.passes(3601)
    await rig.poll()
    await rig.poll()  # numbered anew by Telegram, below the old offset
    assert [fields.get("offset") for fields in rig.asked] == [None, 901, 901, None]
    assert rig.stored == ["900", "5"]


class Server:
    """Messages that come in at drawn moments; answers that take drawn times on the way."""

    def __init__(self, moments: list[float], chance: random.Random) -> None:
        self.waiting = [(moment, number) for number, moment in enumerate(sorted(moments), 1)]
        self.chance, self.clock = chance, ToldClock(START)

    def answer(self, fields: dict[str, Any]) -> tuple[float, list[Any]]:
        self.waiting = [pair for pair in self.waiting if pair[1] >= fields.get("offset", 0)]
        asked = (self.clock.now() - START).total_seconds()
        there, back = self.chance.uniform(0, 3), self.chance.uniform(0, 3)
        reached = asked + there
        patience = self.chance.choice([1.0, 1.0, 0.3]) * fields["timeout"]
        first = self.waiting[0][0] if self.waiting else float("inf")
        answered = min(max(first, reached), reached + patience)
        known = [number for moment, number in self.waiting if moment <= answered]
        took = answered - asked + back
        if patience < fields["timeout"] <= took:
            took = fields["timeout"] - 0.01  # an early answer that is also slow: not modelled
        return took, [{"update_id": number} for number in known[:BATCH]]


@given(
    moments=st.lists(st.floats(min_value=0, max_value=60), max_size=150),
    seed=st.integers(min_value=0, max_value=10**6),
)
def test_whatever_came_in_before_heard_is_on_disk(moments: list[float], seed: int) -> None:
    server = Server(moments, random.Random(seed))
    rig = Rig(server.answer, deadline=40)
    server.clock = rig.clock
    numbers = {number: moment for moment, number in server.waiting}

    async def run() -> None:
        for _ in range(15):
            heard = await rig.poll()
            stored = {int(number) for number in rig.stored}
            for number, moment in numbers.items():
                assert heard is None or moment > heard or number in stored

    asyncio.run(run())
