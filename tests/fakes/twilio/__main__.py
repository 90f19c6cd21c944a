"""The fake as a process: prints its root URL, then serves until it is stopped."""

import argparse
import asyncio
import contextlib
import sys

from tests.fakes.twilio.server import FakeTwilio
from tests.fakes.twilio.world import ACCOUNT_SID, AUTH_TOKEN, NUMBER


async def _serve(given: argparse.Namespace) -> None:
    account = (given.account_sid, given.auth_token, given.number)
    async with FakeTwilio(*account, host=given.host, port=given.port) as fake:
        if given.public_url:
            fake.hook(given.public_url, given.real_url or given.public_url)
        sys.stdout.write(f"{fake.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.twilio", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--account-sid", default=ACCOUNT_SID, help=f"default {ACCOUNT_SID}")
    parser.add_argument("--auth-token", default=AUTH_TOKEN, help=f"default {AUTH_TOKEN}")
    parser.add_argument("--number", default=NUMBER, help=f"the bot's own, default {NUMBER}")
    parser.add_argument("--public-url", default="", help="the inbound webhook as it is signed")
    parser.add_argument("--real-url", default="", help="the same webhook as it is called")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
