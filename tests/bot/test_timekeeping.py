"""Clocks are compared all the time: what answers tell, what is logged, and what is printed."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy import Engine

from bot.app import Program
from bot.channels.phones import Phones
from bot.channels.skew import Skew
from bot.clock import ToldClock
from bot.core import Bot
from bot.timekeeping import LOOK_SECONDS, REPEATED, Timekeeping
from handlers.events import Skewed
from tests.bot.watching import Watched

NOW = datetime(2026, 4, 10, 1, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


class Answers:
    """A platform that answers every second, by a clock of its own."""

    def __init__(self) -> None:
        self.clock = ToldClock(NOW)
        self.skew = Skew(self.clock)

    def come(self, *ahead: float) -> float | None:
        for seconds in ahead:
            self.clock.advance_to(self.clock.now() + A_SECOND)
            theirs = self.clock.now() + timedelta(seconds=seconds)
            self.skew.note(format_datetime(theirs.replace(microsecond=0)))
        found = self.skew.ahead()
        return None if found is None else found.total_seconds()


def test_nothing_is_known_before_an_answer_or_from_one_without_a_date() -> None:
    answers = Answers()
    assert answers.come() is None
    answers.skew.note("")
    answers.skew.note("yesterday")
    assert answers.come() is None


@pytest.mark.parametrize("seconds", [180, -180, 3])
def test_one_answer_tells(seconds: float) -> None:
    assert Answers().come(seconds) == pytest.approx(seconds, abs=0.6)


def test_less_than_a_cut_date_can_tell_is_nothing() -> None:
    assert Answers().come(0.4, 0.2) == 0


def test_one_answer_that_lay_unread_deceives_nobody() -> None:
    answers = Answers()
    assert answers.come(0, 0, -90) == 0
    assert answers.come(0) == 0
    assert answers.come(-90, -90) == pytest.approx(-90, abs=0.6)  # but what stays so is true


def test_answers_of_one_second_tell_once() -> None:
    answers = Answers()
    answers.come(10)
    for _ in range(5):
        answers.skew.note(format_datetime(answers.clock.now() + timedelta(seconds=90)))
    assert answers.come() == pytest.approx(10, abs=0.6)


class Watch:
    """A program beside a channel whose clock is told."""

    def __init__(self, engine: Engine) -> None:
        self.clock = ToldClock(NOW)
        self.program = Program(Bot(engine, b"key"), self.clock)
        self.phones = Phones(self.clock)
        self.program.add(self.phones)
        self.keeping = Timekeeping(self.program)

    def look(self, seconds: float | None) -> list[float]:
        ahead = None if seconds is None else timedelta(seconds=seconds)
        self.phones.ahead = lambda: ahead  # type: ignore[method-assign]
        self.keeping.look()
        found, self.program._reports = self.program._reports, []
        return [e.ahead.total_seconds() for e in found if isinstance(e, Skewed)]


def test_what_is_new_is_reported_and_what_is_wrong_again_and_again(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    watch = Watch(engine)
    assert watch.look(None) == []
    assert watch.look(1) == [1]  # who ran before us may have said other
    assert watch.look(1.5) == []
    assert caplog.messages == []
    assert watch.look(-3) == [-3]
    assert watch.look(-4) == []
    assert watch.look(-180) == [-180]
    watch.clock.advance_to(NOW + REPEATED)
    assert watch.look(-180) == [-180]
    assert watch.look(0) == [0]
    watch.clock.advance_to(NOW + 2 * REPEATED)
    assert watch.look(0) == []
    said = [message for message in caplog.messages if "ahead of ours" in message]
    assert said[0] == "the clock of phones is -3.0 s ahead of ours"
    assert len(said) == 3
    watch.program._core.shutdown()


async def test_it_looks_until_it_is_stopped(engine: Engine) -> None:
    watch = Watch(engine)
    watch.phones.ahead = lambda: timedelta(seconds=5)  # type: ignore[method-assign]
    goes = iter([True, False])

    async def pause(seconds: float) -> bool:
        assert seconds == LOOK_SECONDS
        return next(goes)

    watch.program.pause = pause  # type: ignore[method-assign]
    await watch.keeping.keep()
    assert len(watch.program._reports) == 1
    watch.program._core.shutdown()


async def test_the_difference_stands_in_the_metrics(engine: Engine) -> None:
    site = Watched(engine, NOW)
    site.program.add(site.phones)
    name = 'sigap_clock_skew_seconds{channel="phones"}'
    assert name not in await site.metrics()
    site.phones.ahead = lambda: timedelta(seconds=-180)  # type: ignore[method-assign]
    site.program.bot.begin(7)
    page = await site.metrics()
    assert (page[name], page["sigap_epoch"]) == (-180, 7)
    site.close()
