"""Where signs of life are missing, and where they are not: of the program, of each channel."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.ears import GAP
from storage import outages
from storage.database import reading
from tests.bot.watching import Watched
from tests.office import FRIDAY

SECOND = timedelta(seconds=1)


@pytest.fixture
def watched(engine: Engine) -> Iterator[Watched]:
    made = Watched(engine, FRIDAY)
    made.program.ears.remember()
    yield made
    made.close()


def test_a_program_that_stood_still_for_21_seconds_says_so_and_for_20_does_not(
    watched: Watched,
) -> None:
    ears, clock = watched.program.ears, watched.clock
    clock.advance_to(FRIDAY + GAP)
    assert ears.gaps({}) == []
    clock.advance_to(FRIDAY + 2 * GAP + SECOND)
    (gap,) = ears.gaps({})
    assert (gap.channel, gap.since, gap.at) == ("", FRIDAY + GAP, FRIDAY + 2 * GAP + SECOND)
    assert ears.gaps({}) == [], "it is told once"


def test_a_channel_that_is_behind_is_told_and_the_others_are_not(watched: Watched) -> None:
    ears, clock = watched.program.ears, watched.clock
    both = {"telegram": FRIDAY, "whatsapp": FRIDAY}
    assert ears.gaps(both) == []
    for _ in range(3):
        clock.advance_to(clock.now() + GAP)
        assert ears.gaps(both | {"telegram": clock.now()}) == []
    clock.advance_to(clock.now() + SECOND)
    (gap,) = ears.gaps(dict.fromkeys(both, clock.now()))
    assert (gap.channel, gap.since, gap.at) == ("whatsapp", FRIDAY, clock.now())


def test_a_channel_that_nobody_ever_heard_was_not_deaf_before_we_began(watched: Watched) -> None:
    program = watched.program
    program.add(watched.phones)
    program.ears.remember()
    name = watched.phones.name
    with reading(program.bot.engine) as db:
        unheard = outages.beats(db)[name]  # the sign that no call goes there yet
    assert unheard < FRIDAY
    assert program.ears.gaps({name: unheard}) == []
    watched.clock.advance_to(FRIDAY + SECOND)
    assert program.ears.gaps({name: watched.clock.now()}) == []
    watched.clock.advance_to(FRIDAY + GAP + 3 * SECOND)
    (gap,) = program.ears.gaps({name: watched.clock.now(), "": FRIDAY})
    assert (gap.channel, gap.since) == (name, FRIDAY + SECOND)
