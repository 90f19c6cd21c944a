"""Dating an answer: nobody is late because of the way that his webhook took."""

from datetime import datetime, timedelta

import pytest

from bot.channels import Raw
from bot.channels.whatsapp.dating import EDGE, HELD_UP, Dating
from tests.bot.whatsapp.rig import HADIR, NOW

SECOND = timedelta(seconds=1)
WRITTEN = NOW - 8 * SECOND
PIN = {"Latitude": "-2.98", "Longitude": "104.75"}


class Watch:
    """A clock that is told, and the end of a window."""

    def __init__(self) -> None:
        self.time, self.deadline = NOW, NOW + timedelta(minutes=5)

    def now(self) -> datetime:
        return self.time


class Twilio:
    """What it says of a message's date, and how often it was asked."""

    def __init__(self) -> None:
        self.asked, self.is_down = 0, False

    async def created(self, sid: str) -> datetime:
        assert sid == HADIR["MessageSid"]
        self.asked += 1
        if self.is_down:
            raise ValueError("no date")
        return WRITTEN


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def twilio() -> Twilio:
    return Twilio()


@pytest.fixture
def dating(watch: Watch, twilio: Twilio) -> Dating:
    found = Dating(twilio.created, watch, lambda: watch.deadline)  # type: ignore[arg-type]
    found.is_watched = True
    return found


def form(**more: str) -> Raw:
    return HADIR | more


async def test_while_no_window_has_ended_nobody_asks_twilio(
    dating: Dating, twilio: Twilio
) -> None:
    assert await dating.date(form(), NOW) == NOW
    assert twilio.asked == 0


async def test_an_answer_after_the_end_of_a_window_is_dated_by_twilio(
    dating: Dating, watch: Watch
) -> None:
    watch.deadline = NOW - SECOND
    assert await dating.date(form(), NOW) == WRITTEN


async def test_also_a_short_while_after_the_verdict(
    dating: Dating, watch: Watch, twilio: Twilio
) -> None:
    watch.deadline = NOW - SECOND
    dating.watch()
    watch.deadline = NOW + timedelta(minutes=5)  # judged
    assert await dating.date(form(), NOW) == WRITTEN
    watch.time = NOW + HELD_UP
    assert await dating.date(form(), watch.time) == watch.time
    assert twilio.asked == 1


async def test_a_process_that_does_not_watch_the_windows_asks_always(
    dating: Dating, twilio: Twilio
) -> None:
    dating.is_watched = False
    assert await dating.date(form(), NOW) == WRITTEN


@pytest.mark.parametrize("name", ["ButtonPayload", "ListId"])
async def test_the_press_of_a_card_is_dated_for_it_may_answer_a_call(
    dating: Dating, watch: Watch, name: str
) -> None:
    watch.deadline = NOW - SECOND
    assert await dating.date(form(**{name: "case:5:accept"}), NOW) == WRITTEN


async def test_what_twilio_cannot_date_the_list_will_bring(
    dating: Dating, watch: Watch, twilio: Twilio
) -> None:
    watch.deadline, twilio.is_down = NOW - SECOND, True
    with pytest.raises(ValueError, match="no date"):
        await dating.date(form(), NOW)


@pytest.mark.parametrize("told", [PIN, {"ButtonPayload": "present"}])
async def test_a_place_or_a_press_that_nobody_can_date_counts_for_the_person(
    dating: Dating, watch: Watch, twilio: Twilio, told: dict[str, str]
) -> None:
    watch.deadline, twilio.is_down = NOW - SECOND, True
    assert await dating.date(form(**told), NOW) == watch.deadline - EDGE
    watch.deadline = NOW - timedelta(hours=3)  # all the time in which Twilio was down
    assert await dating.date(form(**told), NOW) == NOW - HELD_UP
