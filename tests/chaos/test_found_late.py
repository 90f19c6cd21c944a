"""Found by chaos: a webhook may be held up on its way, and nobody is late because of that."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.errors import Pace
from bot.clock import Clock
from handlers.events import Message
from tests.bot.whatsapp.rig import INBOUND, PUBLIC, Disk, listening, served, until
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, FakeTwilio

HELD_UP = 8  # seconds, in which a window has ended


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as fake:
        yield fake


async def brought_late(twilio: FakeTwilio, disk: Disk, grace: float) -> Message:
    """Let Ana answer, and her webhook come late; give what became of it."""
    clock = Clock()
    settings: dict[str, Any] = {"public_url": PUBLIC, "api_url": twilio.url}
    channel = WhatsApp(
        ACCOUNT_SID,
        AUTH_TOKEN,
        NUMBER,
        clock,
        **settings,
        next_deadline=clock.now,
        pace=Pace(first=0.01, look=0.02, glance=0.01, grace=grace),
        heard_before=clock.now() - timedelta(minutes=1),
    )
    sid = twilio.user("+628110000001", "Ana").says("Hadir")
    twilio.world.messages[sid].created -= HELD_UP
    async with served(channel) as root, listening(channel, disk):
        await until(lambda: len(twilio.exchanges) > 1)  # two looks, both of which showed it
        hook = twilio.hook(PUBLIC + INBOUND, root + INBOUND)
        params = {"MessageSid": sid, "From": "whatsapp:+628110000001", "Body": "Hadir"}
        await twilio.courier.bring("inbound", sid, hook.public_url, params)
        await disk.has(1)
    (event,) = disk.events(channel)
    await channel.close()
    assert isinstance(event, Message)
    return event


def written(twilio: FakeTwilio) -> datetime:
    (message,) = twilio.world.messages.values()
    return datetime.fromtimestamp(int(message.created), UTC)


async def test_an_answer_whose_webhook_was_held_up_is_dated_by_twilio(twilio: FakeTwilio) -> None:
    event = await brought_late(twilio, Disk(), grace=60)
    assert event.at == written(twilio)


async def test_where_twilio_cannot_date_it_the_webhook_is_refused_and_the_list_brings_it(
    twilio: FakeTwilio,
) -> None:
    twilio.fail("FetchMessage", times=9, status=500)
    disk = Disk()
    event = await brought_late(twilio, disk, grace=0.5)
    assert disk.kept[0][1]["recovered"]
    assert event.at == written(twilio)
