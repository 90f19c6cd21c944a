"""The provider's auditor finds what it should, in records made by hand."""

from dataclasses import replace

from tests.chaos.provider import check
from tests.chaos.record import Fed, Limits, Record, Said

CODE = "260410-1-1"
CALL = Said(100.4, 100, 42, 1, f"panggilan kedinasan nomor {CODE}.", is_call=True, lost=False)
AGAIN = replace(CALL, at=104.0, date=104, number=2, text=f"{CODE} belum direspons. ke-2.")
ANSWER = Fed(102.0, 7, "message", "42", 102, is_answer=True, poisoned=False)
Rows = list[dict[str, str]]
KEPT: Rows = [{"external_id": "7", "state": "done"}]


def found(
    record: Record, outcome: str = "on_time", inbox: list[dict[str, str]] = KEPT
) -> set[str]:
    calls = [{"code": CODE, "outcome": outcome}]
    return {wrong.rule for wrong in check(record, calls, inbox, 3)}


def heard(*said: Said, at: float = 102.1) -> Record:
    asked = [(one.at, one.chat) for one in said]
    return Record(said=list(said), fed=[ANSWER], asked_to_send=asked, handed={7: at})


def test_an_honest_call_is_clean() -> None:
    assert found(heard(CALL)) == set()


def test_who_answered_in_time_is_not_found_against() -> None:
    for outcome in ("late", "missed", "excused"):
        assert found(heard(CALL), outcome) == {"in time, yet found against"}
    late = replace(ANSWER, date=103)
    assert found(replace_fed(heard(CALL), late), "late") == set()


def test_nobody_is_asked_after_his_answer_was_heard() -> None:
    assert found(heard(CALL, AGAIN)) == {"asked after the answer"}
    assert found(heard(CALL, AGAIN, at=103.5)) == set()
    stepped = heard(CALL, AGAIN)
    stepped.steps.append(101.0)
    assert found(stepped) == set()


def test_the_same_is_said_twice_only_after_a_lost_answer_or_a_death() -> None:
    twice = heard(CALL, replace(CALL, at=103.0, number=2))
    assert found(twice) == {"said twice"}
    assert found(heard(replace(CALL, lost=True), replace(CALL, at=103.0))) == set()
    twice.kills.append(102.5)
    assert found(twice) == set()


def test_a_full_disk_keeps_no_receipt_until_the_program_is_killed() -> None:
    note = replace(CALL, text=f"{CODE} diteruskan", is_call=False)
    twice = heard(note, replace(note, at=124.0, number=2))
    twice.kills.append(110.0)
    assert found(twice) == {"said twice"}
    twice.full.append(90.0)
    assert found(twice) == {"said twice"}, "that disk was another one's, long ago"
    twice.full.append(100.5)
    assert found(twice) == set()


def test_what_a_dead_program_asked_for_may_be_taken_after_its_repetition() -> None:
    note = replace(CALL, text=f"{CODE} diteruskan", is_call=False)
    held_up = replace(note, at=103.5, number=2, lost=True, asked=100.0)
    assert found(heard(replace(note, asked=103.0, at=103.0), held_up)) == set()
    assert found(heard(note, replace(held_up, asked=103.4))) == {"said twice"}


def test_a_note_is_never_said_twice() -> None:
    note = replace(CALL, text=f"{CODE} bukan hukuman disiplin", is_call=False, lost=True)
    assert found(heard(note, replace(note, at=103.0))) == {"note said twice"}


def test_limits_are_held() -> None:
    crowd = [replace(CALL, at=100 + n / 50, chat=n, text="Selamat") for n in range(50)]
    assert found(heard(*crowd)) == {"limit passed"}
    burst = [replace(CALL, at=100 + n / 3, text="Selamat") for n in range(3)]
    assert found(heard(*burst)) == {"chat limit passed"}


def test_a_429_is_obeyed() -> None:
    record = heard(CALL)
    record.halts.append((99.0, 3.0, 42))
    assert found(record) == {"429 not obeyed"}
    record.halts = [(99.0, 3.0, 7)]
    assert found(record) == set(), "another chat was refused"
    record.halts = [(98.0, 3.0, 8), (99.0, 3.0, 7)]
    assert found(record) == {"429 not obeyed"}, "two of them are the whole channel"
    record.halts = [(98.0, 3.0, -8), (99.0, 3.0, 7)]
    assert found(record) == set(), "a group proves nothing"


def test_a_group_keeps_nobody_waiting_and_hears_one_sentence() -> None:
    record = heard(CALL)
    record.handed |= {n: 110.0 + n for n in range(5)}
    record.halts.append((105.0, 30.0, -1001))
    assert found(record) == {"all wait for one group"}
    record.asked_to_send.append((116.0, 9))
    assert found(record) == set()
    record.in_groups[-1001] = 1
    assert found(record) == set()
    record.in_groups[-1001] = 2
    assert found(record) == {"a group is spoken to again"}


def test_noise_is_answered_a_few_times_and_no_more() -> None:
    crowd = [replace(CALL, at=100.4 + n * 30, text="Tidak ada", is_call=False) for n in range(5)]
    record = heard(*crowd)
    assert found(record) == set(), "nobody floods"
    record.flooders.add(42)
    assert found(record) == {"noise is answered"}
    record.said = [replace(one, lost=True) for one in crowd]
    assert found(record) == set(), "nobody knew that they were said"


def test_a_number_that_is_used_again_is_handled_again() -> None:
    record = heard(CALL)
    record.fed.append(replace(ANSWER, number="7#again"))
    assert found(record) == {"update not handled"}
    assert found(record, inbox=[*KEPT, *KEPT]) == set()
    assert found(record, inbox=[*KEPT, *KEPT, *KEPT]) == {"update kept twice"}


def test_every_update_is_handled_once() -> None:
    record = heard(CALL)
    assert found(record, inbox=[]) == {"update not handled"}
    assert found(record, inbox=[{"external_id": "7", "state": "quarantined"}]) == {
        "update not handled"
    }
    assert found(record, inbox=[*KEPT, *KEPT]) == {"update kept twice"}
    record.stolen.add(7)
    assert found(record, inbox=[]) == set()


def test_a_forgery_is_never_kept() -> None:
    record = heard(CALL)
    record.forged.add("8")
    assert found(record) == set()
    assert found(record, inbox=[*KEPT, {"external_id": "8", "state": "done"}]) == {"forgery taken"}


# on WhatsApp, whose callbacks tell what became of a message


def on_whatsapp(*said: Said, arrived: float = 101.5, told: str = "delivered") -> Record:
    record = heard(*said)
    record.limits = Limits(per_second=10, burst=2, spacing=0.2)
    record.receipts, record.arrived = True, {one.number: arrived for one in said}
    record.told = {f"{one.number}:{told}": arrived for one in said} if told else {}
    return record


def test_a_window_on_whatsapp_begins_when_the_message_reaches_the_phone() -> None:
    at_the_end = replace(ANSWER, date=104.1)
    assert found(replace_fed(on_whatsapp(CALL), at_the_end), "late") == {
        "in time, yet found against"
    }
    too_late = replace(ANSWER, date=104.6)
    assert found(replace_fed(on_whatsapp(CALL), too_late), "late") == set()


def test_a_webhook_that_was_late_is_no_excuse_for_a_finding() -> None:
    record = replace_fed(on_whatsapp(CALL), replace(ANSWER, date=104.1))
    record.handed[7] = 106.0
    assert found(record, "late") == {"in time, yet found against"}
    del record.handed[7]  # recovered from the list, which knows the date
    assert found(record, "late") == {"in time, yet found against"}


def test_a_message_of_the_same_second_before_the_call_answers_nothing() -> None:
    before = replace(ANSWER, at=100.1, date=100)
    assert found(replace_fed(heard(CALL), before), "late") == set()
    assert found(replace_fed(heard(CALL), replace(before, at=100.9)), "late") == {
        "in time, yet found against"
    }


def test_nobody_is_found_against_before_his_phone_is_known_to_have_the_call() -> None:
    for told in ("", "sent"):
        record = replace_fed(on_whatsapp(CALL, told=told), replace(ANSWER, date=110.0))
        assert found(record, "missed") == {"not known to have arrived, yet found against"}
        assert found(record, "void") == set()


def test_what_arrived_is_not_void_as_if_it_had_not() -> None:
    record = on_whatsapp(CALL, arrived=CALL.at + 0.5, told="")
    lost = [{"code": CODE, "outcome": "void", "void_cause": "undelivered"}]
    rules = {wrong.rule for wrong in check(record, lost, KEPT, 3)}
    assert rules == {"arrived, yet void as if not"}
    record.arrived = {}
    assert {wrong.rule for wrong in check(record, lost, KEPT, 3)} == set()


def test_who_hides_her_number_is_known_by_it() -> None:
    hidden = replace(ANSWER, chat=str(Record(aliases={4566: 42}).chat(4566)))
    assert found(replace_fed(on_whatsapp(CALL), hidden), "missed") == {
        "in time, yet found against"
    }


def test_a_lost_answer_is_no_reason_to_say_it_again_once_a_callback_told() -> None:
    lost, again = replace(CALL, lost=True), replace(CALL, at=121.0, number=2)
    assert found(on_whatsapp(lost, again, told="sent")) >= {"said twice"}
    assert "said twice" not in found(on_whatsapp(lost, again, told=""))


def test_nobody_on_whatsapp_is_written_to_twice_within_his_spacing() -> None:
    close = on_whatsapp(*(replace(CALL, at=100 + n / 8, text="Selamat") for n in range(2)))
    assert found(close) == {"chat limit passed"}
    close.steps.append(100.1)  # our clock was set
    assert found(close) == set()
    apart = on_whatsapp(*(replace(CALL, at=100.0 + n, text="Selamat") for n in range(2)))
    assert found(apart) == set()
    crowd = [replace(CALL, at=100 + n / 14, chat=n + 1, text="Selamat") for n in range(14)]
    assert found(on_whatsapp(*crowd)) == {"limit passed"}


def replace_fed(record: Record, fed: Fed) -> Record:
    return replace(record, fed=[fed])
