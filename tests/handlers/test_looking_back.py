"""How far a proposal looks back: the last of its days counts, the day before does not."""

import pytest
from sqlalchemy import Engine

from storage.rows import Person
from tests.office import NO_LOTS, Office
from tests.rules.laws import own

WEEK = 7


def late(office: Office, person: Person, why: str) -> None:
    office.call(person)
    office.wait(seconds=302)
    office.reply(person, why)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (WEEK + 1, "evaluasi kinerja dan sanksi administratif"),
        (WEEK, "teguran tertulis"),
    ],
)
def test_10d3_the_first_day_of_the_time_counts(engine: Engine, days: int, step: str) -> None:
    office = Office(engine, own(f"{NO_LOTS}[ladder]\nrepeat_days = {days}"))
    budi = office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])
    ana = office.hire("Ana", budi)
    office.begin_day()
    for why in ("Lupa", "Rapat lain", "Tertidur"):
        late(office, ana, why)
        office.decide(budi, ana, "refuse", "guide")
    office.wait(minutes=60 * 24 * WEEK)
    late(office, ana, "Mengantar anak")
    office.decide(budi, ana, "refuse", "guide")
    assert office.proposed(ana)[-1] == step
