"""Choices as buttons within a session, each with its card's data; numbers where none can be."""

import json

import pytest

from bot.channels import Button, Outgoing
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.offers import LIST, QUICK, REST, shaped
from bot.clock import Clock
from handlers.events import Tap, Text
from tests.bot.whatsapp.conftest import Maker
from tests.bot.whatsapp.rig import Disk, listening, to_ana
from tests.fakes.twilio import Device, FakeTwilio
from tests.fakes.twilio.contract import violations

CARD = "USULAN NOMOR 6\nAna Lestari terlambat menjawab.\n\nMohon memilih:"
YES_NO = ("Ya", "Batal")
FIVE = ("Alasan diterima", "Perlu pemeriksaan", "Beri pembinaan", "Laporkan", "Tanyakan lagi")


def card(labels: tuple[str, ...] = YES_NO, number: int = 6, bare: str = CARD) -> Outgoing:
    data = [f"case:{number}:{said.split()[-1]}" for said in labels]
    pairs = zip(labels, data, strict=True)
    offered = tuple(Button(label=said, data=pressed) for said, pressed in pairs)
    numbered = "\n".join([bare, "", *(f"{n}. {said}" for n, said in enumerate(labels, 1))])
    return to_ana(numbered, language="id", bare=bare, offered=offered, outbox_id=number)


def creations(twilio: FakeTwilio) -> int:
    return sum(one.operation == "CreateContent" for one in twilio.exchanges)


async def test_a_press_brings_its_own_cards_data(
    twilio: FakeTwilio, whatsapp: WhatsApp, ana: Device, disk: Disk, open_door: None
) -> None:
    async with listening(whatsapp, disk):
        for number in (6, 7):
            await whatsapp.send(card(number=number))
        first = await ana.expect("NOMOR 6")
        await ana.expect("Mohon memilih")
        assert first.text == CARD
        assert first.buttons == ["Ya", "Batal"]
        ana.presses("Batal", first.sid)
        await disk.has(1)
        await twilio.settle()
    (tap,) = [event for event in disk.events(whatsapp) if isinstance(event, Tap)]
    assert (tap.data, tap.text, bool(tap.ref)) == ("case:6:Batal", "Batal", True)
    assert creations(twilio) == 1, "one shape serves both cards"
    assert not violations(twilio.exchanges)


async def test_more_than_three_choices_are_a_list(
    twilio: FakeTwilio, whatsapp: WhatsApp, ana: Device, disk: Disk, open_door: None
) -> None:
    async with listening(whatsapp, disk):
        await whatsapp.send(card(FIVE))
        await ana.expect("NOMOR 6")
        ana.presses("Beri pembinaan")
        await twilio.settle()
    (tap,) = [event for event in disk.events(whatsapp) if isinstance(event, Tap)]
    assert (tap.data, tap.text) == ("case:6:pembinaan", "Beri pembinaan")
    (content,) = [c for c in twilio.world.contents.values() if c.name.startswith("sigap_offer")]
    assert content.kind == LIST
    assert "Ana" not in json.dumps(content.types) + json.dumps(content.variables)
    assert not violations(twilio.exchanges)


async def test_a_word_without_data_comes_as_the_words_of_its_label(
    twilio: FakeTwilio, whatsapp: WhatsApp, ana: Device, disk: Disk, open_door: None
) -> None:
    offered = (Button(label="HADIR", data="call.present"),)
    async with listening(whatsapp, disk):
        await whatsapp.send(to_ana("x", language="id", bare="Panggilan", offered=offered))
        await ana.expect("Panggilan")
        ana.presses("HADIR")
        await twilio.settle()
    (said,) = [event for event in disk.events(whatsapp) if isinstance(event, Text)]
    assert said.text == "HADIR"


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        (("Ya",), QUICK),
        (tuple("abc"), QUICK),
        (("a" * 20,), QUICK),
        (("a" * 21,), LIST),
        (("a" * 24,), LIST),
        (("a" * 25,), ""),
        (tuple("abcd"), LIST),
        (tuple("abcdefghij"), LIST),
        (tuple("abcdefghijk"), ""),
        (("a", "a"), ""),
        ((), ""),
    ],
)
def test_whatsapps_limits_tell_which_kind_a_message_is(labels: tuple[str, ...], kind: str) -> None:
    made = shaped(card(labels))
    assert (made[0].kind if made else "") == kind


def test_a_long_line_is_cut_into_values_and_a_long_text_is_numbered() -> None:
    made = shaped(card(bare="kata " * 100 + "\n\nakhir"))
    assert made
    shape, variables = made
    assert shape.body == "{{1}} {{2}}\n\n{{3}}"
    assert all(0 < len(value) <= 255 for value in variables.values())
    assert shaped(card(bare="x" * 1024))
    assert shaped(card(bare="x" * 1025)) is None
    assert shaped(card(bare="x\n" * 99)) is None, "Twilio takes 100 variables"
    assert shaped(card(bare=" ")) is None


async def test_what_twilio_does_not_make_is_numbered_and_asked_for_again_later(
    twilio: FakeTwilio, make: Maker, ana: Device
) -> None:
    clock = Clock()
    channel = make(api_url=twilio.url, clock=clock)
    twilio.fail("CreateContent", status=403, code=20003)
    for number in (6, 7):
        await channel.send(card(number=number))
    assert [created.content_sid for created in twilio.created] == ["", ""]
    assert "2. Batal" in twilio.created[0].body
    assert creations(twilio) == 1, "whoever cannot is not asked each time"
    assert channel._offers
    channel._offers._rest_until = clock.now()
    await channel.send(card())
    assert twilio.created[-1].content_sid
    assert REST.total_seconds() > 60


async def test_a_shape_that_was_deleted_at_twilio_is_numbered_once_and_then_made_anew(
    twilio: FakeTwilio, whatsapp: WhatsApp, ana: Device
) -> None:
    await whatsapp.send(card())
    made = twilio.created[-1].content_sid
    del twilio.world.contents[made]
    await whatsapp.send(card(number=7))
    assert [c.code for c in twilio.created] == [0, 21655, 0]
    assert "2. Batal" in twilio.created[-1].body
    assert whatsapp._offers
    whatsapp._offers._rest_until = None
    await whatsapp.send(card(number=8))
    assert twilio.created[-1].content_sid not in {"", made}


async def test_a_shape_is_found_again_after_a_restart(
    twilio: FakeTwilio, make: Maker, ana: Device
) -> None:
    for _ in range(2):
        await make(api_url=twilio.url).send(card())
    assert creations(twilio) == 1
    assert len({created.content_sid for created in twilio.created}) == 1


async def test_an_account_without_buttons_numbers_its_choices(
    twilio: FakeTwilio, make: Maker, ana: Device
) -> None:
    await make(api_url=twilio.url, buttons=False).send(card())
    assert creations(twilio) == 0
    assert "1. Ya" in twilio.created[-1].body
