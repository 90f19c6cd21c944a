"""The phones: what they say is parsed like any channel's, what is said to them stays on them."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels import Button, Channel, Outgoing, Raw, SendError
from bot.channels.phones import CAMERA, PICTURE, Phones, parse
from bot.clock import ToldClock
from handlers.events import Attachment, Blocked, Event, Spot, Tap, Text, Unblocked

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
