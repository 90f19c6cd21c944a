"""Found by chaos: an answer is dated by the arrival of its webhook, which may be held up."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.errors import Pace
from bot.clock import Clock
from handlers.events import Message
from tests.bot.whatsapp.rig import INBOUND, PUBLIC, Disk, listening, served, until
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, FakeTwilio

PATIENT = Pace(first=0.01, look=0.02, glance=0.01, grace=60.0)


@pytest.mark.xfail(strict=True, reason="the list that showed the answer knows Twilio's own date")
async def test_an_answer_whose_webhook_was_held_up_is_dated_by_twilio() -> None:
    clock, disk = Clock(), Disk()
    async with FakeTwilio() as twilio:
        channel = WhatsApp(
            ACCOUNT_SID,
            AUTH_TOKEN,
            NUMBER,
            clock,
            public_url=PUBLIC,
            api_url=twilio.url,
            next_deadline=clock.now,
            pace=PATIENT,
            heard_before=clock.now() - timedelta(minutes=1),
        )
        sid = twilio.user("+628110000001", "Ana").says("Hadir")
        twilio.world.messages[sid].created -= 8  # seconds ago, and the window ended meanwhile
        async with served(channel) as root, listening(channel, disk):
            await until(lambda: len(twilio.exchanges) > 1)  # two looks, both of which showed it
            hook = twilio.hook(PUBLIC + INBOUND, root + INBOUND)
            params = {"MessageSid": sid, "From": "whatsapp:+628110000001", "Body": "Hadir"}
            await twilio.courier.bring("inbound", sid, hook.public_url, params)
        (event,) = disk.events(channel)
        await channel.close()
    assert isinstance(event, Message)
    assert event.at == datetime.fromtimestamp(int(twilio.world.messages[sid].created), UTC)
