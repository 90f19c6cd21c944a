"""The program as `sigap run` wires it.

`python -m tests.bench.ours URL DATABASE WHAT STARTED SPEED ROLE...`: WHAT is `ingest` (listen and
nothing else), `unlimited` (without Telegram's limit of 30 messages a second), `strict` (with it)
or `watched` (with it, and telling beside the database how late ticks were); STARTED is the moment
of the world at which the clock shows nine.
"""

import asyncio
import itertools
import json
import logging
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

from bot import loop
from bot.app import BEAT_SECONDS, ROLES, Program
from bot.channels import Limits
from bot.channels.telegram import Telegram
from bot.clock import Clock
from bot.core import After, Bot
from bot.signals import run_until_signalled
from handlers.events import Event, Tick
from storage import database
from tests.bench.load import BASE
from tests.fakes.telegram import TOKEN
from tests.office import KEY

UNLIMITED = 1_000_000
SETTLED = 1.5  # seconds in which every loop has begun and owns what it has to


async def run(url: str, database_url: str, what: str, clock: Clock, roles: list[str]) -> None:
    bot = Ticking(database.connect(database_url), KEY)
    bot.clock, bot.beats = clock, []
    program = Program(bot, clock, timedelta(hours=1), roles or ROLES)
    telegram = Telegram(TOKEN, url, clock, next_deadline=program.next_deadline)
    if what == "ingest":
        await telegram.listen(program.store)
        return
    if what == "unlimited":
        telegram.limits = Limits(per_second=UNLIMITED, per_person=timedelta())
    program.add(telegram)
    program.beside(_say_ready(url))
    await run_until_signalled(program)
    if what == "watched":
        bot.tell(database_url)


class Ticking(Bot):
    """The core, and when each of its ticks was over."""

    clock: Clock
    beats: list[datetime]

    def feed(self, now: datetime, *events: Event) -> After:
        after = super().feed(now, *events)
        if any(isinstance(event, Tick) for event in events):
            self.beats.append(self.clock.now())
        return after

    def tell(self, database_url: str) -> None:
        """Write how late ticks were, beside the database."""
        beside = Path(f"{database_url.removeprefix('sqlite:///')}.ticks")
        beside.write_text(json.dumps(self.latest()))

    def latest(self) -> float:
        """Tell by how many seconds the latest of them came after its time."""
        gaps = [(b - a).total_seconds() for a, b in itertools.pairwise(self.beats)]
        return max(0.0, max(gaps, default=0.0) - BEAT_SECONDS)


async def _say_ready(url: str) -> None:
    await asyncio.sleep(SETTLED)
    await asyncio.to_thread(lambda: urlopen(f"{url}/ready").close())


def clock(started: float, speed: float) -> Clock:
    """Give the clock that all processes of a run share."""
    nine = datetime.fromtimestamp(BASE, UTC)
    return Clock(nine + timedelta(seconds=(time.time() - started) * speed), speed)


def main() -> None:
    logging.basicConfig(level=logging.WARNING)
    url, database_url, what, started, speed, *roles = sys.argv[1:]
    loop.run(run(url, database_url, what, clock(float(started), float(speed)), roles))


if __name__ == "__main__":
    main()
