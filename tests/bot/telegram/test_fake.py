"""The fake server has the real one's manners, and PTB's own Bot takes it for real."""

import asyncio
import sys
import warnings
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken

from bot.channels.telegram.request import AiohttpRequest
from tests.bot.telegram.rig import until
from tests.fakes.telegram import FakeTelegram

ROOT = Path(__file__).parents[3]
SILENT: dict[str, Any] = {"timeout": 0, "read_timeout": 2}


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Bot]:
    made = Bot(
        fake.token,
        base_url=f"{fake.url}/bot",
        base_file_url=f"{fake.url}/file/bot",
        request=AiohttpRequest(2),
        get_updates_request=AiohttpRequest(2),
    )
    async with made:
        yield made


async def test_ptb_takes_every_answer_and_every_update(fake: FakeTelegram, bot: Bot) -> None:
    ana = fake.user(42, "🌸 Ana <b>", last_name="Sari", language="id")
    ana.says("/start KODE")
    rows = [[InlineKeyboardButton("Setuju", callback_data="x")]]
    sent = await bot.send_message(42, "satu", reply_markup=InlineKeyboardMarkup(rows))
    assert sent.reply_markup is not None
    await bot.send_message(42, "dua", reply_markup=ReplyKeyboardMarkup([["Hadir"]]))
    ana.presses("Setuju")
    ana.presses("Hadir")
    ana.sends_location(-2.97, 104.77, live_period=900, horizontal_accuracy=12)
    ana.moves(-2.98, 104.77)
    ana.edits("Hadir!", message_id=ana.says("Hadir"))
    for kind in ("photo", "voice", "video", "document", "sticker", "contact", "audio"):
        ana.sends(kind)
    ana.says("di grup", group=-100123)
    ana.blocks()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PTB's durations will be timedeltas one day
        updates = await bot.get_updates(**SILENT)
    assert len(updates) == 16
    press = updates[1].callback_query
    assert press is not None
    assert await press.answer()
    assert updates[0].message is not None
    assert updates[0].message.entities[0].type == "bot_command"
    assert (await bot.get_webhook_info()).pending_update_count == 16
    assert await bot.set_my_commands([BotCommand("mulai", "Mulai")])
    ana.unblocks()
    assert await bot.send_chat_action(42, "typing")


async def test_files_go_up_and_down(fake: FakeTelegram, bot: Bot) -> None:
    ana = fake.user(42, started=True)
    sent = await bot.send_document(42, b"laporan", filename="laporan.pdf", caption="Laporan")
    await bot.send_photo(42, b"gambar", filename="rekap.png")
    report, picture = ana.messages
    assert (report.file, report.file_name, report.text) == (b"laporan", "laporan.pdf", "Laporan")
    assert (picture.file, picture.kind) == (b"gambar", "photo")
    assert sent.document is not None
    got = await bot.get_file(sent.document.file_id)
    assert bytes(await got.download_as_bytearray()) == b"laporan"


async def test_updates_stay_until_a_higher_offset_confirms_them(
    fake: FakeTelegram, bot: Bot
) -> None:
    ana = fake.user(42)
    for number in range(5):
        ana.says(str(number))
    first = await bot.get_updates(limit=2, **SILENT)
    again = await bot.get_updates(limit=2, **SILENT)
    assert [update.update_id for update in first] == [update.update_id for update in again]
    rest = await bot.get_updates(offset=first[-1].update_id + 1, **SILENT)
    assert [update.message.text for update in rest if update.message] == ["2", "3", "4"]
    assert len(fake.world.pending()) == 3


async def test_a_message_lives_a_day_and_a_press_150_seconds(fake: FakeTelegram, bot: Bot) -> None:
    ana = fake.user(42, started=True)
    rows = [[InlineKeyboardButton("Setuju", callback_data="x")]]
    await bot.send_message(42, "?", reply_markup=InlineKeyboardMarkup(rows))
    ana.presses("Setuju")
    ana.says("Hadir")
    fake.shift_clock(149)
    assert len(await bot.get_updates(**SILENT)) == 2
    fake.shift_clock(2)
    assert len(await bot.get_updates(**SILENT)) == 1
    fake.shift_clock(86_400)
    assert await bot.get_updates(**SILENT) == ()


async def test_a_long_poll_wakes_up_at_once(fake: FakeTelegram, bot: Bot) -> None:
    async def later() -> None:
        await asyncio.sleep(0.03)
        fake.user(42).says("Hadir")

    async with asyncio.timeout(1):
        _, updates = await asyncio.gather(later(), bot.get_updates(timeout=10, read_timeout=2))
    assert len(updates) == 1


async def test_a_second_poller_throws_out_the_first(fake: FakeTelegram, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=10, read_timeout=2))
    await until(lambda: fake.count("getUpdates") == 1)
    await bot.get_updates(**SILENT)
    with pytest.raises(Conflict):
        await first


async def test_what_the_real_server_refuses_is_refused(fake: FakeTelegram, bot: Bot) -> None:
    fake.user(42, started=True)
    fake.user(43)
    long_data = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="é" * 33)]])
    refused: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"chat_id": 41, "text": "x"}, BadRequest),
        ({"chat_id": 43, "text": "x"}, Forbidden),
        ({"chat_id": 42, "text": " "}, BadRequest),
        ({"chat_id": 42, "text": "👍" * 2049}, BadRequest),
        ({"chat_id": 42, "text": "x", "reply_markup": long_data}, BadRequest),
        ({"chat_id": 42, "text": "x", "reply_markup": ReplyKeyboardMarkup([[""]])}, BadRequest),
    ]
    for given, error in refused:
        with pytest.raises(error):
            await bot.send_message(**given)
    with pytest.raises(BadRequest):
        await bot.set_webhook("http://public.example")
    with pytest.raises(InvalidToken):
        await Bot("1:WRONG", f"{fake.url}/bot", request=bot.request).get_me()
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query("1")


async def test_dates_are_whole_seconds_of_the_servers_clock(fake: FakeTelegram, bot: Bot) -> None:
    fake.user(42, started=True)
    fake.shift_clock(3600)
    sent = await bot.send_message(42, "x")
    assert sent.date.microsecond == 0
    assert abs(sent.date.timestamp() - fake.world.now()) < 2


async def test_expect_sees_each_message_once(fake: FakeTelegram, bot: Bot) -> None:
    ana = fake.user(42, started=True)
    await bot.send_message(42, "Panggilan kesatu")
    assert (await ana.expect("Panggilan")).text == "Panggilan kesatu"
    with pytest.raises(AssertionError, match="Panggilan kesatu"):
        await ana.expect("Panggilan", within=0.02)
    with pytest.raises(LookupError):
        ana.presses("Hadir")


async def _control(root: str, verb: str, **asked: Any) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{root}/control/{verb}", json=asked) as answer,
    ):
        return answer.status, await answer.json()


async def test_the_control_api_has_the_same_verbs(fake: FakeTelegram, bot: Bot) -> None:
    assert (await _control(fake.url, "says", user=42, text="x"))[0] == 400
    await _control(fake.url, "user", user=42, name="Ana", language="id")
    await _control(fake.url, "says", user=42, text="/start")
    await bot.send_message(42, "Panggilan", reply_markup=ReplyKeyboardMarkup([["Hadir"]]))
    status, seen = await _control(fake.url, "expect", user=42, text="Panggilan", within=1)
    assert (status, seen["buttons"]) == (200, ["Hadir"])
    assert (await _control(fake.url, "expect", user=42, text="Lain", within=0))[0] == 408
    await _control(fake.url, "presses", user=42, label="Hadir")
    await _control(fake.url, "sends_location", user=42, lat=-2.9, lon=104.7)
    await _control(fake.url, "blocks", user=42)
    await _control(fake.url, "inject", kind="message", payload=None)
    assert (await _control(fake.url, "state"))[1]["pending"] == 5
    messages = (await _control(fake.url, "messages", user=42))[1]
    assert (len(messages["messages"]), messages["keyboard"]) == (1, ["Hadir"])
    await _control(fake.url, "clock", shift=90_000)
    assert (await _control(fake.url, "state"))[1]["pending"] == 0
    await _control(fake.url, "unblocks", user=42)
    await _control(fake.url, "fail", method="sendMessage", status=500, description="x", times=2)
    await _control(fake.url, "heal")
    await bot.send_message(42, "x")
    assert (await _control(fake.url, "nonsense"))[0] == 400
    assert (await _control(fake.url, "presses", user=42, label="Tidak ada"))[0] == 400


async def test_it_runs_as_a_process_and_prints_its_root() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.telegram",
        "--token",
        "7:PROCESS",
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        root = (await asyncio.wait_for(process.stdout.readline(), 10)).decode().strip()
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{root}/bot7:PROCESS/getMe") as answer:
                assert (await answer.json())["result"]["is_bot"] is True
            async with session.get(f"{root}/bot7:OTHER/getMe") as answer:
                assert answer.status == 401
    finally:
        process.terminate()
        await process.wait()
