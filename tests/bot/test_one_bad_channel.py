"""One bad channel harms no other: a refused token is loud, tried again, and stops nobody."""

import logging
from pathlib import Path
from typing import Any

import pytest

from bot import ears, run, turns
from bot.channels import Misconfigured, Outgoing, Receipt, Store
from bot.settings import Settings
from tests.bot.test_roles import Desk, Lines, until
from tests.lines import WHATSAPP


class Refused(Lines):
    """Lines of a platform that refuses our token for a while."""

    name = WHATSAPP
    refuses = True

    async def send(self, message: Outgoing) -> Receipt:
        receipt = await super().send(message)
        if self.refuses:
            raise Misconfigured("check the token")
        return receipt

    async def listen(self, store: Store) -> None:
        self.times.append(0)
        if self.refuses:
            raise Misconfigured("check the token")
        await super().listen(store)


@pytest.mark.wide
async def test_a_401_stops_only_its_channel_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(turns, "PROBED", turns.LATE / 10)
    desk = Desk(tmp_path)
    bad = Refused(desk.clock)
    desk.program.add(bad)
    with caplog.at_level(logging.ERROR):
        desk.queue(1, address=f"{WHATSAPP}:1")
        desk.queue(3)
        async with desk.speaking():
            await until(lambda: len(desk.lines.times) == 3 and len(bad.times) >= 2)
            bad.refuses = False
            await until(lambda: [row.state for row in desk.rows()] == ["sent"] * 4)
    assert "stands still, and is tried again" in caplog.text


async def test_a_listener_that_is_refused_listens_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ears, "REFUSED_SECONDS", 0.05)
    monkeypatch.setattr(ears, "PAUSE_SECONDS", 0.05)
    desk = Desk(tmp_path)
    bad = Refused(desk.clock)
    desk.program.add(bad)
    desk.program.roles = frozenset({"speak", "listen"})
    async with desk.speaking():
        await until(lambda: len(bad.times) >= 3)


def test_a_channel_that_was_never_heard_is_watched(tmp_path: Path) -> None:
    from storage import outages
    from storage.database import transaction

    desk = Desk(tmp_path)
    desk.program.ears.remember()
    with transaction(desk.engine) as db:
        known = outages.beats(db)[desk.lines.name]
    assert desk.clock.now() - known > ears.GAP, "no call is sent before it was heard"


def test_a_program_starts_with_the_channels_that_work(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_given: object) -> None:
        raise Misconfigured("check the number")

    settings = Settings(_env_file=None, telegram_token="8110000001:AAFake")
    desk = Desk(tmp_path)
    makers: list[Any] = [run._telegram, broken]
    made = [run._working(make, settings, desk.clock, desk.program) for make in makers]
    assert [channel is not None for channel in made] == [True, False]
    assert "this channel is off: check the number" in caplog.text
