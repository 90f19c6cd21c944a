"""Beginning later on a day: said in time, within the limit, made up, and nobody silent before."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from handlers import schedule
from handlers.rules import circular
from handlers.rules.circular import Layer
from storage.rows import Person
from tests.office import FRIDAY, Office

CALLED = """
id = "kantor"
extends = "sumsel"
flexible_start_minutes = 60
[call]
per_day = [0, 0]
"""


@pytest.fixture
def office(engine: Engine) -> Office:
    own = Layer(name="kantor", text=CALLED)
    return Office(engine, circular.parse((*circular.read_layers("sumsel"), own)))


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi)


def hours(office: Office, person: Person) -> str:
    with office.desk() as desk:
        return schedule.hours(schedule.workday(desk, person, FRIDAY.date()).spans)


def test_a_start_said_in_time_moves_the_day(office: Office, ana: Person, budi: Person) -> None:
    office.reply(ana, "/mulai_kerja 08.15")
    assert office.said(ana) == ["flexible.kept"]
    assert hours(office, ana) == "08.15-11.30, 13.00-17.15"
    assert "08.15 WIB sampai 17.15 WIB" in office.last_text(ana)
    assert office.said(budi) == ["flexible.told"]


def test_it_may_be_said_until_that_minute_is_over(office: Office, ana: Person) -> None:
    office.begin_day("08.15")
    office.wait(seconds=59)
    office.reply(ana, "/mulai_kerja pukul 8.15")
    assert office.said(ana)[-1] == "flexible.kept"


def test_a_start_that_is_past_is_refused(office: Office, ana: Person) -> None:
    office.begin_day("08.16")
    office.reply(ana, "/mulai_kerja 08.15")
    assert office.said(ana)[-1] == "flexible.too_late"
    assert hours(office, ana) == "07.30-11.30, 13.00-16.30"


def test_whoever_has_begun_cannot_move_his_start_again(office: Office, ana: Person) -> None:
    office.reply(ana, "/mulai_kerja 08.00")
    office.reply(ana, "/mulai_kerja 07.45")
    assert hours(office, ana).startswith("07.45")
    office.begin_day("07.50")
    office.reply(ana, "/mulai_kerja 08.30")
    assert office.said(ana)[-1] == "flexible.too_late"
    assert hours(office, ana).startswith("07.45")


@pytest.mark.parametrize("words", ["", "nanti", "07.00", "08.31", "25.00"])
def test_what_is_no_start_within_the_limit_is_explained(
    office: Office, ana: Person, words: str
) -> None:
    office.reply(ana, f"/mulai_kerja {words}")
    assert office.said(ana) == ["flexible.how"]
    assert "dari 07.30 WIB sampai 08.30 WIB" in office.last_text(ana)


def test_a_later_start_undoes_no_call_that_went_out(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day("07.55")
    office.call(ana)
    office.wait(minutes=11)
    assert office.outcomes(ana) == ["missed"]
    office.reply(ana, "/mulai_kerja 08.20")
    assert office.said(ana)[-1] == "flexible.called"
    assert office.outcomes(ana) == ["missed"]
    assert "flexible.told" not in office.said(budi)


def test_calls_follow_the_later_day(office: Office, ana: Person) -> None:
    office.reply(ana, "/mulai_kerja 08.15")
    office.begin_day("08.00")
    office.call(ana)
    assert office.outcomes(ana) == ["void"]
    office.wait_until(office.at("16.45"))
    office.call(ana)
    office.reply(ana)
    assert office.outcomes(ana) == ["void", "on_time"]


def test_a_day_off_has_no_start(office: Office, ana: Person) -> None:
    office.now = FRIDAY + timedelta(days=1)
    office.reply(ana, "/mulai_kerja 08.15")
    assert office.said(ana) == ["flexible.no_work"]


def test_where_the_circular_has_no_flexible_hours_it_says_so(engine: Engine) -> None:
    office = Office(engine, circular.load("sumsel"))
    ana = office.hire("Ana")
    office.reply(ana, "/mulai_kerja 08.15")
    assert office.said(ana) == ["flexible.off"]


def test_somebody_in_another_zone_names_his_own_time(office: Office) -> None:
    eka = office.hire("Eka", zone="Asia/Jayapura")
    office.now = datetime.fromisoformat("2026-04-10T07:00:00+09:00")
    office.reply(eka, "/mulai_kerja 08.15")
    assert office.said(eka) == ["flexible.kept"]
    assert "08.15 WIT" in office.last_text(eka)
