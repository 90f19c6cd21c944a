"""The phones: what they say is parsed like any channel's, what is said to them stays on them."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels import Button, Channel, Outgoing, Raw, SendError
from bot.channels.phones import PICTURE, Phones, parse
from bot.channels.phones.parse import CAMERA
from bot.clock import ToldClock
from handlers.events import Attachment, Blocked, Delivered, Event, Spot, Tap, Text, Unblocked
from handlers.traits import Traits

AT = datetime(2026, 4, 10, 2, 12, 7, tzinfo=UTC)
LATER = datetime(2026, 4, 10, 2, 12, 9, tzinfo=UTC)
STAMP = "2026-04-10T09:12:07+07:00"
FROM: dict[str, Any] = {"at": AT, "address": "phones:ana"}
SAID = {**FROM, "ref": STAMP}
PHOTO = Attachment(**SAID, kind="photo", caption="Meja", file=CAMERA)


@pytest.mark.parametrize(
    ("raw", "event"),
    [
        ({"kind": "text", "text": "Hadir."}, Text(**SAID, text="Hadir.")),
        ({"kind": "text", "text": ""}, Text(**SAID, text="")),
        (
            {"kind": "tap", "message": 3, "data": "case:1:accept"},
            Tap(at=LATER, address="phones:ana", data="case:1:accept"),
        ),
        ({"kind": "location", "lat": -2.97, "lon": 104.7}, Spot(**SAID, lat=-2.97, lon=104.7)),
        ({"kind": "photo", "caption": "Meja"}, PHOTO),
        ({"kind": "sticker"}, Attachment(**SAID, kind="sticker")),
        ({"kind": "text", "text": "2", "quotes": 7}, Text(**SAID, text="2", quotes="7")),
        ({"kind": "unsupported"}, Attachment(**SAID, kind="unsupported")),
        (
            {"kind": "read", "outbox": 5, "message": 3},
            Delivered(at=AT, outbox_id=5, ref="3", received=LATER, read=True),
        ),
        ({"kind": "blocked"}, Blocked(**FROM)),
        ({"kind": "unblocked"}, Unblocked(**FROM)),
    ],
)
def test_what_a_phone_says_is_an_event(raw: Raw, event: Event) -> None:
    assert parse({"phone": "ana", "at": STAMP, **raw}, LATER) == event


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"phone": "ana", "at": STAMP, "kind": "telepathy"},
        {"phone": "ana", "at": STAMP, "kind": "text"},
        {"phone": "ana", "at": "2026-04-10T09:12:07", "kind": "text", "text": "Hadir."},
        {"phone": "ana", "at": 7, "kind": "text", "text": "Hadir."},
        {"phone": "ana", "at": STAMP, "kind": "location", "lat": "here", "lon": 1},
    ],
)
def test_nonsense_is_refused(raw: Raw) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        parse(raw, LATER)


@pytest.fixture
def phones() -> Phones:
    return Phones(ToldClock(AT))


def test_it_is_a_channel(phones: Phones) -> None:
    channel: Channel = phones
    assert channel.name == "phones"
    assert channel.heard() == AT


def outgoing(**facts: Any) -> Outgoing:
    return Outgoing(address="phones:ana", text="Yth.", **facts)


async def test_what_the_bot_says_stays_on_the_phone(phones: Phones) -> None:
    receipt = await phones.send(outgoing(inline=((Button(label="Ya", data="y"),),)))
    bubble = phones.phone("ana").bubbles[0]
    assert (receipt.ref, receipt.at) == (str(bubble.number), AT)
    assert bubble.inline == ((("Ya", "y"),),)
    assert not bubble.mine


async def test_a_keyboard_stays_until_it_is_taken_away(phones: Phones) -> None:
    ana = phones.phone("ana")
    await phones.send(outgoing(keyboard=((Button(label="HADIR"),),)))
    await phones.send(outgoing())
    shown = [ana.keyboard]
    await phones.send(outgoing(clear_keyboard=True))
    assert [*shown, ana.keyboard] == [(("HADIR",),), ()]


@pytest.mark.parametrize(
    ("address", "cause"), [("phones:ana", "blocked"), ("telegram:1", "rejected")]
)
async def test_what_cannot_be_sent_says_why(phones: Phones, address: str, cause: str) -> None:
    phones.phone("ana").blocked = True
    with pytest.raises(SendError) as error:
        await phones.send(Outgoing(address=address, text="Yth."))
    assert error.value.cause == cause


async def test_what_a_phone_says_is_stored_and_shown(phones: Phones) -> None:
    stored: list[tuple[str, Raw]] = []

    async def store(_channel: str, updates: list[tuple[str, Raw]]) -> None:
        stored.extend(updates)

    with pytest.raises(SendError):
        await phones.say("ana", "text", text="Halo?")  # nobody listens yet
    listening = asyncio.ensure_future(phones.listen(store))
    await asyncio.sleep(0)
    await phones.send(outgoing(inline=((Button(label="Ya", data="y"),),)))
    await phones.say("ana", "tap", message=1, data="y")
    await phones.say("ana", "location", lat=-2.97, lon=104.7)
    await phones.say("ana", "blocked")
    listening.cancel()
    ana = phones.phone("ana")
    assert [raw["kind"] for _, raw in stored] == ["tap", "location", "blocked"]
    assert len({number for number, _ in stored}) == 3
    assert [(b.mine, b.pressed) for b in ana.bubbles] == [(False, "y"), (True, "")]
    assert ana.blocked


async def test_a_photo_of_a_phone_can_be_fetched_and_nothing_else(phones: Phones) -> None:
    assert await phones.fetch(CAMERA) == PICTURE
    with pytest.raises(SendError, match="rejected"):
        await phones.fetch("passport")


LIKE_WHATSAPP = Traits(buttons=False, slash=False, live_location=False, receipts=True)
QUESTION = "Yth.\n\nMohon membalas dengan angka atau kata:\n1. HADIR"


class Listening:
    """Phones that somebody listens to, and what they said."""

    def __init__(self, phones: Phones) -> None:
        self.phones, self.heard = phones, list[Raw]()

    async def __aenter__(self) -> "Listening":
        self._task = asyncio.ensure_future(self.phones.listen(self._store))
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()

    async def _store(self, _channel: str, updates: list[tuple[str, Raw]]) -> None:
        self.heard += [raw for _, raw in updates]


def like_whatsapp(**facts: Any) -> Phones:
    return Phones(ToldClock(AT), LIKE_WHATSAPP, **facts)


async def test_without_buttons_the_choices_are_those_that_stand_numbered_in_the_text() -> None:
    async with Listening(like_whatsapp()) as office:
        asked = Outgoing(address="phones:ana", text=QUESTION, language="id", outbox_id=1)
        await office.phones.send(asked)
    bubble = office.phones.phone("ana").bubbles[0]
    assert (bubble.choices, bubble.inline, bubble.keyboard) == (("HADIR",), (), ())
    assert bubble.text.endswith("angka atau kata:"), "the page numbers them itself"


async def test_a_message_is_delivered_at_once_and_read_when_the_person_writes() -> None:
    async with Listening(like_whatsapp()) as office:
        await office.phones.send(outgoing(outbox_id=5))
        bubble = office.phones.phone("ana").bubbles[0]
        states = [bubble.state]
        await office.phones.say("ana", "text", text="1")
    assert [*states, bubble.state] == ["delivered", "read"]
    assert [raw["kind"] for raw in office.heard] == ["delivered", "read", "text"]
    assert {raw["outbox"] for raw in office.heard[:2]} == {5}


async def test_a_dead_phone_gets_what_was_said_only_when_it_is_switched_on() -> None:
    async with Listening(like_whatsapp()) as office:
        await office.phones.say("ana", "off")
        receipt = await office.phones.send(outgoing(outbox_id=5))
        states = [office.phones.phone("ana").bubbles[0].state]
        with pytest.raises(SendError, match="off"):
            await office.phones.say("ana", "text", text="1")
        assert office.heard == []
        await office.phones.say("ana", "on")
    assert [*states, office.phones.phone("ana").bubbles[0].state] == ["sent", "delivered"]
    assert [(raw["kind"], raw["message"]) for raw in office.heard] == [("delivered", 1)]
    assert receipt.ref == "1"


async def test_only_templates_open_a_session_and_there_is_no_menu() -> None:
    phones = like_whatsapp(templates={"call.first"})
    assert phones.opens_with("call.first", "id")
    assert not phones.opens_with("digest.text", "id")
    await phones.offer_commands("phones:ana", "id", {"status": "?"})
    assert phones.phone("ana").commands == {}
