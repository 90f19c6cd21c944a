"""A fake Twilio, and a WhatsApp channel that talks to it and is always closed."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.templates import Made, Templates
from bot.clock import Clock
from tests.bot.whatsapp.rig import FAST, INBOUND, PUBLIC, Disk, served
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, Device, FakeTwilio


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as server:
        yield server


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def ana(twilio: FakeTwilio) -> Device:
    """Somebody who wrote a moment ago, so that we may write to her freely."""
    device = twilio.user("+628110000001", "Ana")
    device.person.heard_at = twilio.world.now()
    return device


Maker = Callable[..., WhatsApp]


@pytest.fixture
async def make() -> AsyncIterator[Maker]:
    """Build channels; without a server's address, to one that is not there."""
    made: list[WhatsApp] = []

    def build(**changed: Any) -> WhatsApp:
        clock = changed.pop("clock", None) or Clock()
        given: dict[str, Any] = {
            "api_url": "http://127.0.0.1:9",
            "public_url": PUBLIC,
            "next_deadline": lambda: None,
            "timeout": 0.4,
            "pace": FAST,
            **changed,
        }
        account, token = given.pop("account", ACCOUNT_SID), given.pop("token", AUTH_TOKEN)
        made.append(WhatsApp(account, token, given.pop("sender", NUMBER), clock, **given))
        return made[-1]

    yield build
    for channel in made:
        await channel.close()


@pytest.fixture
def templates(twilio: FakeTwilio) -> Templates:
    """A template of the roll-call, approved."""
    body = "Bapak/Ibu {{1}}, besok {{2}} bekerja dari rumah."
    actions = [{"title": "Siap", "id": "press.ready"}]
    created = twilio.world.sid("HX")
    from tests.fakes.twilio.world import Content

    twilio.world.contents[created] = Content(
        created,
        "roll_call",
        "id",
        {"twilio/quick-reply": {"body": body, "actions": actions}},
        {},
        twilio.world.now(),
        {"status": "approved"},
    )
    return Templates({("id", "readiness.ask"): Made(created)})


@pytest.fixture
def whatsapp(make: Maker, twilio: FakeTwilio, templates: Templates) -> WhatsApp:
    return make(api_url=twilio.url, templates=templates)


@pytest.fixture
async def open_door(whatsapp: WhatsApp, twilio: FakeTwilio) -> AsyncIterator[None]:
    """Let the fake reach the channel's webhooks behind the public address."""
    async with served(whatsapp) as root:
        twilio.hook(PUBLIC + INBOUND, root + INBOUND)
        yield
        await twilio.settle()
