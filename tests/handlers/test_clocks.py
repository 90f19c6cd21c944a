"""A machine whose clock is wrong: what it promises, whom it calls, and who hears of it."""

from datetime import timedelta

import pytest

from handlers.clocks import FAR, NOTABLE
from handlers.events import Skewed
from storage import people
from storage.rows import Person
from tests.office import Office

MINUTES = (timedelta(minutes=3), timedelta(minutes=-3))
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def admin(office: Office) -> Person:
    return office.hire("Dina", roles=["admin"])


@pytest.fixture
def ana(office: Office, admin: Person) -> Person:
    person = office.hire("Ana", office.hire("Budi"))
    office.begin_day()
    office.said(admin)  # what the morning brings
    return person


def skew(office: Office, ahead: timedelta, channel: str = "") -> None:
    office.feed(Skewed(at=office.now, channel=channel or office.channel, ahead=ahead))


@pytest.mark.parametrize("ahead", MINUTES)
def test_nobody_is_called_by_a_clock_that_is_far_from_the_platforms(
    office: Office, admin: Person, ana: Person, ahead: timedelta
) -> None:
    skew(office, ahead)
    assert office.said(admin) == ["watch.begun", "watch.begun"]
    assert "NTP" in office.last_text(admin)
    call = office.call(ana)
    assert office.calls(ana)[-1].state == "drawn"  # it waits
    office.wait(minutes=10)
    found = office.calls(ana)[-1]
    assert (found.code, found.outcome, found.void_cause) == (call.code, "void", "clock")
    assert not [key for key in office.said(ana) if key.startswith("call.")]
    assert office.proposed(ana) == []


def test_calls_go_on_when_the_clocks_agree_again(
    office: Office, admin: Person, ana: Person
) -> None:
    skew(office, FAR + A_SECOND)
    office.call(ana)
    office.wait(seconds=20)
    skew(office, timedelta())
    office.wait(seconds=2)
    assert office.said(ana)[-1] == "call.first"
    office.reply(ana)
    assert office.calls(ana)[-1].outcome == "on_time"
    assert office.said(admin) == ["watch.begun"] * 2 + ["watch.ended"] * 2


def test_a_supervisor_who_calls_learns_why_it_does_not_go(office: Office, ana: Person) -> None:
    skew(office, -FAR - A_SECOND)
    with office.desk() as desk:
        budi = people.get(desk.db, ana.supervisor_id or 0)
    office.reply(budi, "/panggil Ana mohon data")
    assert office.said(budi)[-1] == "order.refused"
    assert "berbeda jauh" in office.last_text(budi)


def test_a_silent_person_is_asked_no_second_time_by_a_wrong_clock(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    skew(office, FAR + A_SECOND)
    office.wait(minutes=6)
    found = office.calls(ana)[-1]
    assert (found.outcome, found.void_cause) == ("void", "clock")


def test_a_small_difference_is_told_and_pauses_nothing(
    office: Office, admin: Person, ana: Person
) -> None:
    skew(office, NOTABLE)
    assert office.said(admin) == []
    skew(office, NOTABLE + A_SECOND)
    skew(office, NOTABLE + 2 * A_SECOND)
    assert office.said(admin) == ["watch.begun"]
    office.call(ana)
    assert office.said(ana)[-1] == "call.first"


def test_another_channels_clock_pauses_nobody_here(office: Office, ana: Person) -> None:
    skew(office, FAR + A_SECOND, "elsewhere")
    office.call(ana)
    assert office.said(ana)[-1] == "call.first"


def test_a_fast_clock_that_nobody_measured_yet_costs_nobody(office: Office, ana: Person) -> None:
    """A machine 3 minutes fast said "sebelum pukul 05.59.15", and judged at 05.56."""
    office.ahead, office.measured = timedelta(minutes=-3), False
    office.call(ana)
    assert office.calls(ana)[-1].void_cause == "clock"
    assert office.said(ana)[-1] == "call.void"
    assert "berbeda jauh" in office.last_text(ana)
    office.wait(minutes=12)
    assert office.outcomes(ana) == ["void"]
    assert office.proposed(ana) == []


def test_a_slow_clock_that_nobody_measured_yet_promises_less_than_is_judged(
    office: Office, ana: Person
) -> None:
    office.ahead, office.measured = timedelta(minutes=3), False
    office.call(ana)
    office.wait(minutes=4, seconds=50)
    office.reply(ana)
    assert office.outcomes(ana) == ["on_time"]


@pytest.mark.parametrize("ahead", [timedelta(seconds=-20), timedelta(seconds=20)])
def test_a_clock_that_was_measured_promises_what_is_judged(
    office: Office, ana: Person, ahead: timedelta
) -> None:
    office.ahead = ahead
    office.call(ana)
    assert office.calls(ana)[-1].state == "open"
    office.wait(minutes=4, seconds=50)
    office.reply(ana)
    assert office.outcomes(ana) == ["on_time"]
