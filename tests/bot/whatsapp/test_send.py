"""Sending: what went out, what did not, and what nobody can say are three different things."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest

from bot.channels import Misconfigured, Outgoing, SendError
from bot.channels.whatsapp import WhatsApp
from bot.clock import Clock
from handlers.events import Delivered, Sent
from tests.bot.whatsapp.conftest import Maker
from tests.bot.whatsapp.rig import PUBLIC, Disk, listening, to_ana
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, Device, FakeTwilio


async def error_of(channel: WhatsApp, message: Outgoing | None = None) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(message or to_ana())
    return caught.value


async def test_words_go_out_with_the_outbox_id_in_the_callback(
    twilio: FakeTwilio, whatsapp: WhatsApp, ana: Device
) -> None:
    receipt = await whatsapp.send(to_ana("Panggilan <b>_*👍", outbox_id=17))
    (created,) = twilio.created
    assert created.sid == receipt.ref
    assert created.body == "Panggilan <b>_*👍"
    assert created.callback == f"{PUBLIC}/whatsapp/status?id=17"
    message = await ana.expect("Panggilan")
    assert message.sid == receipt.ref


async def test_the_way_of_a_message_comes_back_as_events(
    whatsapp: WhatsApp, ana: Device, disk: Disk, open_door: None
) -> None:
    async with listening(whatsapp, disk):
        receipt = await whatsapp.send(to_ana(outbox_id=17))
        await disk.has(3)
    events = disk.events(whatsapp)
    assert [type(event) for event in events] == [Sent, Delivered, Delivered]
    assert {(e.outbox_id, e.ref) for e in events if isinstance(e, Sent | Delivered)} == {
        (17, receipt.ref)
    }


async def test_nothing_waits_at_twilio_longer_than_it_means_something(
    twilio: FakeTwilio, whatsapp: WhatsApp, ana: Device
) -> None:
    now = Clock().now()
    for left in (120, -5, 900_000):
        await whatsapp.send(to_ana(expires_at=now + timedelta(seconds=left)))
    await whatsapp.send(to_ana())
    periods = [created.validity for created in twilio.created]
    assert periods[0] in range(110, 121)
    assert periods[1:] == [1, 36_000, 36_000]


async def test_a_long_text_comes_in_pieces_and_only_the_last_is_reported(
    twilio: FakeTwilio, whatsapp: WhatsApp, ana: Device
) -> None:
    text = "\n".join(f"{number} 👍 tepat waktu" for number in range(200))
    receipt = await whatsapp.send(to_ana(text))
    assert "".join(c.body for c in twilio.created).replace("\n", "") == text.replace("\n", "")
    assert len(twilio.created) > 1
    assert [bool(c.callback) for c in twilio.created] == [
        *[False] * (len(twilio.created) - 1),
        True,
    ]
    assert receipt.ref == twilio.created[-1].sid


async def test_after_the_session_an_approved_template_opens_it(
    twilio: FakeTwilio, whatsapp: WhatsApp, ana: Device
) -> None:
    ana.person.heard_at = 0
    assert whatsapp.opens_with("readiness.ask", "id")
    values = ("Ana\n\tS.E.", "20      November")
    message = to_ana(opens=True, key="readiness.ask", language="id", values=values)
    await whatsapp.send(message)
    shown = await ana.expect("besok")
    assert shown.text == "Bapak/Ibu Ana S.E., besok 20 November bekerja dari rumah."
    assert shown.buttons == ["Siap"]
    assert json.loads(twilio.created[0].content_variables) == {"1": "Ana S.E.", "2": "20 November"}


async def test_without_a_template_nothing_is_sent(twilio: FakeTwilio, whatsapp: WhatsApp) -> None:
    assert not whatsapp.opens_with("readiness.ask", "en")
    message = to_ana(opens=True, key="readiness.ask", language="en")
    assert (await error_of(whatsapp, message)).cause == "no_session"
    assert twilio.created == []


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ({"status": 429}, "busy"),
        ({"status": 429, "code": 63038}, "rate_limited"),
        ({"status": 429, "code": 63017}, "busy"),
        ({"status": 400, "code": 63016}, "no_session"),
        ({"status": 400, "code": 63018}, "rate_limited"),
        ({"status": 400, "code": 63024}, "rejected"),
        ({"status": 400, "code": 21211}, "rejected"),
        ({"status": 400, "code": 21610}, "blocked"),
        ({"status": 400, "code": 21617}, "rejected"),
        ({"status": 404, "code": 20404}, "rejected"),
        ({"status": 500}, "uncertain"),
        ({"status": 503}, "uncertain"),
        ({"status": 403, "body": "<h1>Forbidden</h1>"}, "uncertain"),
        ({"status": 502, "body": "<h1>Bad Gateway</h1>"}, "uncertain"),
        ({"accepted": True, "silent": True}, "uncertain"),
        ({"cut": True}, "uncertain"),
        ({"accepted": True, "cut": True}, "uncertain"),
        ({"body": "not JSON"}, "uncertain"),
        ({"body": "[]"}, "uncertain"),
        ({"body": "{}"}, "uncertain"),
    ],
)
async def test_each_fault_has_its_meaning(
    twilio: FakeTwilio, whatsapp: WhatsApp, ana: Device, fault: dict[str, Any], cause: str
) -> None:
    twilio.fail("CreateMessage", **fault)
    error = await error_of(whatsapp)
    assert error.cause == cause
    assert len(twilio.created) == 1, "a create is never repeated here"
    if cause == "uncertain":
        assert error.retry_after == 20


async def test_who_opted_out_has_shut_the_channel(
    whatsapp: WhatsApp, twilio: FakeTwilio, ana: Device
) -> None:
    ana.opts_out()
    assert (await error_of(whatsapp)).cause == "blocked"


async def test_a_later_shape_of_errors_is_read_as_well(
    whatsapp: WhatsApp, twilio: FakeTwilio
) -> None:
    told = {"type": "t", "title": "Opted out", "status": 400, "code": 21610}
    twilio.fail("CreateMessage", status=400, body=json.dumps(told))
    error = await error_of(whatsapp)
    assert (error.cause, error.detail) == ("blocked", "21610: Opted out")


async def test_if_nobody_is_there_nothing_went_out(make: Maker) -> None:
    assert (await error_of(make(api_url="http://127.0.0.1:9"))).cause == "unreachable"


async def test_a_time_out_after_acceptance_is_resolved_by_its_callback(
    twilio: FakeTwilio, whatsapp: WhatsApp, ana: Device, disk: Disk, open_door: None
) -> None:
    twilio.fail("CreateMessage", accepted=True, silent=True)
    async with listening(whatsapp, disk):
        assert (await error_of(whatsapp, to_ana(outbox_id=17))).cause == "uncertain"
        await disk.has(1)
    (sent, *_) = disk.events(whatsapp)
    assert isinstance(sent, Sent)
    assert (sent.outbox_id, sent.ref) == (17, ana.messages[0].sid)


async def test_if_a_later_piece_fails_nobody_repeats_the_first(
    twilio: FakeTwilio, whatsapp: WhatsApp, ana: Device
) -> None:
    text = "kata " * 500
    twilio.fail("CreateMessage", status=429)
    assert (await error_of(whatsapp, to_ana(text))).cause == "busy"
    twilio.fail("CreateMessage", delay=0.01)  # the first piece passes
    twilio.fail("CreateMessage", status=429)
    assert (await error_of(whatsapp, to_ana(text))).cause == "uncertain"


@pytest.mark.parametrize("changed", [{"token": "wrong-token"}, {"account": "AC" + "9" * 32}])
async def test_a_wrong_account_is_a_matter_for_the_operator(
    make: Maker, twilio: FakeTwilio, changed: dict[str, str]
) -> None:
    with pytest.raises(Misconfigured, match="SIGAP_TWILIO"):
        await make(api_url=twilio.url, **changed).send(to_ana())


@pytest.mark.parametrize("changed", [{"account": ""}, {"token": ""}, {"sender": "+62"}])
def test_half_a_configuration_is_told_at_once(make: Maker, changed: dict[str, str]) -> None:
    with pytest.raises(Misconfigured):
        make(**changed)


def test_without_a_public_address_nobody_could_answer(make: Maker) -> None:
    with pytest.raises(Misconfigured, match="SIGAP_PUBLIC_URL"):
        make(public_url="")


@pytest.mark.parametrize("address", ["telegram:42", "whatsapp:42", "whatsapp:", "whatsapp:id.x"])
async def test_only_addresses_on_whatsapp_are_written_to(
    whatsapp: WhatsApp, twilio: FakeTwilio, address: str
) -> None:
    assert (await error_of(whatsapp, Outgoing(address=address, text="x"))).cause == "rejected"
    assert twilio.created == []


async def test_a_username_is_an_address(whatsapp: WhatsApp, twilio: FakeTwilio) -> None:
    hidden = twilio.user("ID.4566001", "Budi")
    hidden.person.heard_at = twilio.world.now()
    await whatsapp.send(Outgoing(address="whatsapp:ID.4566001", text="Panggilan"))
    await hidden.expect("Panggilan")


async def test_neither_account_nor_token_nor_number_is_logged_or_told(
    twilio: FakeTwilio, whatsapp: WhatsApp, ana: Device, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await whatsapp.send(to_ana())
    text = f"To whatsapp:+628110000001 in {ACCOUNT_SID}, ID.4566001"
    told = json.dumps({"code": 21211, "message": text})
    twilio.fail("CreateMessage", status=400, body=told)
    error = await error_of(whatsapp)
    for secret in (ACCOUNT_SID, AUTH_TOKEN, "628110000001", "4566001"):
        assert secret not in caplog.text
        assert secret not in str(error)


async def test_what_the_channel_can_do_is_data(make: Maker) -> None:
    channel = make(per_second=20, people_per_day=2000)
    assert (channel.traits.buttons, channel.traits.slash, channel.traits.receipts) == (
        False,
        False,
        True,
    )
    assert (channel.limits.per_second, channel.limits.people_per_day) == (20, 2000)
    assert channel.limits.per_person == timedelta(seconds=6)
    await channel.acknowledge("x")
    await channel.offer_commands("whatsapp:+628110000001", "id", {"/bantuan": "Bantuan"})
    assert channel.deaf() == []
