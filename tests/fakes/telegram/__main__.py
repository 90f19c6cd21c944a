"""The fake as a process: prints its root URL, then serves until it is stopped."""

import argparse
import asyncio
import contextlib
import sys

from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.world import TOKEN


async def _serve(token: str, host: str, port: int) -> None:
    async with FakeTelegram(token, host, port) as fake:
        sys.stdout.write(f"{fake.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--token", default=TOKEN, help="the only token that is accepted")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(given.token, given.host, given.port))


if __name__ == "__main__":
    main()
