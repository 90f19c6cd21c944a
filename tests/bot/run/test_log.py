"""The log of a bad hour: endless 500s, a 429 and a 403 once wrote no byte of it [2b of 8, 3]."""

import asyncio

import pytest

from tests.bot.run.site import ANA, EKA, Site
from tests.fakes.telegram import FakeTelegram

pytestmark = [pytest.mark.slow, pytest.mark.alone]
KILO = 1000


async def test_a_bad_hour_can_be_read_back(on_telegram: Site, telegram: FakeTelegram) -> None:
    site = on_telegram
    await site.enrol()
    async with site.running():
        for _ in range(12):
            telegram.fail("sendMessage", chat=42, status=500)
        site.boss.says(f"/panggil {ANA} Uji kesiapan")
        await site.boss.expect("tidak dapat dinilai", within=40)
        telegram.fail("sendMessage", chat=43, status=429, retry_after=1.0)
        await site.order(EKA, site.eka)
        site.eka.answers()
        await site.eka.expect("tepat waktu", within=8)
        for _ in range(3):
            telegram.fail("getUpdates", status=500)
        await asyncio.sleep(3)
        site.eka.shuts()
        site.boss.says("/status")
        await site.boss.expect("WFH", within=8)
    said = (site.folder / "run.log").read_text()
    lines = said.splitlines()
    for told in (
        "not taken by telegram: uncertain (Something went wrong), try 1",
        "closed outcome=void cause=uncertain",
        "not taken by telegram: busy (too many requests, retry after 1 s), try 1",
        "closed outcome=on_time",
        "Listening to Telegram failed",
        "Telegram answers again after 3 failed tries",
        "cannot be reached any more channel=telegram why=refused",
    ):
        assert [line for line in lines if told in line], told
    for person in (2, 3):
        own = [line for line in lines if f"-{person}-1" in line]
        assert 0 < sum(map(len, own)) < KILO
    for words in ("Budi", "Ana", "Eka", "kesiapan", ANA, EKA):
        assert words not in said
