"""Fault of ours is never fault of theirs (invariant 1)."""

from datetime import timedelta

import pytest

from handlers.events import Deaf
from storage.rows import Person
from tests.office import Office


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang")


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    person = office.hire("Ana", budi)
    office.begin_day()
    office.said(person)
    return person


@pytest.fixture
def dina(office: Office) -> Person:
    return office.hire("Dina", roles=["personnel"])


def test_an_answer_that_waited_at_the_platform_while_we_were_down_is_on_time(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    written = office.now + timedelta(seconds=60)
    office.stop(minutes=20)
    office.reply(ana, at=written)
    office.tick()
    assert office.outcomes(ana) == ["on_time"]


def test_silence_while_we_were_down_is_void(office: Office, ana: Person) -> None:
    office.call(ana)
    office.stop(minutes=20)
    office.tick()
    call = office.calls(ana)[-1]
    assert (call.outcome, call.void_cause) == ("void", "outage")
    assert office.said(ana)[-1] == "call.void"


def test_a_restart_of_a_second_in_a_window_excuses_its_silence(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    office.wait(seconds=100)
    office.stop(seconds=1)
    office.wait(minutes=15)
    assert office.calls(ana)[-1].void_cause == "outage"


def test_a_late_answer_in_a_window_that_an_outage_touched_is_void(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    office.stop(minutes=6)
    office.reply(ana)
    assert office.outcomes(ana) == ["void"]
    assert office.proposed(ana) == []


def test_a_timely_answer_counts_whatever_was_disturbed(office: Office, ana: Person) -> None:
    office.call(ana)
    office.stop(seconds=30)
    office.reply(ana)
    assert office.outcomes(ana) == ["on_time"]


def test_a_call_due_while_we_were_down_is_void_and_not_sent_late(
    office: Office, ana: Person
) -> None:
    with office.desk() as desk:
        from handlers.call import lots
        from storage import calls
        from storage.rows import Call

        on = desk.today()
        call = Call(
            code=lots.next_code(desk, ana, on),
            person_id=ana.id or 0,
            on=on,
            law_hash=desk.law(on).hash,
            circular_id="kantor",
            drawn_at=office.now,
            due_at=office.now + timedelta(seconds=5),
        )
        calls.add(desk.db, call)
    office.stop(seconds=30)
    office.tick()
    assert office.calls(ana)[-1].void_cause == "undelivered"
    assert office.said(ana) == []


def test_an_outage_found_later_takes_back_what_was_judged_in_it(
    office: Office, ana: Person, budi: Person
) -> None:
    office.call(ana)
    start = office.now
    office.wait(minutes=10)
    assert office.outcomes(ana) == ["missed"]
    since = start + timedelta(minutes=2)
    office.feed(Deaf(at=office.now, since=since, channel="telegram", cause="gap"))
    assert office.outcomes(ana) == ["void"]
    assert office.said(budi)[-1] == "case.withdrawn"


def test_an_outage_of_another_channel_excuses_nobody_here(office: Office, ana: Person) -> None:
    office.call(ana)
    since = office.now
    office.wait(minutes=10)
    office.feed(Deaf(at=office.now, since=since, channel="whatsapp", cause="gap"))
    assert office.outcomes(ana) == ["missed"]


def test_a_declared_outage_voids_open_and_judged_calls_and_people_are_told(
    office: Office, ana: Person, budi: Person, dina: Person
) -> None:
    eka = office.hire("Eka", budi)
    office.call(ana)
    office.wait(minutes=11)
    office.call(eka)
    office.wait(minutes=1)
    office.record(dina, f"/gangguan 08.00 08.11 {office.channel}; Gangguan listrik pusat data")
    assert office.outcomes(ana) == ["void"]
    assert office.said(ana)[-1] == "call.void"
    assert office.said(dina)[-1] == "record.done"
    assert office.said(budi)[-1] == "case.withdrawn"
    office.record(dina, f"/gangguan 08.10 08.12 {office.channel}")
    assert office.outcomes(eka) == ["void"]


def test_an_on_time_answer_survives_a_declared_outage(
    office: Office, ana: Person, dina: Person
) -> None:
    office.call(ana)
    office.reply(ana)
    office.wait(minutes=5)
    office.record(dina, f"/gangguan 07.59 08.02 {office.channel}")
    assert office.outcomes(ana) == ["on_time"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "08.00",
        "25.00 26.00 telegram",
        "09.00 08.00 telegram",
        "32-04-2026 08.00 09.00",
        "23.00 23.30 telegram",
    ],
)
def test_an_outage_that_makes_no_sense_is_refused(
    office: Office, ana: Person, dina: Person, words: str
) -> None:
    office.call(ana)
    office.wait(minutes=10)
    office.reply(dina, f"/gangguan {words}")
    said = office.said(dina)[-1]
    assert said in {"admin.how_outage", "admin.bad_time", "admin.bad_date", "admin.bad_period"}
    assert office.outcomes(ana) == ["missed"]


def test_while_the_channel_is_deaf_calls_wait_and_then_are_void(
    office: Office, ana: Person
) -> None:
    office.heard_until = office.now - timedelta(minutes=1)
    office.call(ana)
    assert office.said(ana) == []
    office.wait(minutes=2)
    assert office.calls(ana)[-1].void_cause == "undelivered"
