"""The program as `sigap run` wires it, but without Telegram's limit of 30 messages a second.

`python -m tests.bench.ours answers|ingest URL DATABASE`
"""

import asyncio
import logging
import sys
from datetime import UTC, datetime, timedelta

from bot.app import Program, run_until_signalled
from bot.channels.telegram import Telegram
from bot.clock import Clock
from bot.core import Bot
from bot.limiter import Limiter
from storage import database
from tests.bench.server import BASE
from tests.fakes.telegram import TOKEN
from tests.office import KEY

UNLIMITED = 1_000_000


async def run(what: str, url: str, database_url: str) -> None:
    clock = Clock(datetime.fromtimestamp(BASE, UTC))
    program = Program(Bot(database.connect(database_url), KEY), clock, timedelta(hours=1))
    telegram = Telegram(TOKEN, url, clock, next_deadline=program.next_deadline)
    if what == "ingest":
        await telegram.listen(program.store)
        return
    program.mouth._limiters["telegram"] = Limiter(UNLIMITED, timedelta())
    program.add(telegram)
    await run_until_signalled(program)


def main() -> None:
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(run(*sys.argv[1:]))


if __name__ == "__main__":
    main()
