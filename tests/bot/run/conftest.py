"""Sites on one network, on the other, and on both."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.run.networks import OnTelegram, OnWhatsApp
from tests.bot.run.site import Site
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as fake:
        yield fake


@pytest.fixture
def on_telegram(tmp_path: Path, telegram: FakeTelegram) -> Site:
    return Site(tmp_path, OnTelegram(telegram))


@pytest.fixture
def on_whatsapp(tmp_path: Path, twilio: FakeTwilio) -> Site:
    return Site(tmp_path, OnWhatsApp(twilio))


@pytest.fixture(params=["on_telegram", "on_whatsapp"])
def site(request: pytest.FixtureRequest) -> Site:
    """A site on each network in turn."""
    found: Site = request.getfixturevalue(request.param)
    return found
