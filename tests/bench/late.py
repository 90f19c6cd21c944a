"""How late verdicts are: open calls whose last windows end within a minute, and nobody answers.

`python -m tests.bench.late DATABASE UNTIL`: the real loops at the real pace, with a channel that
takes every message at once; UNTIL seconds after nine the last window ends. Prints JSON.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, func, select

from bot import loop
from bot.app import Program
from bot.channels import Limits, Outgoing, Raw, Receipt, Store
from bot.channels.telegram import parse
from bot.clock import Clock
from bot.core import After, Bot
from handlers.events import Deaf, Event
from handlers.traits import EVERYTHING
from storage import database
from storage.rows import Attempt, Call
from tests.bench.load import percentile
from tests.bench.place import NINE, read_calls
from tests.bench.race import megabytes
from tests.office import KEY


class Silence:
    """A channel that takes all that is said, and on which nobody ever answers."""

    name, traits, limits = "telegram", EVERYTHING, Limits()

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def opens_with(self, key: str, language: str) -> bool:
        return bool(key and language)

    def parse(self, raw: Raw, received: datetime) -> Event | None:
        return parse(raw, received)

    def take(self, store: Store) -> None: ...

    async def listen(self, store: Store) -> None:
        await asyncio.Event().wait()

    def heard(self) -> datetime | None:
        return self.clock.now()

    def deaf(self) -> list[Deaf]:
        return []

    def ahead(self) -> timedelta | None:
        return None  # its clock is ours

    async def send(self, message: Outgoing) -> Receipt:
        return Receipt(ref=f"s{message.outbox_id}", at=self.clock.now())

    async def fetch(self, file: str) -> bytes:
        return file.encode()

    def sender(self, raw: Raw) -> str:
        return ""

    async def leave(self, address: str) -> None: ...

    async def acknowledge(self, receipt: str) -> None: ...

    async def offer_commands(
        self, address: str, language: str, commands: dict[str, str]
    ) -> None: ...

    async def examine(self) -> list[str]:
        return []

    async def close(self) -> None: ...


class Watched(Bot):
    """The core, and when each of its transactions was over."""

    clock: Clock
    over: dict[datetime, datetime]

    def feed(self, now: datetime, *events: Event) -> After:
        after = super().feed(now, *events)
        self.over[now] = self.clock.now()
        return after


async def run(url: str, until: float) -> dict[str, float]:
    engine = database.connect(url)
    clock = Clock(NINE)
    bot = Watched(engine, KEY)
    bot.clock, bot.over = clock, {}
    program = Program(bot, clock, timedelta(hours=1))
    program.add(Silence(clock))
    running = asyncio.create_task(program.run())
    await clock.sleep(until)
    while await program.core(_open, engine):
        await clock.sleep(0.5)
    program.stopped.set()
    await running
    return found(read_calls(url), bot.over)


def _open(engine: Engine) -> int:
    with Session(engine) as db:
        query = select(func.count()).select_from(Call).where(Call.state != "closed")
        return db.exec(query).one()


def found(
    calls: Sequence[tuple[Call, Attempt]], over: dict[datetime, datetime]
) -> dict[str, float]:
    """Say how late each verdict was on disk after its window; before it would be early."""
    late, early = [], 0
    for call, last in calls:
        assert call.closed_at
        assert last.deadline
        early += call.closed_at < last.deadline
        late.append((over[call.closed_at] - last.deadline).total_seconds())
    return {
        "calls": len(calls),
        "missed": sum(call.outcome == "missed" for call, _ in calls),
        "early": early,
        "p50": percentile(late, 0.5),
        "p99": percentile(late, 0.99),
        "longest": max(late),
        "megabytes": megabytes(),
    }


def main() -> None:
    url, until = sys.argv[1:]
    facts = loop.run(run(url, float(until)))
    sys.stdout.write(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main()
