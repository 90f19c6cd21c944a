"""A flood of one, or of strangers, delays nobody: fair turns, and ticks that come in time."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.fairness import BURST, Fairness
from handlers.events import Event, Text
from storage import inbox
from storage.database import transaction
from storage.inbox import EXCESS, FIRST, STRANGERS
from storage.rows import Person
from tests.bot.test_roles import Desk
from tests.office import Office

STRANGER = "telegram:99"


@pytest.fixture
def ana(office: Office) -> Person:
    office.begin_day("09.00")
    return office.hire("Ana", office.hire("Budi"))


def parse(found: dict[str, Any], received: datetime) -> Event:
    return Text(at=received, address=found["address"], text="hadir")


def keep(office: Office, fairness: Fairness, *senders: str) -> None:
    with transaction(office.bot.engine) as db:
        start = inbox.newest(db)
        said = [(f"{start + n}", {"address": sender}) for n, sender in enumerate(senders)]
        ranks = fairness.ranks(db, senders, office.now)
        turns = list(zip(senders, ranks, strict=True))
        inbox.store(db, "telegram", said, office.now, turns)


def test_each_known_person_goes_first_with_as_much_as_people_write(
    office: Office, ana: Person
) -> None:
    known, burst, fairness = office.address(ana), int(BURST), Fairness()
    with transaction(office.bot.engine) as db:
        assert fairness.ranks(db, [known] * burst, office.now) == [FIRST] * burst
        assert fairness.ranks(db, [known, STRANGER, ""], office.now) == [EXCESS, STRANGERS, FIRST]
        later = office.now + timedelta(seconds=1)
        assert fairness.ranks(db, [known] * 3, later) == [FIRST, FIRST, EXCESS]


def test_who_answers_beside_a_flood_is_heard_before_it(office: Office, ana: Person) -> None:
    eka, fairness = office.hire("Eka"), Fairness()
    office.call(ana)
    flood = [office.address(eka)] * 500 + [f"telegram:{n}" for n in range(10_000, 10_500)]
    keep(office, fairness, *flood, office.address(ana))
    with transaction(office.bot.engine) as db:
        upto = inbox.newest(db)
    while office.bot.think(office.now, {"telegram": parse}, upto).handled:
        pass
    assert office.outcomes(ana) == ["on_time"]
    with transaction(office.bot.engine) as db:
        assert len(inbox.behind(db, 2000)) == 1000 - BURST
    office.speak()
    assert len(office.words(eka)) <= 3


def test_nobody_is_judged_while_more_of_him_waits_unread(office: Office, ana: Person) -> None:
    eka, fairness = office.hire("Eka"), Fairness()
    office.call(ana)
    office.call(eka)
    with transaction(office.bot.engine) as db:
        fairness.ranks(db, [office.address(ana)] * int(BURST), office.now)
    keep(office, fairness, office.address(ana))
    office.wait(minutes=15)
    assert office.outcomes(ana) == []
    assert office.outcomes(eka) == ["missed"]
    office.bot.think_behind(office.now, {"telegram": parse})
    assert office.outcomes(ana) == ["on_time"]


async def test_what_comes_while_a_beat_listens_waits_for_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flood that is stored as fast as it is handled must not keep time from passing."""
    desk = Desk(tmp_path)
    program, handled = desk.program, list[int]()
    think = program.bot.think

    def endless(*given: Any) -> Any:
        with transaction(desk.engine) as db:
            inbox.store(db, desk.lines.name, [(f"{len(handled)}", {})], desk.clock.now())
        handled.append(1)
        return think(*given)

    monkeypatch.setattr(desk.lines, "parse", lambda *_: None)
    monkeypatch.setattr(program.bot, "think", endless)
    await program._listen_up()
    assert len(handled) <= 2
