"""A callback that does not come is asked after before a call is void."""

from datetime import timedelta

from bot.channels import Raw
from bot.channels.whatsapp.errors import Pace
from bot.channels.whatsapp.statuses import Statuses
from bot.clock import Clock, ToldClock
from handlers.events import Delivered, Failed
from storage.awaited import Awaited
from tests.bot.whatsapp.conftest import Maker
from tests.bot.whatsapp.rig import FAST, NOW, Disk, listening, to_ana, until
from tests.fakes.twilio import Device, FakeTwilio


async def test_a_message_whose_callback_is_lost_is_known_to_have_arrived(
    make: Maker, twilio: FakeTwilio, ana: Device, disk: Disk
) -> None:
    waiting = list[Awaited]()
    channel = make(api_url=twilio.url, awaited=lambda: waiting)
    receipt = await channel.send(to_ana())
    waiting.append(Awaited(7, receipt.ref, receipt.at, receipt.at))
    async with listening(channel, disk):
        await until(lambda: any(isinstance(e, Delivered) for e in disk.events(channel)))
        before = Clock().now()
        await until(lambda: (channel.heard() or before) > before)
    (event,) = [e for e in disk.events(channel) if isinstance(e, Delivered)]
    assert (event.outbox_id, event.ref, event.asked) == (7, receipt.ref, True)


async def test_a_message_that_failed_unheard_is_void_with_its_true_cause(
    make: Maker, twilio: FakeTwilio, ana: Device, disk: Disk
) -> None:
    waiting = list[Awaited]()
    channel = make(api_url=twilio.url, awaited=lambda: waiting)
    ana.person.heard_at = 0.0
    receipt = await channel.send(to_ana())
    waiting.append(Awaited(7, receipt.ref, receipt.at, receipt.at))
    async with listening(channel, disk):
        await until(lambda: any(isinstance(e, Failed) for e in disk.events(channel)))
    failures = [e for e in disk.events(channel) if isinstance(e, Failed)]
    assert {f.cause for f in failures} == {"no_session"}


async def test_nobody_is_void_while_twilio_does_not_answer(
    make: Maker, twilio: FakeTwilio, ana: Device, disk: Disk
) -> None:
    waiting = [Awaited(7, "SM" + "0" * 32, Clock().now(), Clock().now())]
    channel = make(api_url=twilio.url, awaited=lambda: waiting)
    twilio.fail("FetchMessage", times=1000, status=500)
    async with listening(channel, disk):
        await until(lambda: sum(e.operation == "FetchMessage" for e in twilio.exchanges) > 2)
        assert channel.heard() is None
        waiting.clear()
        await until(channel.heard)


async def test_a_message_that_twilio_does_not_know_holds_up_nothing(
    make: Maker, twilio: FakeTwilio, disk: Disk
) -> None:
    waiting = [Awaited(7, "SM" + "0" * 32, Clock().now(), Clock().now())]
    channel = make(api_url=twilio.url, awaited=lambda: waiting)
    async with listening(channel, disk):
        await until(channel.heard)


async def test_it_is_asked_when_a_callback_is_late_ever_less_often_and_at_the_end() -> None:
    clock, asked, disk = ToldClock(NOW), list[float](), Disk()

    async def fetch(sid: str) -> Raw:
        asked.append((clock.now() - NOW).total_seconds())
        return {"MessageSid": sid, "MessageStatus": "sent"}

    one = Awaited(7, "SM1", NOW, NOW + timedelta(seconds=300))
    statuses = Statuses(fetch, lambda: [one], clock, Pace().late)
    while clock.now() <= one.void_at:
        await statuses.ask(disk.store)
        clock.advance_to(clock.now() + timedelta(seconds=1))
    assert asked == [10, 20, 40, 80, 160, 300]
    assert disk.kept == []
    assert FAST.late < Pace().late
