"""A job for many people is done in parts, a tick each: none twice, none forgotten, in order."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from handlers import chores, clockwork, morning, schedule
from handlers.call import lots
from handlers.desk import Desk
from handlers.job import Job, Part, parts
from storage import days, jobs, log, stalls
from storage.database import transaction
from storage.rows import Done, Outbox, Person
from tests.office import FRIDAY, Office

ON = FRIDAY.date()
GREETING = Job(name="greeting", at=time(7), act=morning.greet, at_once=2)


@pytest.fixture
def crowd(office: Office) -> list[Person]:
    return [office.hire(name) for name in ("Ana", "Budi", "Citra", "Dewi", "Eka")]


def in_small_parts(monkeypatch: pytest.MonkeyPatch, size: int = 2) -> None:
    """Let the day be opened for so few people at once."""
    monkeypatch.setattr(
        clockwork,
        "OPENING",
        tuple(replace(job, at_once=min(size, job.at_once)) for job in clockwork.OPENING),
    )


def step(office: Office, job: Job = GREETING) -> bool:
    """Do the next part of a job in a transaction of its own; tell whether it is finished."""
    with office.desk() as desk:
        return all(
            chores.go_on(desk, ON, chore) for chore in chores.left(desk, ON, [(job, f"{ON} x")])
        )


def greeted(office: Office, crowd: list[Person]) -> list[int]:
    """Count the greetings that were written to each."""
    with transaction(office.bot.engine) as db:
        query = select(Outbox.address).where(Outbox.key == "morning.text")
        written = list(db.exec(query))
    return [written.count(office.address(person)) for person in crowd]


def test_parts_cover_everybody_once() -> None:
    pieces = parts(GREETING, 1, 5)
    assert [(piece.first, piece.last) for piece in pieces] == [(1, 2), (3, 4), (5, 6)]
    whole = parts(replace(GREETING, at_once=0), 1, 5)
    assert whole == parts(replace(GREETING, at_once=5), 1, 5) == parts(GREETING, 0, 0)
    assert whole == parts(GREETING, 7, 8) != parts(GREETING, 7, 9)


def test_each_is_told_once_over_several_ticks(office: Office, crowd: list[Person]) -> None:
    office.tick()
    assert [step(office) for _ in range(4)] == [False, False, True, True]
    with transaction(office.bot.engine) as db:
        rows = {(row.job, row.slot) for row in db.exec(select(Done)) if row.slot.endswith("x")}
    assert rows == {("greeting", f"{ON} x")}, "what is finished leaves one row"
    assert greeted(office, crowd) == [1, 1, 1, 1, 1]


def test_a_part_that_breaks_is_done_again_and_the_others_are_not(
    office: Office, crowd: list[Person]
) -> None:
    office.tick()
    assert not step(office)

    def breaks(desk: Desk, on: date, part: Part) -> None:
        morning.greet(desk, on, part)
        raise RuntimeError("the power fails")

    with pytest.raises(RuntimeError):
        step(office, replace(GREETING, act=breaks))
    assert [step(office) for _ in range(2)] == [False, True]
    assert greeted(office, crowd) == [1, 1, 1, 1, 1]


def test_what_a_job_that_was_cut_off_left_behind_is_forgotten_after_a_month(
    office: Office, crowd: list[Person]
) -> None:
    office.tick()
    assert not step(office)
    assert marks(office) == 1, "the part that is done, and nothing ever goes on"

    for days_later, left in ((29, 1), (2, 0)):
        office.now += timedelta(days=days_later)
        office.tick()
        assert marks(office) == left
    assert greeted(office, crowd)[2:] == [0, 0, 0], "that day is over"


def test_the_address_that_was_knocked_at_is_forgotten_after_a_month(office: Office) -> None:
    with transaction(office.bot.engine) as db:
        jobs.claim(db, "knock", f"{office.now:%Y-%m-%d} whatsapp:+6281200000001", office.now)
    office.now += timedelta(days=31)
    office.tick()
    with transaction(office.bot.engine) as db:
        assert not db.exec(select(Done).where(Done.job == "knock")).all()


def test_what_stands_still_for_long_is_not_begun_anew(office: Office) -> None:
    with transaction(office.bot.engine) as db:
        stalls.begin(db, "outbox", office.now)
        jobs.forget(db, office.now + timedelta(days=1))
        assert stalls.standing(db) == {"outbox": office.now}


def marks(office: Office) -> int:
    """Count the marks of parts of jobs."""
    with transaction(office.bot.engine) as db:
        return len(db.exec(select(Done).where(Done.job == jobs.PART)).all())


def test_nobody_is_greeted_before_his_day_is_open(
    office: Office, crowd: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_small_parts(monkeypatch)
    office.now = office.at("07.20")
    office.tick()
    with office.desk() as desk:
        assert len(days.on(desk.db, ON)) == 2
        assert clockwork.next_moment(desk) == office.now + clockwork.SOON
    assert greeted(office, crowd) == [0, 0, 0, 0, 0]
    office.wait(seconds=3)
    assert greeted(office, crowd) == [1, 1, 1, 1, 1]


def test_who_joins_while_the_day_opens_is_drawn_once(
    drawing_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_small_parts(monkeypatch)
    office = drawing_office
    crowd = [office.hire(name) for name in ("Ana", "Budi", "Citra")]
    dewi = office.hire("Dewi", enrolled=False)
    office.tick()
    office.connect(dewi, office.channel)
    with office.desk() as desk:  # as who enrols does
        schedule.open_day(desk, dewi, ON)
        lots.draw_for(desk, dewi, ON)
    office.wait(minutes=1)
    with office.desk() as desk:
        drawn = [entry.facts["nip"] for entry in log.of_kind(desk.db, "lots.drawn")]
        assert sorted(drawn) == sorted(person.nip for person in [*crowd, dewi])
        assert len(log.of_kind(desk.db, "lottery.opened")) == 1
        assert len(days.on(desk.db, ON)) == len(drawn)
        assert not list(log.breaks(desk.db))
    assert all(len(office.calls(person)) >= 2 for person in [*crowd, dewi])
