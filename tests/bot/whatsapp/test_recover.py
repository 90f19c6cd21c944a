"""After an outage nothing is missing before anybody may be judged by silence."""

import asyncio
import itertools
import json
import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.channels import Misconfigured, Raw
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.errors import Pace
from bot.channels.whatsapp.hook import Seen
from bot.channels.whatsapp.recover import Recovery
from bot.clock import Clock, ToldClock
from handlers.events import Attachment, Message, Spot, Text
from tests.bot.whatsapp.conftest import Maker
from tests.bot.whatsapp.rig import (
    FAST,
    HADIR,
    INBOUND,
    NOW,
    PUBLIC,
    SID,
    Disk,
    Post,
    listening,
    served,
    until,
)
from tests.fakes.twilio import Device, FakeTwilio


async def test_what_was_said_while_we_were_down_is_heard_before_we_claim_to_hear(
    make: Maker, twilio: FakeTwilio, ana: Device, disk: Disk
) -> None:
    sids = [ana.says("Hadir"), ana.shares(-2.9, 104.7), ana.sends("photo", caption="Presensi")]
    down_since = Clock().now() - timedelta(minutes=10)
    channel = make(api_url=twilio.url, heard_before=down_since)
    async with listening(channel, disk):
        await until(channel.heard)
        assert [external for external, _ in disk.kept] == sids
    text, pin, photo = disk.events(channel)
    assert isinstance(text, Text)
    assert text.text == "Hadir"
    assert isinstance(pin, Attachment)
    assert pin.kind == "unsupported"
    assert isinstance(photo, Attachment)
    assert (photo.kind, photo.caption) == ("photo", "Presensi")
    assert await channel.fetch(photo.file) == b"fake"


async def test_a_recovered_message_has_twilios_date(
    make: Maker, twilio: FakeTwilio, ana: Device, disk: Disk
) -> None:
    sid = ana.says("Hadir")
    message = twilio.world.messages[sid]
    message.created -= 300
    channel = make(api_url=twilio.url, heard_before=Clock().now() - timedelta(minutes=10))
    async with listening(channel, disk):
        await disk.has(1)
    (event,) = disk.events(channel)
    assert isinstance(event, Message)
    assert event.at == datetime.fromtimestamp(int(message.created), UTC)


async def test_at_the_first_start_the_past_is_left_alone(
    make: Maker, twilio: FakeTwilio, ana: Device, disk: Disk
) -> None:
    old = twilio.world.messages[ana.says("Halo")]
    assert old.sent
    old.created = old.sent = old.sent - 600
    channel = make(api_url=twilio.url)
    async with listening(channel, disk):
        await until(channel.heard)
    assert disk.kept == []


async def test_what_the_webhook_brought_is_not_recovered_again(
    whatsapp: WhatsApp, twilio: FakeTwilio, ana: Device, disk: Disk, open_door: None
) -> None:
    async with listening(whatsapp, disk):
        await until(whatsapp.heard)
        sid = ana.shares(-2.9, 104.7)
        await disk.has(1)
        lists = sum(e.operation == "ListMessage" for e in twilio.exchanges)
        await until(
            lambda: sum(e.operation == "ListMessage" for e in twilio.exchanges) > lists + 8
        )
    ((external, raw),) = disk.kept
    assert external == f"{sid}#whole"
    assert raw["Latitude"] == "-2.9", "the webhook's own words, not the list's poorer ones"


async def test_many_pages_are_all_read(
    make: Maker, twilio: FakeTwilio, ana: Device, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.whatsapp.ledger.PAGE", 3)
    sids = [ana.says(f"{number}") for number in range(10)]
    channel = make(api_url=twilio.url, heard_before=Clock().now())
    async with listening(channel, disk):
        await until(channel.heard)
    assert [external for external, _ in disk.kept] == sids


async def test_a_list_that_is_not_whole_proves_nothing(
    make: Maker, twilio: FakeTwilio, ana: Device, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.whatsapp.ledger.PAGE", 1)
    for number in range(2):
        ana.says(f"{number}")
    for _ in range(30):  # the first page passes, the second breaks
        twilio.fail("ListMessage", delay=0.001)
        twilio.fail("ListMessage", status=500)
    channel = make(api_url=twilio.url, heard_before=Clock().now())
    async with listening(channel, disk):
        await until(lambda: len(twilio.exchanges) > 6)
        assert channel.heard() is None
    assert disk.kept == []


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 429}, {"cut": True}, {"body": "x"}])
async def test_trouble_with_twilio_is_outlived(
    make: Maker, twilio: FakeTwilio, disk: Disk, fault: dict[str, object]
) -> None:
    twilio.fail("ListMessage", times=2, **fault)
    channel = make(api_url=twilio.url)
    async with listening(channel, disk):
        await until(channel.heard)


async def test_while_twilio_is_away_we_do_not_claim_to_hear(make: Maker, disk: Disk) -> None:
    channel = make(api_url="http://127.0.0.1:9")
    async with listening(channel, disk):
        await asyncio.sleep(0.1)
        assert channel.heard() is None


async def test_a_wrong_token_stops_it(make: Maker, twilio: FakeTwilio, disk: Disk) -> None:
    with pytest.raises(Misconfigured):
        await make(api_url=twilio.url, token="wrong-token").listen(disk.store)


async def test_a_lost_webhook_is_noticed_while_we_run(
    whatsapp: WhatsApp, twilio: FakeTwilio, ana: Device, disk: Disk
) -> None:
    async with served(whatsapp) as root, listening(whatsapp, disk):
        twilio.hook(PUBLIC + INBOUND, root + INBOUND).lost = True
        await until(whatsapp.heard)
        said_at = Clock().now()
        ana.says("Hadir")
        await disk.has(1)
        await until(lambda: (whatsapp.heard() or said_at) > said_at)
    assert [raw["Body"] for _, raw in disk.kept] == ["Hadir"]


async def test_a_webhook_that_comes_after_the_list_is_not_called_a_replay(
    whatsapp: WhatsApp, twilio: FakeTwilio, ana: Device, disk: Disk
) -> None:
    async with served(whatsapp) as root, listening(whatsapp, disk):
        sid = ana.says("Hadir")
        await disk.has(1)
        hook = twilio.hook(PUBLIC + INBOUND, root + INBOUND)
        params = {"MessageSid": sid, "From": "whatsapp:+628110000001", "Body": "Hadir"}
        late = await twilio.courier.bring("inbound", sid, hook.public_url, params)
    assert late.answer == 200
    assert len(disk.kept) == 1
    assert not whatsapp.rejected


async def test_a_pin_that_the_list_showed_first_is_told_whole_by_its_webhook(
    whatsapp: WhatsApp, twilio: FakeTwilio, ana: Device, disk: Disk
) -> None:
    async with listening(whatsapp, disk):
        sid = ana.shares(-2.9, 104.7)
        await disk.has(1)
        pin = HADIR | {"MessageSid": sid, "Body": "", "Latitude": "-2.9", "Longitude": "104.7"}
        assert await Post(pin).to(whatsapp) == 200
        assert await Post(pin | {"NumSegments": "1"}).to(whatsapp) == 200
    assert [external for external, _ in disk.kept] == [sid, f"{sid}#whole"]
    poor, rich = disk.events(whatsapp)
    assert isinstance(poor, Attachment)
    assert isinstance(rich, Spot)


async def test_a_message_that_lags_for_long_on_the_list_is_still_found() -> None:
    office = Office()
    await office.looks_after(0)
    await office.looks_after(100)
    assert office.asked[-1] <= at(-100)


class Office:
    """A recovery with a told clock and a list that is written by hand."""

    def __init__(self, heard_before: datetime | None = NOW) -> None:
        self.clock, self.disk, self.seen = ToldClock(NOW), Disk(), Seen()
        self.listed: list[Raw] = []
        self.asked: list[datetime] = []
        self.recovery = Recovery(
            self._written,
            self._complete,
            self.clock,
            lambda: None,
            self.seen,
            Pace(),
            heard_before,
        )

    async def _written(self, since: datetime) -> list[Raw]:
        self.asked.append(since)
        return list(self.listed)

    async def _complete(self, raw: Raw) -> Raw:
        return raw

    def shows(self, sid: str) -> None:
        self.listed.append({"MessageSid": sid})

    async def looks_after(self, seconds: float) -> datetime | None:
        self.clock.advance_to(self.clock.now() + timedelta(seconds=seconds))
        await self.recovery.look(self.disk.store)
        return self.recovery.until


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


async def test_hearing_waits_for_a_webhook_that_is_on_its_way() -> None:
    office = Office()
    assert await office.looks_after(0) == at(0)
    office.shows("SM1")
    assert await office.looks_after(8) == at(0), "somebody said something after the last list"
    office.seen.add("SM1", "t")  # the webhook
    assert await office.looks_after(2) == at(10)
    assert office.disk.kept == []


async def test_who_waits_in_vain_takes_the_list_at_its_word() -> None:
    office = Office()
    await office.looks_after(0)
    office.shows("SM1")
    assert await office.looks_after(8) == at(0)
    assert await office.looks_after(5) == at(0)
    assert await office.looks_after(1) == at(14)
    assert [external for external, _ in office.disk.kept] == ["SM1"]


async def test_without_webhooks_hearing_follows_at_a_distance_that_is_no_outage() -> None:
    """The program takes 20 seconds without a word from a channel for an outage."""
    office = Office()
    heard = [await office.looks_after(0)]
    for number in range(30):
        office.shows(f"SM{number}")
        heard.append(await office.looks_after(2))
    known = [moment for moment in heard if moment]
    gaps = [later - earlier for earlier, later in itertools.pairwise(known)]
    assert max(gaps) <= timedelta(seconds=10)
    assert at(60) - known[-1] <= timedelta(seconds=10)


async def test_hearing_never_goes_back_and_lists_overlap() -> None:
    office = Office()
    assert await office.looks_after(100) == at(100)
    office.shows("SM1")
    assert await office.looks_after(1) == at(100)
    assert await office.looks_after(1) == at(100)
    assert office.asked == [at(-300), at(-200), at(-200)]


async def test_a_disk_that_is_full_keeps_the_message_waiting(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)
    office = Office()
    await office.looks_after(0)
    office.shows("SM1")
    await office.looks_after(8)
    office.disk.fails = 1
    with pytest.raises(OSError, match="space"):
        await office.looks_after(8)
    assert office.recovery.until == at(0)
    assert await office.looks_after(1) == at(17)
    assert len(office.disk.kept) == 1


async def test_years_of_silence_are_not_read_again() -> None:
    office = Office(heard_before=NOW - timedelta(days=700))
    await office.looks_after(0)
    assert office.asked == [NOW - timedelta(days=7, minutes=5)]


async def test_a_clock_that_differs_from_twilios_loses_and_blames_nothing(
    make: Maker, twilio: FakeTwilio, ana: Device, disk: Disk
) -> None:
    """Ours is ten minutes ahead: Twilio dates all earlier than we ask for."""
    ours = Clock(start=datetime.now(UTC) + timedelta(minutes=10))
    message = twilio.world.messages[ana.says("Hadir")]
    channel = make(api_url=twilio.url, clock=ours, pace=FAST)
    async with listening(channel, disk):
        await until(channel.heard)
    (event,) = (channel.parse(raw, ours.now()) for _, raw in disk.kept)
    assert event is not None
    told = datetime.fromtimestamp(message.created, UTC) + timedelta(minutes=10)
    assert abs(event.at - told) < timedelta(seconds=3)


@pytest.mark.parametrize("junk", ["9" * 5000, "[" * 100_000 + "]" * 100_000, "1e999"])
async def test_one_message_of_the_list_that_cannot_be_read_hides_no_other(
    make: Maker, twilio: FakeTwilio, ana: Device, disk: Disk, junk: str
) -> None:
    broken = [
        f'{{"sid": "{SID}", "direction": "inbound", "price": {junk}}}',
        "null",
        junk,
    ]
    found = _listed(twilio, ana.says("Hadir"))
    said = f'{{"messages": [{", ".join([*broken, found])}], "page": 0}}'
    twilio.fail("ListMessage", times=1000, body=said)
    channel = make(api_url=twilio.url, heard_before=Clock().now() - timedelta(minutes=10))
    async with listening(channel, disk):
        await until(channel.heard)
    assert "Hadir" in [raw["Body"] for _, raw in disk.kept]
    with pytest.raises(ValueError, match="date"):
        channel.parse(dict(disk.kept)[SID] | {"From": "whatsapp:+628110000001"}, Clock().now())


def _listed(twilio: FakeTwilio, sid: str) -> str:
    message = twilio.world.messages[sid]
    written = datetime.fromtimestamp(message.created, UTC)
    parts = {
        "sid": sid,
        "direction": "inbound",
        "body": message.text,
        "from": message.sender,
        "date_created": format_datetime(written),
    }
    return json.dumps(parts)
