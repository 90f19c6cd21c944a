"""Records for auditors: they say what happened, in the person's own time, and no secrets."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from handlers import export, roster
from handlers.export import Row
from storage import cases
from storage.rows import Fault, Person
from tests.office import FRIDAY, Office

ON = FRIDAY.date()
Ask = Callable[..., Iterator[Row]]


def rows(office: Office, ask: Ask, *args: Any) -> list[Row]:
    with office.desk() as desk:
        return list(ask(desk, *args))


def calls(office: Office) -> list[Row]:
    found = rows(office, export.calls_on, ON)
    assert all(set(row) == set(export.CALLS) for row in found)
    return found


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    ana = office.hire("Ana", budi, zone="Asia/Makassar")
    office.begin_day("08.00")
    return ana


def test_a_call_in_time_says_when_it_was_sent_and_answered(office: Office, ana: Person) -> None:
    office.call(ana)
    office.wait(seconds=42)
    office.reply(ana)
    (row,) = calls(office)
    assert row | {"drawn_at": "", "due_at": ""} == {
        "call_id": f"260410-{ana.id}-1",
        "nip": ana.nip,
        "circular": "kantor",
        "drawn_at": "",
        "due_at": "",
        "sent_at": "2026-04-10T09:00:00+08:00",
        "clock_start": "2026-04-10T09:00:00+08:00",
        "deadline": "2026-04-10T09:05:00+08:00",
        "answered_at": "2026-04-10T09:00:42+08:00",
        "heard_after_at": None,
        "attempts": 1,
        "state": "closed",
        "outcome": "on_time",
        "void_cause": None,
        "reason": None,
        "decision": None,
        "channel": "telegram",
        "kind": "lot",
        "purpose": None,
    }


def test_a_missed_call_has_two_attempts_and_the_deadline_of_the_last(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    office.wait(minutes=12)
    office.reply(ana, "Baru terbaca.")
    (row,) = calls(office)
    assert (row["outcome"], row["attempts"]) == ("missed", 2)
    assert row["clock_start"] == "2026-04-10T09:00:00+08:00"
    assert row["deadline"] == "2026-04-10T09:10:00+08:00"
    assert row["answered_at"] is None
    assert row["heard_after_at"] == "2026-04-10T09:12:00+08:00"


def test_a_blocked_call_is_void_and_was_never_sent(office: Office, ana: Person) -> None:
    office.refusing[office.address(ana)] = "blocked"
    office.call(ana)
    (row,) = calls(office)
    assert (row["outcome"], row["void_cause"], row["attempts"]) == ("void", "blocked", 0)
    assert row["sent_at"] is row["deadline"] is None


def test_an_open_call_has_no_outcome_yet(office: Office, ana: Person) -> None:
    office.call(ana)
    (row,) = calls(office)
    assert (row["state"], row["outcome"]) == ("open", None)


def test_an_accepted_reason_stands_beside_the_excuse(
    office: Office, ana: Person, budi: Person
) -> None:
    office.call(ana)
    office.wait(minutes=6)
    office.reply(ana)
    office.reply(ana, "Rapat dengan Bappeda")
    office.decide(budi, ana, "accept")
    (row,) = calls(office)
    assert (row["outcome"], row["reason"]) == ("excused", "Rapat dengan Bappeda")
    assert row["decision"] == "accept"
    assert rows(office, export.faults_on, ON) == []


def test_a_supervisors_own_call_shows_its_purpose(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(budi, "/panggil Ana Data rapat")
    (row,) = calls(office)
    assert (row["kind"], row["purpose"]) == ("targeted", "Data rapat")


def test_calls_that_are_to_come_stay_unknown(drawing_office: Office) -> None:
    office = drawing_office
    ana = office.hire("Ana")
    office.begin_day("07.00")
    office.tick()
    drawn = office.calls(ana)
    assert drawn
    assert calls(office) == []
    office.now = drawn[0].due_at
    assert [row["state"] for row in calls(office)] == ["drawn"]
    office.wait_until(office.at("17.00"))
    assert len(calls(office)) == len(drawn)


def test_a_fault_names_the_rule_the_reason_and_the_human(
    office: Office, ana: Person, budi: Person
) -> None:
    office.call(ana)
    office.wait(minutes=6)
    office.reply(ana)
    office.reply(ana, "Mengantar anak")
    office.decide(budi, ana, "refuse", "guide")
    (row,) = rows(office, export.faults_on, ON)
    assert set(row) == set(export.FAULTS)
    assert (row["kind"], row["confirmed"], row["withdrawn"]) == ("late", True, False)
    assert (row["reason"], row["decision"]) == ("Mengantar anak", "guide")
    assert row["decided_by"] == budi.nip
    assert row["decided_at"] == "2026-04-10T08:06:00+07:00"
    assert rows(office, export.faults_on, ON + timedelta(days=1)) == []


def test_a_fault_that_was_taken_back_is_still_shown_as_such(
    office: Office, ana: Person, budi: Person
) -> None:
    office.call(ana)
    office.wait(minutes=12)
    office.reply(ana, "Mati listrik")
    office.decide(budi, ana, "refuse", "report")
    office.decide(budi, ana, "accept")
    (row,) = rows(office, export.faults_on, ON)
    assert (row["withdrawn"], row["decision"]) == (True, "accept")
    assert (row["proposed"], row["article"]) == ("Teguran lisan", "10.d, butir kesatu")


def test_a_fault_without_a_human_behind_it_would_show(office: Office, ana: Person) -> None:
    call = office.call(ana)
    with office.desk() as desk:
        facts = {"call_id": call.id, "person_id": ana.id, "on": ON}
        cases.add_fault(
            desk.db, Fault.model_validate(facts | {"kind": "missed", "confirmed": True})
        )
    (row,) = rows(office, export.faults_on, ON)
    assert row.get("decision") is row.get("decided_by") is row["proposed"] is None


def test_people_are_told_with_the_columns_of_a_roster(office: Office, budi: Person) -> None:
    assert export.PEOPLE[: len(roster.COLUMNS)] == roster.COLUMNS
    office.hire("Eka", budi, enrolled=False, duties=["a", "b"], home_lat=-2.9, home_lon=104.7)
    first, second = rows(office, export.people)
    assert set(first) == set(export.PEOPLE)
    assert (first["name"], first["role"], first["channel"]) == ("Budi", "supervisor", "telegram")
    assert first["enrolled_at"] == "2026-04-10T07:00:00+07:00"
    assert (second["supervisor_nip"], second["duties"]) == (budi.nip, "a;b")
    assert second["channel"] is second["enrolled_at"] is None
