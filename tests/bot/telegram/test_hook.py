"""Webhook: only Telegram may speak, nothing gets its 200 before it is on disk."""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.channels import Misconfigured
from bot.channels.telegram import Telegram
from bot.channels.telegram.hook import MAX_BODY, SECRET_HEADER
from bot.channels.telegram.listening import MALFORMED
from tests.bot.telegram.conftest import Maker
from tests.bot.telegram.rig import Disk, listening, served, until
from tests.fakes.telegram import FakeTelegram

SECRET = "Rahasia_123"
HADIR = {"update_id": 5, "message": {"text": "Hadir"}}


class Front:
    """A channel in webhook mode whose endpoint is served."""

    def __init__(self, make: Maker) -> None:
        self.make = make
        self.channel: Telegram | None = None
        self.url = ""

    async def endpoint(self, request: Any) -> Any:
        assert self.channel
        return await self.channel.webhook(request)

    def open(self) -> Telegram:
        self.channel = self.make(mode="webhook", webhook_url=self.url, webhook_secret=SECRET)
        return self.channel


@pytest.fixture
async def front(make: Maker) -> AsyncIterator[Front]:
    built = Front(make)
    async with served(built.endpoint) as built.url:
        yield built


async def post(front: Front, body: Any, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    given = {"data": io.BytesIO(body)} if isinstance(body, bytes) else {"json": body}
    async with (
        aiohttp.ClientSession() as session,
        session.post(front.url, headers=headers, **given) as answer,
    ):
        return answer.status


async def test_updates_arrive_and_are_known_to_be_all(
    fake: FakeTelegram, front: Front, disk: Disk
) -> None:
    ana = fake.user(42)
    ana.says("sebelum")
    channel = front.open()
    async with listening(channel, disk):
        await until(lambda: fake.world.hook.url)
        for text in ("satu", "dua", "tiga"):
            ana.says(text)
        await disk.has(4)
        await until(channel.heard)
    assert disk.texts == ["sebelum", "satu", "dua", "tiga"]
    asked = next(asked for asked in fake.asked if asked.method == "setWebhook")
    assert asked.params["secret_token"] == SECRET
    assert "edited_message" in asked.params["allowed_updates"]


async def test_what_waits_at_telegram_is_not_called_heard(
    fake: FakeTelegram, front: Front, disk: Disk
) -> None:
    disk.slow = asyncio.Event()
    fake.user(42).says("Hadir")
    channel = front.open()
    async with listening(channel, disk):
        await disk.entered.wait()
        looks = fake.count("getWebhookInfo")
        await until(lambda: fake.count("getWebhookInfo") > looks + 1)
        assert channel.heard() is None
        disk.slow.set()
        await until(channel.heard)


async def test_a_full_disk_gets_the_update_again(
    fake: FakeTelegram, front: Front, disk: Disk
) -> None:
    disk.fails = 1
    fake.user(42).says("Hadir")
    async with listening(front.open(), disk):
        await disk.has(1)
        await until(lambda: not fake.world.pending())
    assert disk.texts == ["Hadir"]
    assert "500" in fake.world.hook.error


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "r\xe4hasia"])
async def test_a_stranger_is_turned_away(front: Front, disk: Disk, secret: str | None) -> None:
    async with listening(front.open(), disk):
        assert await post(front, HADIR, secret) == 403
    assert disk.kept == []


@pytest.mark.parametrize(
    "body",
    [
        b"not JSON",
        b"[1]",
        b"{}",
        b'{"update_id": "5"}',
        b"[" * 100_000,
        b" " * MAX_BODY + b'{"update_id": 5}',
    ],
)
async def test_what_nobody_can_read_is_set_aside_and_holds_up_nothing(
    front: Front, disk: Disk, body: bytes
) -> None:
    """Telegram would bring it again for a day, and nothing else of its chat before it."""
    async with listening(front.open(), disk):
        assert await post(front, body) == 200
    ((label, raw),) = disk.kept
    assert MALFORMED in label
    assert MALFORMED in raw
    assert len(str(raw)) < 100


async def test_what_was_cut_off_is_brought_again(front: Front, disk: Disk) -> None:
    async with listening(front.open(), disk):
        assert await post(front, b"") == 400
    assert disk.kept == []


async def test_before_we_listen_telegram_is_asked_to_come_again(front: Front) -> None:
    front.open()
    assert await post(front, HADIR) == 503


async def test_while_polling_there_is_no_webhook(front: Front, make: Maker) -> None:
    front.channel = make()
    assert await post(front, HADIR, "") == 404


@pytest.mark.parametrize("missing", ["webhook_url", "webhook_secret"])
def test_a_webhook_without_address_or_secret_is_misconfigured(make: Maker, missing: str) -> None:
    given = {"webhook_url": "https://a.id/t", "webhook_secret": SECRET} | {missing: ""}
    with pytest.raises(Misconfigured):
        make(mode="webhook", **given)


async def test_a_webhook_taken_by_another_is_taken_back_and_the_doubt_is_told(
    fake: FakeTelegram, front: Front, disk: Disk
) -> None:
    channel = front.open()
    async with listening(channel, disk):
        await until(channel.heard)
        before = channel.heard()
        fake.world.hook.url = "http://127.0.0.1:9/rival"
        await until(lambda: fake.world.hook.url == front.url)
        await until(lambda: channel.heard() != before)
    (doubt,) = channel.deaf()
    assert before is not None
    assert doubt.since < doubt.at


async def test_trouble_with_telegram_is_outlived(
    fake: FakeTelegram, front: Front, disk: Disk
) -> None:
    fake.fail("setWebhook", status=500)
    fake.fail("setWebhook", status=400, description="Bad Request: bad webhook: no such host")
    fake.fail("getWebhookInfo", body="[]")
    fake.fail("getWebhookInfo", cut=True)
    channel = front.open()
    async with listening(channel, disk):
        await until(channel.heard)


async def test_a_wrong_token_stops_it(make: Maker, disk: Disk) -> None:
    given = {"webhook_url": "http://127.0.0.1:9/t", "webhook_secret": SECRET}
    with pytest.raises(Misconfigured):
        await make(mode="webhook", token="1:WRONGWRONG", **given).listen(disk.store)
