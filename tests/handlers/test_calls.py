"""The life of a call: who is asked, what answers, what corrects (design 3)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from handlers.events import Blocked, Edited, Failed, Sent, Spot, Unblocked
from storage import calls
from storage.database import transaction
from storage.rows import Outbox, Person
from tests.lines import in_hand
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


def test_a_location_a_photo_or_a_command_answers(office: Office, ana: Person) -> None:
    office.call(ana)
    office.feed(Spot(at=office.now, address=office.address(ana), lat=-2.9, lon=104.7))
    office.wait(minutes=1)
    office.call(ana)
    office.show(ana, "photo")
    office.wait(minutes=1)
    office.call(ana)
    office.reply(ana, "/status")
    assert office.outcomes(ana) == ["on_time"] * 3
    assert office.said(ana)[-1] == "me.status"


@pytest.mark.parametrize("flag", ["scheduled", "forwarded"])
def test_a_scheduled_or_forwarded_message_does_not_answer(
    office: Office, ana: Person, flag: str
) -> None:
    office.call(ana)
    office.wait(seconds=10)
    facts: dict[str, Any] = {flag: True}
    office.reply(ana, **facts)
    assert office.outcomes(ana) == []
    assert office.said(ana)[-1] == "call.not_an_answer"
    office.reply(ana)
    assert office.outcomes(ana) == ["on_time"]


def test_an_edited_message_does_not_answer(office: Office, ana: Person) -> None:
    office.call(ana)
    office.feed(Edited(at=office.now, address=office.address(ana)))
    assert office.outcomes(ana) == []
    assert office.said(ana)[-1] == "call.not_an_answer"


def test_a_message_written_before_the_call_does_not_answer(office: Office, ana: Person) -> None:
    office.call(ana)
    office.reply(ana, at=office.now - timedelta(seconds=1))
    assert office.outcomes(ana) == []


def test_an_answer_in_the_second_window_is_late_and_no_silence(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    office.wait(minutes=9)
    office.reply(ana)
    assert office.outcomes(ana) == ["late"]


def test_an_answer_that_arrives_after_the_close_but_was_sent_before_corrects_everything(
    office: Office, ana: Person, budi: Person
) -> None:
    office.call(ana)
    sent = office.now + timedelta(seconds=100)
    office.wait(minutes=10)
    office.reply(ana, "Tidak terdengar")
    office.decide(budi, ana, "refuse")
    assert office.proposed(ana) == ["teguran lisan"]
    office.reply(ana, at=sent)
    assert office.outcomes(ana) == ["on_time"]
    assert office.proposed(ana) == []
    assert office.said(budi)[-1] == "case.withdrawn"
    assert office.said(ana)[-1] == "call.thanks"


def test_a_correction_takes_back_a_decided_fault(
    office: Office, ana: Person, budi: Person
) -> None:
    office.call(ana)
    sent = office.now + timedelta(seconds=100)
    office.wait(minutes=10)
    office.reply(ana, "Tidak terdengar")
    office.decide(budi, ana, "refuse", "guide")
    assert office.faults(ana) == 1
    office.reply(ana, at=sent)
    assert office.outcomes(ana) == ["on_time"]
    assert office.faults(ana) == 0


def test_a_silence_corrected_to_lateness_asks_for_the_reason_of_lateness(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    sent = office.now + timedelta(seconds=400)
    office.wait(minutes=10)
    office.reply(ana, at=sent)
    assert office.outcomes(ana) == ["late"]
    assert office.said(ana)[-1] == "case.late"


def test_a_reply_after_the_close_is_recorded_beside_the_outcome(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    office.wait(minutes=11)
    office.reply(ana, "HADIR")
    call = office.calls(ana)[-1]
    assert call.outcome == "missed"
    assert call.heard_after_at == office.now
    assert office.said(ana)[-1] == "call.closed_reason"


def test_a_window_is_not_closed_before_everything_in_it_was_heard(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    office.heard_until = office.now + timedelta(seconds=290)
    office.wait(minutes=8)
    assert office.outcomes(ana) == []
    assert "call.again" not in office.said(ana)


def test_no_second_attempt_after_an_answer(office: Office, ana: Person) -> None:
    office.call(ana)
    office.wait(seconds=20)
    office.reply(ana)
    office.said(ana)
    office.wait(minutes=20)
    assert office.said(ana) == []


def test_an_answer_withdraws_a_second_attempt_that_still_waits_to_be_sent(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    office.wait(seconds=299)
    office.now += timedelta(seconds=1)
    with office.desk() as desk:
        from handlers.call import judge

        judge.judge(desk, {"telegram": office.now})
    office.reply(ana)
    assert office.outcomes(ana) == ["late"]
    assert "call.again" not in [row.key for row in office.words(ana)]


def test_an_answer_before_our_receipt_of_the_call_is_on_time(office: Office, ana: Person) -> None:
    call = _call_in_hand(office, ana)
    office.reply(ana)
    with transaction(office.bot.engine) as db:
        assert calls.get(db, call).outcome == "on_time"


def _call_in_hand(office: Office, ana: Person) -> int:
    """Lease the message of a call as a sender does, and do not report on it."""
    speak, office.speak = office.speak, lambda: None  # type: ignore[method-assign]
    call = office.call(ana)
    with transaction(office.bot.engine) as db:
        in_hand(db, "telegram", office.now, 10)
    office.speak = speak  # type: ignore[method-assign]
    return call.id or 0


def test_a_receipt_with_a_skewed_clock_closes_no_window_early(office: Office, ana: Person) -> None:
    """Our clock runs two minutes ahead of the platform's."""
    call_id = _call_in_hand(office, ana)
    with transaction(office.bot.engine) as db:
        attempt = calls.attempts(db, calls.get(db, call_id))[0]
        row = db.exec(select(Outbox).where(Outbox.attempt_id == attempt.id)).first()
        assert row is not None
        row_id = row.id or 0
    theirs = office.now - timedelta(minutes=2)
    office.feed(Sent(at=theirs, received=office.now, outbox_id=row_id, ref="m"))
    office.wait(seconds=299)
    assert "call.again" not in office.said(ana)
    office.wait(seconds=2)
    assert office.said(ana)[-1] == "call.again"


@pytest.mark.parametrize(
    ("cause", "void"),
    [
        ("blocked", "blocked"),
        ("rejected", "rejected"),
        ("expired", "expired"),
        ("uncertain", "uncertain"),
        ("refused", "refused"),
    ],
)
def test_what_did_not_go_out_is_void_and_never_missed(
    office: Office, ana: Person, cause: str, void: str
) -> None:
    office.refusing[office.address(ana)] = cause
    office.call(ana)
    office.wait(minutes=15)
    call = office.calls(ana)[-1]
    assert (call.outcome, call.void_cause) == ("void", void)
    assert office.proposed(ana) == []


def test_a_block_is_told_to_the_supervisor_once_and_later_calls_are_void(
    office: Office, ana: Person, budi: Person
) -> None:
    office.feed(Blocked(at=office.now, address=office.address(ana)))
    office.feed(Blocked(at=office.now, address=office.address(ana)))
    office.call(ana)
    assert office.said(budi).count("team.blocked") == 1
    assert office.calls(ana)[-1].void_cause == "blocked"
    office.feed(Unblocked(at=office.now, address=office.address(ana)))
    office.call(ana)
    office.reply(ana)
    assert office.outcomes(ana) == ["void", "on_time"]


def test_a_second_attempt_that_cannot_be_delivered_makes_the_call_void(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    office.refusing[office.address(ana)] = "blocked"
    office.wait(minutes=11)
    assert office.calls(ana)[-1].void_cause == "blocked"


def test_a_failure_reported_twice_changes_nothing(office: Office, ana: Person) -> None:
    office.call(ana)
    office.reply(ana)
    row = office.words(ana)[-2]
    office.feed(Failed(at=office.now, outbox_id=row.id or 0, cause="blocked"))
    assert office.outcomes(ana) == ["on_time"]


def test_a_call_never_reaches_into_a_break(office: Office, ana: Person) -> None:
    office.wait_until(office.at("11.22"))
    office.call(ana)
    assert office.calls(ana)[-1].void_cause == "not_working_time"


def test_a_broken_call_stops_nobody_elses(
    office: Office, ana: Person, budi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handlers.call import send

    eka = office.hire("Eka", budi)
    begin = send.begin

    def breaks_for_ana(desk: object, call: object) -> None:
        if getattr(call, "person_id", None) == ana.id:
            raise RuntimeError("broken row")
        begin(desk, call)  # type: ignore[arg-type]

    monkeypatch.setattr(send, "begin", breaks_for_ana)
    office.call(ana)
    office.call(eka)
    office.reply(eka)
    assert office.calls(ana)[-1].outcome == "void"
    assert office.outcomes(eka) == ["on_time"]
