"""A channel that answers after a minute, or fails all minute, doubles and loses nothing."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.app import Program
from bot.channels import Outgoing, Receipt, SendError
from bot.channels.phones import Phones
from bot.clock import Clock
from bot.core import Bot
from bot.turns import REPEATS
from storage import database
from tests.bot.test_roles import Desk, until
from tests.lines import TELEGRAM

pytestmark = pytest.mark.wide
NINE = datetime(2026, 4, 10, 2, 0, tzinfo=UTC)
SPEED = 20  # a minute of the story is three seconds
NEARLY_A_MINUTE = 59.0


class Slow(Phones):
    """Lines on which every request takes nearly a minute, and then may fail."""

    name = TELEGRAM

    def __init__(self, clock: Clock, fault: SendError | None, seconds: float) -> None:
        super().__init__(clock)
        self.fault, self.seconds = fault, seconds
        self.asked: list[datetime] = []

    async def send(self, message: Outgoing) -> Receipt:
        taken = self._clock.now()
        self.asked.append(taken)
        await self._clock.sleep(self.seconds)
        if self.fault:
            raise self.fault
        return Receipt(ref=f"{len(self.asked)}", at=taken)


class Morning(Desk):
    """A program that speaks on slow lines, twenty times as fast as the world."""

    def __init__(self, folder: Path, fault: SendError | None, seconds: float) -> None:
        self.clock = Clock(NINE, SPEED)
        self.engine = database.connect(f"sqlite:///{folder / 'sigap.db'}")
        database.migrate(self.engine, self.clock.now())
        self.program = Program(Bot(self.engine, b"k" * 32), self.clock, roles=["speak"])
        self.slow = Slow(self.clock, fault, seconds)
        self.lines = self.slow  # type: ignore[assignment]
        self.program.add(self.slow)

    async def call(self, minutes: float) -> list[datetime]:
        """Let a call be said within some minutes; give when the channel was asked."""
        self.queue(1, expires_at=self.clock.now() + timedelta(minutes=minutes))
        async with self.speaking():
            await until(lambda: self.rows()[0].state not in {"new", "sending"})
            end = self.clock.now() + timedelta(minutes=1)
            await until(lambda: self.clock.now() > end)  # nothing comes after the end
        return self.slow.asked


@pytest.mark.parametrize("minutes", [1, 15])
async def test_a_call_that_is_taken_after_a_minute_is_said_once(
    tmp_path: Path, minutes: float
) -> None:
    desk = Morning(tmp_path, None, NEARLY_A_MINUTE)
    assert len(await desk.call(minutes)) == 1
    (row,) = desk.rows()
    assert (row.state, row.tries) == ("sent", 1)


async def test_a_call_of_which_nobody_hears_for_a_minute_ends_in_doubt_and_not_in_copies(
    tmp_path: Path,
) -> None:
    desk = Morning(tmp_path, SendError("uncertain", "timed out"), NEARLY_A_MINUTE)
    assert len(await desk.call(1)) == 1, "a repetition would come after its time"
    (row,) = desk.rows()
    assert row.state == "failed"
    assert row.error.startswith("expired")


async def test_a_call_whose_answers_are_cut_off_is_tried_few_times_in_its_minute(
    tmp_path: Path,
) -> None:
    desk = Morning(tmp_path, SendError("uncertain", "cut off"), 1.0)
    assert 1 < len(await desk.call(1)) <= 1 + REPEATS
    (row,) = desk.rows()
    assert row.state == "uncertain"


async def test_a_channel_that_fails_all_minute_is_asked_less_and_less_and_the_call_has_an_end(
    tmp_path: Path,
) -> None:
    desk = Morning(tmp_path, SendError("unreachable", "nobody there"), 1.0)
    asked = await desk.call(1)
    gaps = [(b - a).total_seconds() for a, b in pairwise(asked)]
    assert len(asked) < 10
    assert gaps[-1] > gaps[0]
    (row,) = desk.rows()
    assert row.error == "expired unreachable: nobody there"
