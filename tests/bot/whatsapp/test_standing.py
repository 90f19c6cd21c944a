"""How our number stands at WhatsApp, as the running program asks it now and then."""

import pytest

from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.standing import people_per_day
from bot.channels.whatsapp.templates import Made, Templates
from tests.bot.whatsapp.conftest import Maker
from tests.bot.whatsapp.rig import INBOUND, PUBLIC, served
from tests.fakes.twilio import FakeTwilio


@pytest.fixture
def here(twilio: FakeTwilio) -> None:
    """Twilio brings messages to us."""
    twilio.world.sender.callback = f"{PUBLIC}{INBOUND}#rc=2"


@pytest.mark.usefixtures("here")
async def test_a_number_and_templates_that_stand_well_are_no_news(whatsapp: WhatsApp) -> None:
    assert await whatsapp.examine() == []


async def test_all_that_is_wrong_is_named(
    whatsapp: WhatsApp, twilio: FakeTwilio, templates: Templates
) -> None:
    sender = twilio.world.sender
    sender.status, sender.quality, sender.limit = "OFFLINE", "LOW", "100 Customers/24hr"
    sender.callback, sender.status_callback = "https://old.example/", f"{PUBLIC}{INBOUND}"
    twilio.decide(templates.sids()[0], "paused")
    assert await whatsapp.examine() == [
        "offline",
        "low_quality",
        "low_limit",
        "inbound_elsewhere",
        "status_at_inbound",
        "template",
    ]


@pytest.mark.usefixtures("here")
async def test_a_template_that_twilio_does_not_know_is_wrong(
    make: Maker, twilio: FakeTwilio
) -> None:
    gone = Templates({("id", "call.first"): Made("HX" + "0" * 32)})
    assert await make(api_url=twilio.url, templates=gone).examine() == ["template"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("operation", ["ListChannelsSender", "FetchChannelsSender"])
async def test_who_is_not_told_says_nothing(
    whatsapp: WhatsApp, twilio: FakeTwilio, operation: str
) -> None:
    twilio.fail(operation, status=503)
    assert await whatsapp.examine() is None
    assert await whatsapp.examine() == []


async def test_a_number_of_the_sandbox_is_no_sender_and_nothing_is_wrong(
    make: Maker, twilio: FakeTwilio
) -> None:
    sandbox = make(api_url=twilio.url, sender="whatsapp:+14155238886")
    assert await sandbox.examine() == []


async def test_our_public_address_is_missed_only_where_it_could_be_reached_before(
    make: Maker, twilio: FakeTwilio
) -> None:
    channel = make(api_url=twilio.url)
    async with served(channel) as root:
        near = make(api_url=twilio.url, public_url=root)
        twilio.world.sender.callback = f"{root}{INBOUND}"
        assert await near.examine() == []
        assert channel.rejected["no_signature"] == 1, "it was we who answered"
    assert await near.examine() == ["unreached"]
    far = make(api_url=twilio.url, public_url=root)
    assert await far.examine() == [], "the office's own network may not route back"


@pytest.mark.parametrize(
    ("limit", "people"),
    [
        ("250 Customers/24hr", 250),
        ("1K Customers/24hr", 1000),
        ("100K Customers/24hr", 100_000),
        ("Unlimited Customers/24hr", None),
        ("", None),
    ],
)
def test_a_limit_is_read_as_a_number_of_people(limit: str, people: int | None) -> None:
    assert people_per_day(limit) == people
