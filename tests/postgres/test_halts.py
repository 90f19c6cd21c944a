"""A platform that asks one process for silence is heard by all."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import func, select

from bot.app import Program
from bot.channels import Limits
from bot.clock import Clock
from bot.core import Bot
from storage import database, pace
from storage.database import transaction
from storage.rows import Outbox
from tests.bot.run.networks import Phone
from tests.bot.test_roles import Lines
from tests.bot.test_turns import Strict, Telegram
from tests.office import FRIDAY
from tests.postgres.crew import Crew, until
from tests.postgres.test_pace import queue
from tests.postgres.test_roles import JITTER, PER_SECOND, Sends

CROWD, BATCH, HALT = 60, 5, 3.0
ON_THE_WIRE = 0.6  # and what is booked reaches a second: without a halt the silence is shorter
Voiced = TypeVar("Voiced", bound=Lines)
SHORT = "common.private_only"


async def test_a_429_that_one_process_gets_silences_the_other_too(crew: Crew) -> None:
    """What the other had booked for the next second is not said into the halt."""
    await crew.start(one="speak", other="speak")
    crowd = {number: Phone(crew.telegram.user(number)) for number in range(1000, 1000 + CROWD)}
    for phone in crowd.values():
        phone.has_written()
    sends, engine = Sends(crew.telegram), database.connect(crew.url)
    for first in range(1000, 1000 + CROWD, BATCH):
        await asyncio.to_thread(queue, engine, BATCH, SHORT, first)
        await asyncio.sleep(0.1)  # quicker than may be said: both processes have words in hand
    crew.telegram.fail("sendMessage", status=429, retry_after=HALT, times=2)
    await until(lambda: all(phone.messages for phone in crowd.values()), within=15)
    engine.dispose()
    assert max(b - a for a, b in pairwise(sends.times)) > HALT - ON_THE_WIRE
    assert sends.keep(PER_SECOND, JITTER)
    assert {len(phone.messages) for phone in crowd.values()} == {1}


async def test_words_that_are_booked_go_back_when_another_is_told_to_be_silent(
    engine: Engine,
) -> None:
    async with (
        speaking(engine, Strict) as (one, strict),
        speaking(engine, Telegram) as (two, other),
    ):
        strict.limits = other.limits = Limits(per_second=20, per_person=timedelta())
        strict.halt = HALT
        await asyncio.sleep(0.5)  # both have begun to hear notices
        queue(engine, 10, SHORT)
        assert await one.mouth.speak_once() == 10
        queue(engine, 10, SHORT, first=10)
        assert await two.mouth.speak_once() == 10
        await until(lambda: states(engine) == {"sent": 2, "new": 18}, within=15)
        assert (len(strict.times), other.times) == (2, [])


@asynccontextmanager
async def speaking(
    engine: Engine, kind: Callable[[Clock], Voiced]
) -> AsyncIterator[tuple[Program, Voiced]]:
    """Let a program work that speaks when it is told to."""
    clock = Clock()
    program, lines = Program(Bot(engine, b"k" * 32), clock, roles=[]), kind(clock)
    program.add(lines)
    running = asyncio.create_task(program.run())
    yield program, lines
    program.stopped.set()
    await running


def states(engine: Engine) -> dict[str, int]:
    with transaction(engine) as db:
        return dict(db.exec(select(Outbox.state, func.count()).group_by(Outbox.state)).all())


def test_a_halt_is_known_to_whoever_asks_and_never_ends_sooner(engine: Engine) -> None:
    until_then = FRIDAY + timedelta(seconds=5)
    with transaction(engine) as db:
        pace.book(db, "whatsapp", FRIDAY, timedelta(seconds=1), 1)
        pace.halt(db, "telegram", FRIDAY, until_then)
        pace.halt(db, "telegram", FRIDAY, FRIDAY + timedelta(seconds=1))
    with transaction(engine) as db:
        assert pace.halts(db) == {"telegram": until_then}
