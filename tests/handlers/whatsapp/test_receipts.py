"""A window starts when the message reached the phone; what never arrived is nobody's silence."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from handlers.events import Delivered, Event, Failed, Sent, Text, Tick
from handlers.outage import restarted
from storage import outbox
from storage.database import transaction
from storage.rows import Outbox, Person
from tests import lines
from tests.office import Office


def message(office: Office, person: Person) -> Outbox:
    """Give the newest call message to somebody."""
    return next(row for row in reversed(office.words(person)) if row.attempt_id)


def arrives(office: Office, row: Outbox, *, read: bool = False) -> None:
    facts: dict[str, Any] = {"outbox_id": row.id, "ref": row.ref, "received": office.now}
    office.feed(Delivered(at=office.now, read=read, **facts))


def fails(office: Office, row: Outbox, cause: str, detail: str = "") -> None:
    office.feed(Failed(at=office.now, outbox_id=row.id or 0, cause=cause, detail=detail))


def test_the_window_starts_when_the_message_arrived_and_not_when_it_left(
    office: Office, ana: Person
) -> None:
    office.in_flight.add(office.address(ana))
    office.call(ana)
    office.wait(minutes=4)
    arrives(office, message(office, ana))
    office.wait(minutes=4, seconds=59)
    office.reply(ana)
    assert office.outcomes(ana) == ["on_time"]


def test_an_answer_dated_before_a_slow_receipt_still_answers(office: Office, ana: Person) -> None:
    office.in_flight.add(office.address(ana))
    office.call(ana)
    office.wait(seconds=20)
    answered = office.now
    office.wait(seconds=5)
    arrives(office, message(office, ana))
    office.wait(seconds=30)
    office.reply(ana, at=answered)  # its webhook was lost; Twilio's list dates it
    assert office.outcomes(ana) == ["on_time"]


def test_300_seconds_after_it_arrived_an_answer_is_late(office: Office, ana: Person) -> None:
    office.in_flight.add(office.address(ana))
    office.call(ana)
    office.wait(minutes=2)
    arrives(office, message(office, ana))
    office.wait(minutes=5)
    office.reply(ana)
    assert office.outcomes(ana) == ["late"]


def test_what_never_reaches_the_phone_is_void_and_not_missed(office: Office, ana: Person) -> None:
    office.in_flight.add(office.address(ana))
    office.call(ana)
    office.wait(minutes=9, seconds=59)
    assert office.outcomes(ana) == []
    office.wait(seconds=2)
    assert office.calls(ana)[0].void_cause == "undelivered"
    assert office.proposed(ana) == []


def test_a_second_attempt_that_never_arrives_makes_no_silence(office: Office, ana: Person) -> None:
    office.call(ana)
    office.in_flight.add(office.address(ana))
    office.wait(minutes=11)
    assert office.calls(ana)[0].void_cause == "undelivered"
    assert office.proposed(ana) == []


def test_a_message_that_arrives_after_the_close_reopens_nothing(
    office: Office, ana: Person
) -> None:
    office.in_flight.add(office.address(ana))
    office.call(ana)
    row = message(office, ana)
    office.wait(minutes=30)
    arrives(office, row)
    arrives(office, row, read=True)
    office.wait(minutes=30)
    assert office.outcomes(ana) == ["void"]


def test_a_message_that_was_on_its_way_until_the_break_is_void(
    office: Office, ana: Person
) -> None:
    office.wait_until(office.at("11.20"))
    office.in_flight.add(office.address(ana))
    with office.desk() as desk:
        assert desk.law(desk.today()).call is not None
    office.call(ana)
    if office.outcomes(ana):  # so near the break it is not even sent
        assert office.outcomes(ana) == ["void"]
        return
    office.wait(minutes=9)
    arrives(office, message(office, ana))
    assert office.calls(ana)[0].void_cause == "not_working_time"


def test_an_answer_proves_that_the_message_arrived(office: Office, ana: Person) -> None:
    office.in_flight.add(office.address(ana))
    office.call(ana)
    office.wait(seconds=20)
    office.reply(ana)
    arrives(office, message(office, ana))
    office.wait(minutes=15)
    assert office.outcomes(ana) == ["on_time"]


@pytest.mark.parametrize(
    ("cause", "void"),
    [
        ("no_session", "no_session"),
        ("rate_limited", "rate_limited"),
        ("rejected", "rejected"),
        ("undelivered", "undelivered"),
        ("blocked", "blocked"),
    ],
)
def test_what_the_platform_gives_up_after_it_took_it_is_void(
    office: Office, ana: Person, cause: str, void: str
) -> None:
    office.in_flight.add(office.address(ana))
    office.call(ana)
    fails(office, message(office, ana), cause, "63016")
    assert office.calls(ana)[0].void_cause == void
    assert office.proposed(ana) == []


def test_a_failure_after_the_message_arrived_is_not_believed(office: Office, ana: Person) -> None:
    office.call(ana)
    fails(office, message(office, ana), "undelivered")
    assert office.calls(ana)[0].state == "open"
    row = message(office, ana)
    assert row.delivery == "delivered"


def test_a_rank_never_goes_back(office: Office, ana: Person) -> None:
    office.call(ana)
    row = message(office, ana)
    arrives(office, row, read=True)
    arrives(office, row)
    facts: dict[str, Any] = {"outbox_id": row.id, "ref": row.ref, "received": office.now}
    office.feed(Sent(at=office.now, **facts))
    assert message(office, ana).delivery == "read"


def test_a_callback_resolves_a_send_of_which_nobody_knew_the_end(
    office: Office, ana: Person
) -> None:
    office.refusing[office.address(ana)] = "uncertain"
    before = len(office.words(ana))
    with office.desk() as desk:
        desk.say(ana, "me.language")
    office.speak()
    assert len(office.words(ana)) == before
    with transaction(office.bot.engine) as db:
        number = max(row.id or 0 for row in db.exec(select(Outbox)))
    office.feed(Delivered(at=office.now, outbox_id=number, ref="SM1", received=office.now))
    with transaction(office.bot.engine) as db:
        known = outbox.get(db, number)
        assert known
        assert (known.state, known.delivery, known.ref) == ("sent", "delivered", "SM1")


KINDS = st.permutations(["sent", "delivered", "read", "delivered", "sent", "read"])


@pytest.mark.slow
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=KINDS, answer_after=st.sampled_from([None, 0, 3, 6]), seconds=st.integers(5, 290))
def test_any_order_of_callbacks_and_replies_comes_to_what_the_right_order_comes_to(
    office: Office, order: list[str], answer_after: int | None, seconds: int
) -> None:
    """What is said about one message within a second, in any order, twice or more."""
    person = office.hire(f"Ana {order} {answer_after} {seconds}")
    if office.now > office.at("10.30"):  # the window ends before the break
        office.wait_until(office.at("08.30", (office.now + timedelta(days=7)).date()))
    elif office.now < office.at("08.30"):
        office.wait_until(office.at("08.30"))
    office.in_flight.add(office.address(person))
    office.call(person)
    row = message(office, person)
    office.now += timedelta(seconds=seconds)
    events = _told(row, order, office.now)
    if answer_after is not None:
        reply = Text(at=office.now, address=office.address(person), text="Hadir")
        events.insert(answer_after, reply)
    office.bot.feed(office.now, *events)
    office.feed(Tick(at=office.now, heard=dict.fromkeys(office.lines, office.now)))
    office.in_flight.discard(office.address(person))
    office.wait(minutes=12)
    assert office.outcomes(person) == ["missed" if answer_after is None else "on_time"]


def _told(row: Outbox, order: list[str], at: datetime) -> list[Event]:
    facts: dict[str, Any] = {"outbox_id": row.id, "ref": row.ref, "received": at}
    return [
        Sent(at=at, **facts) if word == "sent" else Delivered(at=at, read=word == "read", **facts)
        for word in order
    ]


def test_telegram_has_no_receipts_and_needs_none(engine: object) -> None:
    office = Office(engine, channel=lines.TELEGRAM)
    office.begin_day("09.00")
    ana = office.hire("Ana Lestari")
    office.call(ana)
    assert office.calls(ana)[0].state == "open"


def test_an_answer_that_is_found_after_the_close_mends_it_though_the_receipt_was_later(
    office: Office, ana: Person
) -> None:
    """Its webhook was lost, the receipt slow: it was written before the window began to run."""
    office.in_flight.add(office.address(ana))
    office.call(ana)
    office.wait(seconds=20)
    written = office.now
    office.wait(seconds=40)
    arrives(office, message(office, ana))
    office.in_flight.discard(office.address(ana))
    office.wait(minutes=12)
    assert office.outcomes(ana) == ["missed"]
    office.reply(ana, at=written)
    assert office.outcomes(ana) == ["on_time"]
    assert office.proposed(ana) == []


@pytest.mark.parametrize("answers", [True, False])
def test_whoever_was_called_before_our_clock_was_set_back_is_not_judged(
    office: Office, ana: Person, answers: bool
) -> None:
    """His answer seems to be older than the call, and the wait for it to be over at once."""
    office.in_flight.add(office.address(ana))
    office.call(ana)
    office.wait(seconds=2)
    office.stop(minutes=-10)
    arrives(office, message(office, ana))
    office.in_flight.clear()
    office.wait(seconds=20)
    if answers:
        office.reply(ana)
    office.wait(minutes=30)
    assert office.outcomes(ana) == ["void"]
    assert len([row for row in office.words(ana) if row.attempt_id]) == 1, "nor asked again"


def test_a_clock_that_begins_in_1970_takes_back_no_old_finding(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    office.wait(minutes=75)
    assert office.outcomes(ana)[0] == "missed"
    office.feed(restarted(office.now, datetime(1970, 1, 1, tzinfo=UTC)))
    assert office.outcomes(ana)[0] == "missed"
    office.feed(restarted(office.now, office.now - timedelta(minutes=75)))
    assert office.outcomes(ana)[0] == "missed"
