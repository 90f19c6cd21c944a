"""Polling: on disk before Telegram may forget it, whatever breaks in between."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels import Misconfigured
from bot.channels.telegram import Telegram
from bot.clock import Clock
from tests.bot.telegram.conftest import Maker
from tests.bot.telegram.rig import Disk, listening, until
from tests.fakes.telegram import FakeTelegram


async def test_the_offset_moves_only_after_the_disk_has_it(
    fake: FakeTelegram, telegram: Telegram, disk: Disk
) -> None:
    disk.slow = asyncio.Event()
    fake.user(42).says("Hadir")
    async with listening(telegram, disk):
        await disk.entered.wait()
        asked = fake.count("getUpdates")
        await asyncio.sleep(0.05)
        assert fake.count("getUpdates") == asked
        assert len(fake.world.pending()) == 1
        assert telegram.heard() is None
        disk.slow.set()
        await until(lambda: not fake.world.pending())
    assert disk.texts == ["Hadir"]


async def test_a_crash_between_disk_and_confirmation_brings_the_same_update_again(
    fake: FakeTelegram, make: Maker, disk: Disk
) -> None:
    fake.user(42).says("Hadir")
    fake.fail("getUpdates", accepted=True)  # the first poll answers,
    fake.fail("getUpdates", silent=True)  # the confirming one never does
    async with listening(make(), disk):
        await disk.has(1)
        await until(lambda: fake.count("getUpdates") == 2)
    async with listening(make(), disk):
        await disk.has(2)
        await until(lambda: not fake.world.pending())
    assert disk.texts == ["Hadir", "Hadir"]
    assert len({number for number, _ in disk.kept}) == 1  # so that the inbox keeps it once


async def test_a_full_disk_stops_the_listener_and_loses_nothing(
    fake: FakeTelegram, make: Maker, disk: Disk
) -> None:
    fake.user(42).says("Hadir")
    disk.fails = 1
    channel = make()
    with pytest.raises(OSError, match="no space"):
        await channel.listen(disk.store)
    assert channel.heard() is None
    async with listening(make(), disk):
        await disk.has(1)
    assert disk.texts == ["Hadir"]


async def test_a_poisoned_update_blocks_nobody(
    fake: FakeTelegram, telegram: Telegram, disk: Disk
) -> None:
    fake.inject("callback_query", {"no": "sender"})
    fake.inject("message", None)
    fake.user(42).says("Hadir")
    async with listening(telegram, disk):
        await disk.has(3)
        await until(lambda: not fake.world.pending())
    assert len(disk.kept) == 3


async def test_what_happened_before_the_start_is_delivered_in_order(
    fake: FakeTelegram, telegram: Telegram, disk: Disk
) -> None:
    ana = fake.user(42)
    for number in range(250):
        ana.says(str(number))
    async with listening(telegram, disk):
        await disk.has(250)
    assert disk.texts == [str(number) for number in range(250)]


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 502, "body": "<html>Bad Gateway</html>"},
        {"status": 404, "body": "<html>captive portal</html>"},
        {"status": 401, "body": "<html>log in to the network</html>"},
        {"status": 400, "description": "Bad Request: offset"},
        {"body": "<html>not JSON</html>"},
        {"body": "[]"},
        {"body": '{"ok": true}'},
        {"body": '{"ok": true, "result": {}}'},
        {"body": '{"ok": true, "result": [5, {}]}'},
        {"cut": True},
        {"silent": True},
    ],
)
async def test_trouble_on_the_way_is_outlived(
    fake: FakeTelegram, make: Maker, disk: Disk, fault: dict[str, Any]
) -> None:
    fake.fail("getUpdates", times=2, **fault)
    fake.user(42).says("Hadir")
    async with listening(make(timeout=0.1), disk):
        await until(lambda: disk.texts == ["Hadir"])


async def test_a_server_that_is_down_is_waited_for(make: Maker, disk: Disk) -> None:
    async with listening(make(api_url="http://127.0.0.1:9"), disk) as task:
        await asyncio.sleep(0.05)
        assert not task.done()


async def test_a_halt_is_kept_to_the_end(
    fake: FakeTelegram, telegram: Telegram, disk: Disk
) -> None:
    fake.fail("getUpdates", retry_after=0.2)
    async with listening(telegram, disk):
        await until(lambda: fake.count("getUpdates") == 1)
        await asyncio.sleep(0.15)
        assert fake.count("getUpdates") == 1
        await until(lambda: fake.count("getUpdates") > 1)


@pytest.mark.parametrize("status", [401, 404])
async def test_a_wrong_token_stops_with_a_clear_word_that_does_not_hold_it(
    fake: FakeTelegram, make: Maker, disk: Disk, status: int
) -> None:
    fake.fail("deleteWebhook", status=status, description="Unauthorized")
    with pytest.raises(Misconfigured, match="SIGAP_TELEGRAM_TOKEN") as caught:
        await make().listen(disk.store)
    assert fake.token not in str(caught.value)
    with pytest.raises(Misconfigured):
        await make(token="1:WRONGWRONG").listen(disk.store)


def test_no_token_is_said_at_once(make: Maker) -> None:
    with pytest.raises(Misconfigured):
        make(token="")


async def test_a_second_poller_is_named_and_the_time_of_doubt_is_told(
    fake: FakeTelegram, make: Maker, disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    ours = make(next_deadline=lambda: None)
    async with listening(ours, disk):
        await until(lambda: fake.count("getUpdates") == 1)
        fake.user(42).says("satu")
        await until(lambda: fake.count("getUpdates") == 2)  # ours waits; the rival cuts in
        before = ours.heard()
        thief = Disk()
        rival = make()
        async with listening(rival, thief):
            await until(lambda: "Another program" in caplog.text)
            assert ours.heard() == before
            fake.user(42).says("dua")
            await until(lambda: thief.texts)
        fake.user(42).says("tiga")
        await until(lambda: "tiga" in disk.texts)
    (doubt, *_) = ours.deaf()
    assert doubt.channel == "telegram"
    assert before is not None
    assert doubt.since <= before < doubt.at
    assert ours.deaf() == []


async def test_a_conflict_is_logged_once_not_every_time(
    fake: FakeTelegram, telegram: Telegram, disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fail("getUpdates", times=3, status=409, description="Conflict: terminated")
    async with listening(telegram, disk):
        await until(lambda: fake.count("getUpdates") > 4)
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1


async def test_a_webhook_left_behind_is_taken_away_without_dropping_updates(
    fake: FakeTelegram, telegram: Telegram, disk: Disk
) -> None:
    fake.world.hook.url = "http://127.0.0.1:9/old"
    fake.user(42).says("Hadir")
    async with listening(telegram, disk):
        await disk.has(1)
    first = fake.asked[0]
    assert (first.method, first.params["drop_pending_updates"]) == ("deleteWebhook", False)


async def test_a_webhook_set_while_we_poll_is_taken_away_and_the_doubt_is_told(
    fake: FakeTelegram, telegram: Telegram, disk: Disk
) -> None:
    async with listening(telegram, disk):
        await until(telegram.heard)
        fake.world.hook.url = "http://127.0.0.1:9/somebody"
        fake.world.wake()
        await until(lambda: not fake.world.hook.url)
        fake.user(42).says("Hadir")
        await disk.has(1)
    (doubt,) = telegram.deaf()
    assert doubt.since < doubt.at


async def test_a_second_poller_is_no_reason_to_ask_for_the_webhook(
    fake: FakeTelegram, telegram: Telegram, disk: Disk
) -> None:
    fake.fail("getUpdates", times=3, status=409, description="Conflict: terminated by other")
    async with listening(telegram, disk):
        await until(lambda: fake.count("getUpdates") > 4)
    assert fake.count("deleteWebhook") == 1


async def test_kinds_are_always_named_for_telegram_remembers_an_older_list(
    fake: FakeTelegram, telegram: Telegram, disk: Disk
) -> None:
    fake.world.allowed = frozenset({"poll"})
    async with listening(telegram, disk):
        await until(lambda: fake.count("getUpdates"))
    assert fake.world.allowed == {
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    }


async def test_short_polls_near_a_deadline_do_not_run_hot(
    fake: FakeTelegram, telegram: Telegram, disk: Disk
) -> None:
    async with listening(telegram, disk):
        await until(lambda: fake.count("getUpdates"))
        await asyncio.sleep(0.2)
    assert fake.count("getUpdates") <= 12  # 0.02 s of rest in the tests, 0.15 s in earnest


@pytest.mark.parametrize(
    ("seconds", "wait"), [(None, 10), (60.0, 10), (5.9, 5), (0.9, 0), (-3.0, 0)]
)
async def test_a_poll_ends_before_the_next_deadline(
    fake: FakeTelegram, make: Maker, disk: Disk, seconds: float | None, wait: int
) -> None:
    clock = Clock(datetime(2026, 4, 10, 3, 0, tzinfo=UTC))

    def deadline() -> datetime | None:
        return None if seconds is None else clock.now() + timedelta(seconds=seconds)

    async with listening(make(clock=clock, next_deadline=deadline), disk):
        await until(lambda: fake.count("getUpdates"))
    asked = next(asked for asked in fake.asked if asked.method == "getUpdates")
    assert int(asked.params["timeout"]) == wait
