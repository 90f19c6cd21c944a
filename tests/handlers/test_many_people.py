"""What is asked of many: whatever part they are in, and with no more questions for more."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import col, select

from handlers import chores, clockwork, schedule
from handlers.job import EVERYBODY, Job
from storage import plans
from storage.database import transaction
from storage.rows import Outbox, Person, PlanItem
from tests import duties
from tests.duties import THURSDAY
from tests.office import FRIDAY, Office

HOME = FRIDAY.date()
NAMES = ("Ana", "Citra", "Dewi", "Eka", "Fitri")


def hire(office: Office, boss: Person, count: int) -> list[Person]:
    """Put people on the roster, each with a draft of a plan for Friday."""
    people = [office.hire(f"{NAMES[n % 5]} {n}", boss) for n in range(count)]
    with transaction(office.bot.engine) as db:
        for person in people:
            plan = plans.open_for(db, person.id or 0, HOME)
            plans.add(db, PlanItem(plan_id=plan.id or 0, number=1, task=f"Kerja {person.name}"))
    return people


def jobs(office: Office, *names: str) -> list[Job]:
    with office.desk() as desk:
        found = clockwork.timetable(desk.law(desk.today()))
    return [job for job in found if not names or job.name in names]


def do(office: Office, job: Job) -> None:
    """Do a job in parts of two people, as many ticks as it takes."""
    small, on = replace(job, at_once=2), office.now.date()
    finished = False
    while not finished:
        with office.desk() as desk:
            left = chores.left(desk, on, [(small, f"{on} {job.at} again")])
            finished = all(chores.go_on(desk, on, chore) for chore in left)


def written(office: Office, key: str) -> list[tuple[str, Any]]:
    """List what was written under a key: (address, blanks)."""
    with transaction(office.bot.engine) as db:
        query = select(Outbox).where(Outbox.key == key).order_by(col(Outbox.id))
        return [(row.address, row.blanks) for row in db.exec(query)]


def test_each_is_asked_once_about_his_own_work_whichever_part_he_is_in(engine: Engine) -> None:
    office = Office(engine, duties.law(), THURSDAY.replace(hour=10))
    budi = office.hire("Budi", position="Kepala Dinas Kesehatan", roles=["supervisor"])
    crowd = hire(office, budi, 5)
    gita = office.hire("Gita", budi)  # has begun nothing
    do(office, jobs(office, "plan_remind")[0])
    reminded = written(office, "plan.remind")
    assert [address for address, _ in reminded] == [office.address(p) for p in [*crowd, gita]]
    assert [blanks["begun"]["$say"] for _, blanks in reminded] == [
        *["plan.begun"] * 5,
        "plan.not_begun",
    ]

    office.now = FRIDAY.replace(hour=7)
    office.tick()  # which opens the day
    office.now = FRIDAY.replace(hour=16, minute=30)
    for job in jobs(office, "report_open"):
        do(office, job)
    asked = dict(written(office, "report.prompt"))
    assert len(written(office, "report.prompt")) == len(asked) == 6
    for person in crowd:
        [item] = asked[office.address(person)]["items"]
        assert item["with"]["task"] == f"Kerja {person.name}"
    assert asked[office.address(gita)]["items"]["$say"] == "report.nothing_planned"


def test_a_superior_who_left_and_keeps_his_account_hears_nothing_and_stops_nobody(
    engine: Engine,
) -> None:
    office = Office(engine, duties.law(), THURSDAY.replace(hour=10))
    head = office.hire("Budi", position="Kepala Dinas Kesehatan", roles=["supervisor"])
    left = office.hire("Hadi", head, active=False)
    crowd = hire(office, left, 3)
    do(office, jobs(office, "plan_remind")[0])
    assert {address for address, _ in written(office, "plan.remind")} == {
        office.address(person) for person in crowd
    }


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Count the questions to the database."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def questions(office: Office, job: Job, on: date) -> int:
    """Count what a job asks the database when it is done for everybody."""
    office.now = clockwork.moment(office.law, on, job.at)
    with counted(office.bot.engine) as asked, office.desk() as desk:
        job.act(desk, on, EVERYBODY)
    return len(asked)


@pytest.mark.parametrize("day", [THURSDAY.date(), HOME])
def test_no_job_asks_more_of_the_database_for_more_people(engine: Engine, day: date) -> None:
    office = duties.city("bukittinggi", engine, THURSDAY)
    budi = office.hire("Budi", roles=["supervisor", "unit_head"])
    hire(office, budi, 3)
    office.now += timedelta(days=(day - THURSDAY.date()).days)
    office.tick()
    few = {job.name: questions(office, job, day) for job in jobs(office)}
    with office.desk() as desk:
        for person in hire(office, budi, 6):
            schedule.open_day(desk, person, day)
    many = {job.name: questions(office, job, day) for job in jobs(office)}
    assert {name: many[name] for name in few if many[name] > few[name]} == {}
