"""A fake Bot API server, and a Telegram channel that talks to it and is always closed."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.channels.telegram import Telegram
from bot.clock import Clock
from tests.bot.telegram.rig import FAST, Disk
from tests.fakes.telegram import FakeTelegram


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        server.courier.first_retry = 0.02
        yield server


@pytest.fixture
def disk() -> Disk:
    return Disk()


Maker = Callable[..., Telegram]


@pytest.fixture
async def make(fake: FakeTelegram) -> AsyncIterator[Maker]:
    """Build channels to the fake; a deadline of long ago makes polls short."""
    made: list[Telegram] = []

    def build(**changed: Any) -> Telegram:
        clock = changed.pop("clock", None) or Clock()
        given: dict[str, Any] = {
            "next_deadline": clock.now,
            "timeout": 0.25,
            "pace": FAST,
            **changed,
        }
        token, url = given.pop("token", fake.token), given.pop("api_url", fake.url)
        made.append(Telegram(token, url, clock, **given))
        return made[-1]

    yield build
    for channel in made:
        await channel.close()


@pytest.fixture
def telegram(make: Maker) -> Telegram:
    return make()
