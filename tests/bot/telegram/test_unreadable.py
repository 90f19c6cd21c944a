"""Updates that nobody can read are set aside alone, and hold up nobody, by either way."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channels.telegram import Telegram
from tests.bot.telegram.conftest import Maker
from tests.bot.telegram.payloads import NOW, message
from tests.bot.telegram.rig import Disk, listening, served, until
from tests.fakes.telegram import FakeTelegram

DIGITS, LEVELS = "9" * 5000, "[" * 100_000 + "]" * 100_000


@pytest.fixture(params=["polling", "webhook"])
async def channel(
    request: pytest.FixtureRequest, fake: FakeTelegram, make: Maker
) -> AsyncIterator[Telegram]:
    if request.param == "polling":
        yield make()
        return

    async def serve(asked: Any) -> Any:
        return await hooked.webhook(asked)

    async with served(serve) as url:
        hooked = make(mode="webhook", webhook_url=url, webhook_secret="rahasia")
        yield hooked


@pytest.mark.wide
@pytest.mark.parametrize("junk", [DIGITS, LEVELS, f"-{DIGITS}", "1e999", "NaN", "-Infinity"])
async def test_an_unreadable_part_is_left_blank_and_the_others_are_heard(
    fake: FakeTelegram, channel: Telegram, disk: Disk, junk: str
) -> None:
    value = fake.world.verbatim(junk)
    fake.user(41).says("satu")
    fake.inject("message", message(text="dua", new_in_2030=value))
    fake.inject("message", message(text="tiga", message_id=value))
    fake.user(42).says("empat")
    async with listening(channel, disk):
        await disk.has(4)
        await until(lambda: not fake.world.pending())
        await until(channel.heard)
    assert sorted(disk.texts) == ["dua", "empat", "satu", "tiga"]
    read, broken = list[str](), list[str]()
    for _, raw in disk.kept:
        try:
            read.append(channel.parse(raw, NOW).text)  # type: ignore[union-attr]
        except ValueError:
            broken.append(raw["message"]["text"])
    assert (sorted(read), broken) == (["dua", "empat", "satu"], ["tiga"])
