"""Bogor's circular 800.1.5/1633-BKPSDM/2026, as the press reported it: an agency's own file."""

import tomllib

import pytest
from sqlalchemy import Engine

from storage.rows import Person
from tests.circulars.laws import SHIPPED, where
from tests.office import Office

LAW = SHIPPED["bogor"]


@pytest.fixture
def office(engine: Engine) -> Office:
    office = Office(engine, LAW)
    office.begin_day("07.40")
    return office


@pytest.fixture
def ana(office: Office) -> Person:
    return office.hire("Ana")


def test_an_answer_after_300_seconds_is_on_time_and_after_301_late(
    office: Office, ana: Person
) -> None:
    eka = office.hire("Eka")
    for person, seconds in ((ana, 300), (eka, 301)):
        office.call(person)
        office.wait(seconds=seconds)
        office.reply(person)
    assert office.outcomes(ana) == ["on_time"]
    assert office.outcomes(eka) == ["late"]


def test_fewer_than_three_calls_must_be_answered(office: Office, ana: Person) -> None:
    office.call(ana)
    office.wait(minutes=16)
    assert [key for key in office.said(ana) if key.startswith("call.")] == [
        "call.first",
        "call.again",
        "call.again",
    ]
    assert office.outcomes(ana) == ["missed"]


def test_three_selfies_a_day_from_everybody(office: Office, ana: Person) -> None:
    assert LAW.attendance
    assert (len(LAW.attendance.slots), LAW.attendance.photo) == (3, "everybody")
    office.reply(ana, "/aturan")
    assert "swafoto dan lokasi" in office.last_text(ana)


def test_nothing_is_proposed_where_no_sanction_was_reported(office: Office, ana: Person) -> None:
    office.call(ana)
    office.wait(minutes=16)
    assert office.proposed(ana) == []
    assert LAW.sanction == "record"


def test_the_file_holds_only_what_it_says_itself() -> None:
    keys = tomllib.loads(LAW.layers[-1].text)
    assert set(keys) == {
        *("id", "extends", "title", "office", "since", "since_article", "zone", "wfh_days"),
        "wfh_article",
        *("sanction", "call", "morning", "attendance"),
    }
    assert where(LAW) == "WFH SE 800.1.5/1633-BKPSDM/2026"
