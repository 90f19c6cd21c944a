"""Sending: what went out, what did not, and what nobody can say are three different things."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels import Button, Misconfigured, Outgoing, SendError
from bot.channels.telegram import Telegram
from bot.clock import Clock
from tests.bot.telegram.conftest import Maker
from tests.fakes.telegram import Device, FakeTelegram


@pytest.fixture
def ana(fake: FakeTelegram) -> Device:
    return fake.user(42, "Ana", started=True)


def to_ana(text: str = "Panggilan", **more: Any) -> Outgoing:
    return Outgoing(address="telegram:42", text=text, **more)


async def error_of(telegram: Telegram, message: Outgoing | None = None) -> SendError:
    with pytest.raises(SendError) as caught:
        await telegram.send(message or to_ana())
    return caught.value


@pytest.mark.parametrize("text", ["Ana <b>_*[x](y)`", "5 < 6 & 7 > 6", "👍 Siap", "https://a.id"])
async def test_names_and_signs_need_no_escaping(
    fake: FakeTelegram, telegram: Telegram, ana: Device, text: str
) -> None:
    await telegram.send(to_ana(text))
    assert [message.text for message in ana.messages] == [text]
    asked = fake.asked[-1].params
    assert "parse_mode" not in asked
    assert asked["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize("kind", ["photo", "voice", "video", "video_note", "audio", "document"])
async def test_what_somebody_sent_is_shown_to_another_by_its_file(
    fake: FakeTelegram, telegram: Telegram, ana: Device, kind: str
) -> None:
    file = fake.world.keep_file(b"gardu")
    receipt = await telegram.send(to_ana("Foto dari Budi", media=(kind, file)))
    (message,) = ana.messages
    assert (message.kind, message.file) == (kind, b"gardu")
    assert message.text == ("" if kind == "video_note" else "Foto dari Budi")
    assert receipt.ref == str(message.message_id)


async def test_a_file_that_is_no_more_is_rejected(telegram: Telegram, ana: Device) -> None:
    error = await error_of(telegram, to_ana("Foto dari Budi", media=("photo", "gone")))
    assert (error.cause, ana.messages) == ("rejected", [])


async def test_the_receipt_tells_the_servers_time_not_ours(
    fake: FakeTelegram, telegram: Telegram, ana: Device
) -> None:
    fake.shift_clock(-5000)
    receipt = await telegram.send(to_ana())
    (message,) = ana.messages
    assert receipt.ref == str(message.message_id)
    assert receipt.at == datetime.fromtimestamp(message.date, UTC)
    assert receipt.at.tzinfo is UTC


async def test_a_press_on_the_reply_keyboard_is_a_message_and_an_inline_press_is_not(
    fake: FakeTelegram, telegram: Telegram, ana: Device
) -> None:
    await telegram.send(to_ana(keyboard=((Button(label="Hadir"), Button(label="Izin")),)))
    await telegram.send(to_ana(inline=((Button(label="Setuju", data="case:1:ok"),),)))
    assert ana.keyboard == ["Hadir", "Izin"]
    ana.presses("Hadir")
    ana.presses("Setuju")
    said, pressed = fake.world.pending()
    assert said.payload["text"] == "Hadir"
    assert pressed.payload["data"] == "case:1:ok"
    shown = fake.asked[0].params["reply_markup"]
    assert shown["resize_keyboard"] is True
    assert shown["is_persistent"] is True


async def test_the_keyboard_goes_away_when_it_is_done(telegram: Telegram, ana: Device) -> None:
    await telegram.send(to_ana(keyboard=((Button(label="Hadir"),),)))
    await telegram.send(to_ana("Terima kasih", clear_keyboard=True))
    assert ana.keyboard == []


async def test_a_long_digest_comes_in_pieces_with_the_buttons_on_the_last(
    telegram: Telegram, ana: Device
) -> None:
    text = "\n".join(f"{number} 👍 tepat waktu" for number in range(600))
    receipt = await telegram.send(to_ana(text, inline=((Button(label="Buka", data="x"),),)))
    assert len(ana.messages) > 2
    assert "\n".join(message.text for message in ana.messages) == text
    assert [message.buttons for message in ana.messages][-2:] == [[], ["Buka"]]
    assert receipt.ref == str(ana.messages[-1].message_id)


@pytest.mark.parametrize("fault", [{"retry_after": 3}, {"status": 500}, {"cut": True}])
async def test_half_a_digest_is_never_called_unsent(
    fake: FakeTelegram, telegram: Telegram, ana: Device, fault: dict[str, Any]
) -> None:
    fake.fail("sendMessage", accepted=True, times=0)
    fake.fail("sendMessage", delay=0.01)  # the first piece goes well
    fake.fail("sendMessage", **fault)
    error = await error_of(telegram, to_ana("x\n" * 3000))
    assert error.cause == "uncertain"
    assert len(ana.messages) == 1


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ({"status": 403, "description": "Forbidden: bot was blocked by the user"}, "blocked"),
        ({"status": 403, "description": "Forbidden: user is deactivated"}, "blocked"),
        ({"status": 400, "description": "Bad Request: chat not found"}, "nobody"),
        ({"status": 400, "description": "Bad Request: BUTTON_DATA_INVALID"}, "rejected"),
        ({"status": 500}, "uncertain"),
        ({"status": 502, "body": "<html>Bad Gateway</html>"}, "uncertain"),
        ({"status": 403, "body": "<html>the office's proxy</html>"}, "uncertain"),
        ({"status": 400, "body": "<html>the office's proxy</html>"}, "uncertain"),
        ({"status": 404, "body": "<html>captive portal</html>"}, "uncertain"),
        ({"status": 302, "body": "<html>log in first</html>"}, "uncertain"),
        ({"status": 500, "body": "[]"}, "uncertain"),
        ({"body": "<html>not JSON</html>"}, "uncertain"),
        ({"body": '{"ok": true, "result": {}}'}, "uncertain"),
        ({"body": '{"ok": true, "result": 5}'}, "uncertain"),
        ({"body": "[]"}, "uncertain"),
        ({"cut": True}, "uncertain"),
    ],
)
async def test_each_failure_says_whether_the_message_may_be_out(
    fake: FakeTelegram, telegram: Telegram, ana: Device, fault: dict[str, Any], cause: str
) -> None:
    fake.fail("sendMessage", **fault)
    assert (await error_of(telegram)).cause == cause


async def test_a_move_to_another_chat_is_a_refusal(
    fake: FakeTelegram, telegram: Telegram, ana: Device
) -> None:
    moved = '{"ok":false,"error_code":400,"parameters":{"migrate_to_chat_id":-100}}'
    fake.fail("sendMessage", status=400, body=moved)
    assert (await error_of(telegram)).cause == "rejected"


async def test_whoever_never_pressed_start_or_is_unknown_or_left_is_blocked(
    fake: FakeTelegram, telegram: Telegram, ana: Device
) -> None:
    assert (await error_of(telegram, Outgoing(address="telegram:9", text="x"))).cause == "nobody"
    fake.user(8, "Budi")
    assert (await error_of(telegram, Outgoing(address="telegram:8", text="x"))).cause == "blocked"
    ana.blocks()
    assert (await error_of(telegram)).cause == "blocked"
    ana.unblocks()
    await telegram.send(to_ana())


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_an_empty_text_is_refused(telegram: Telegram, ana: Device, text: str) -> None:
    assert (await error_of(telegram, to_ana(text))).cause == "rejected"


@pytest.mark.parametrize("address", ["whatsapp:+62811", "telegram:", "telegram:ana", "42"])
async def test_an_address_of_another_channel_is_refused(telegram: Telegram, address: str) -> None:
    assert (await error_of(telegram, Outgoing(address=address, text="x"))).cause == "rejected"


@pytest.mark.parametrize("seconds", [7, 0.5])
async def test_over_the_limit_says_how_long_to_wait_and_that_nothing_went_out(
    fake: FakeTelegram, telegram: Telegram, ana: Device, seconds: float
) -> None:
    fake.fail("sendMessage", retry_after=seconds)
    error = await error_of(telegram)
    assert (error.cause, error.retry_after) == ("busy", seconds)
    assert ana.messages == []


@pytest.mark.parametrize("fault", [{"silent": True}, {"cut": True}])
async def test_taken_but_never_answered_is_uncertain_for_the_person_has_it(
    fake: FakeTelegram, telegram: Telegram, ana: Device, fault: dict[str, Any]
) -> None:
    fake.fail("sendMessage", accepted=True, **fault)
    assert (await error_of(telegram)).cause == "uncertain"
    assert len(ana.messages) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://nowhere.invalid", "nonsense"])
async def test_no_connection_means_that_nothing_went_out(make: Maker, url: str) -> None:
    assert (await error_of(make(api_url=url))).cause == "unreachable"


async def test_a_wrong_token_is_a_fault_of_the_settings(make: Maker, ana: Device) -> None:
    channel = make(token="1:WRONGWRONG")
    for attempt in (channel.send(to_ana()), channel.me(), channel.clock_skew()):
        with pytest.raises(Misconfigured) as caught:
            await attempt
        assert "WRONGWRONG" not in str(caught.value)


async def test_many_at_once_need_few_seconds(make: Maker, ana: Device) -> None:
    clock, telegram = Clock(), make(timeout=5)
    began = clock.now()
    await asyncio.gather(*(telegram.send(to_ana(str(number))) for number in range(200)))
    assert len(ana.messages) == 200
    assert (clock.now() - began).total_seconds() < 3
