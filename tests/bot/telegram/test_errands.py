"""The small errands: a menu, a spinner, a name, the time, the way out of the office."""

from pathlib import Path

import pytest

from bot import menus
from bot.channels import Button, Outgoing, SendError
from bot.channels.telegram import Telegram
from bot.channels.telegram.request import proxy_for
from bot.core import Menu
from tests.bot.telegram.conftest import Maker
from tests.bot.test_roles import Desk
from tests.fakes.telegram import Device, FakeTelegram


@pytest.fixture
def ana(fake: FakeTelegram) -> Device:
    return fake.user(42, "Ana", started=True)


async def test_an_old_press_is_acknowledged_without_harm(
    fake: FakeTelegram, telegram: Telegram, ana: Device
) -> None:
    row = ((Button(label="Setuju", data="x"),),)
    await telegram.send(Outgoing(address="telegram:42", text="?", inline=row))
    ana.presses("Setuju")
    receipt = fake.world.pending()[0].payload["id"]
    await telegram.acknowledge(receipt)
    assert fake.world.presses == {}
    await telegram.acknowledge(receipt)
    for fault in ({"status": 500}, {"body": "[]"}, {"cut": True}, {"retry_after": 9}):
        fake.fail("answerCallbackQuery", **fault)
        await telegram.acknowledge(receipt)


async def test_the_menu_is_set_for_that_chat_and_its_failure_harms_nobody(
    fake: FakeTelegram, telegram: Telegram, ana: Device
) -> None:
    menu = {"/rencana": "Rencana kerja H-1", "lapor": "L" * 300}
    await telegram.offer_commands("telegram:42", "id", menu)
    assert [command["command"] for command in fake.world.menus["42"]] == ["rencana", "lapor"]
    await telegram.offer_commands("telegram:9", "id", menu)
    await telegram.offer_commands("whatsapp:1", "id", menu)
    await telegram.offer_commands("telegram:42", "id", {"Tidak Sah": "x"})


async def test_who_am_i(telegram: Telegram) -> None:
    assert await telegram.me() == "sigap_test_bot"


@pytest.mark.parametrize("body", ["[]", '{"ok": true, "result": {"id": 1}}'])
async def test_who_am_i_without_an_answer(
    fake: FakeTelegram, telegram: Telegram, body: str
) -> None:
    fake.fail("getMe", body=body)
    with pytest.raises(SendError):
        await telegram.me()


@pytest.mark.parametrize("shift", [0, 300, -300])
async def test_a_wrong_clock_of_ours_is_seen(
    fake: FakeTelegram, telegram: Telegram, shift: float
) -> None:
    fake.shift_clock(shift)
    skew = await telegram.clock_skew()
    assert skew is not None
    assert abs(skew - shift) < 1


async def test_no_answer_tells_nothing_of_the_clock(make: Maker) -> None:
    assert await make(api_url="http://127.0.0.1:9").clock_skew() is None


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://api.telegram.org/botX/getMe", "http://proxy.dinas.go.id:3128"),
        ("https://telegram.dinas.go.id/botX/getMe", None),
        ("http://127.0.0.1:8081/botX/getMe", None),
        ("nonsense", None),
    ],
)
def test_an_agencys_proxy_is_the_way_out(
    monkeypatch: pytest.MonkeyPatch, url: str, proxy: str | None
) -> None:
    monkeypatch.setenv("https_proxy", "proxy.dinas.go.id:3128")
    monkeypatch.setenv("no_proxy", "telegram.dinas.go.id")
    assert proxy_for(url) == proxy


async def test_a_group_is_left_and_a_group_that_cannot_be_left_harms_nobody(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    fake.user(42).says("Halo", group=-1001)
    assert fake.world.groups == {-1001}
    await telegram.leave("telegram:-1001")
    assert fake.world.groups == set()
    await telegram.leave("telegram:-1001")


async def test_a_menu_for_which_telegram_has_no_time_is_shown_later(
    tmp_path: Path, fake: FakeTelegram, telegram: Telegram, ana: Device
) -> None:
    desk = Desk(tmp_path)
    desk.program.add(telegram)
    fake.fail("setMyCommands", times=2, retry_after=0.05)
    await menus.offer(desk.program, Menu("telegram:42", "id", {"lapor": "Laporan"}))
    assert [command["command"] for command in fake.world.menus["42"]] == ["lapor"]
    assert fake.count("setMyCommands") == 3
