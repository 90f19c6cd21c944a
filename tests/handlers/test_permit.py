"""Leaving the place of work: asked, decided, used, ended (Bukittinggi 2.g)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from storage import log, permits
from storage.database import transaction
from storage.rows import Permit, Person
from tests.duties import QUIET, city, heard, law, message, newest, press, second_thoughts
from tests.office import FRIDAY, Office

pytestmark = pytest.mark.wide
HOME = FRIDAY.date()
LINE = "/izin 10.00 11.30 Kantor Bank; mengurus kartu"
STOP = QUIET.format(city="bukittinggi") + '[permit]\ncalls = "stop"\n'
APPROVE, REFUSE, ASK = 0, 1, 2


@pytest.fixture
def office(engine: Engine) -> Office:
    return city("bukittinggi", engine, FRIDAY)


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    person = office.hire("Ana", budi)
    office.begin_day("09.00")
    return person


@pytest.fixture
def resting(engine: Engine) -> Office:
    """A city like it in which nobody is called while he is away."""
    return Office(engine, law(STOP, "bukittinggi"), FRIDAY)


def of(office: Office, person: Person, on: date = HOME) -> list[Permit]:
    with transaction(office.bot.engine) as db:
        return permits.of_day(db, person.id or 0, on)


def state(office: Office, person: Person) -> str:
    return of(office, person)[-1].state


def logged(office: Office, kind: str) -> list[dict[str, Any]]:
    with transaction(office.bot.engine) as db:
        return [entry.facts for entry in log.of_kind(db, kind)]


def approve(office: Office, person: Person, boss: Person, line: str = LINE) -> None:
    office.reply(person, line)
    press(office, boss, "permit.card", APPROVE)


# asking


@pytest.mark.clause("bukittinggi", "2.g")
def test_2g_a_request_in_one_line_goes_to_the_direct_supervisor(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, LINE)
    assert heard(office, ana, "permit") == ["permit.sent"]
    assert heard(office, budi, "permit") == ["permit.card"]
    card = newest(office, budi, "permit.card")
    for part in ("Ana", "10.00 WIB", "11.30 WIB", "Kantor Bank", "mengurus kartu", "2.g"):
        assert part in card
    labels = [label for label, _ in message(office, budi, "permit.card").buttons[0]]
    assert labels == ["permit.approve", "permit.refuse", "permit.ask"]
    assert logged(office, "permit.asked")[0]["nip"] == ana.nip


@pytest.mark.clause("bukittinggi", "2.g")
def test_2g_silence_is_pending_and_no_permission(office: Office, ana: Person) -> None:
    office.reply(ana, LINE)
    assert "belum diberikan" in office.last_text(ana)
    office.wait_until(office.at("10.30"))
    office.reply(ana, "/izin")
    assert heard(office, ana, "permit")[-1] == "permit.pending"
    assert "belum ada izin" in office.last_text(ana)
    assert state(office, ana) == "asked"


def test_step_by_step_reason_destination_start_and_return_are_asked(
    office: Office, ana: Person, budi: Person
) -> None:
    said = []
    for words in ("/izin", "mengurus kartu", "Kantor Bank", "pukul 10.00 WIB", "11.30"):
        office.reply(ana, words)
        said += heard(office, ana, "permit")
    fields = ["reason", "destination", "start", "until"]
    assert said == [*(f"permit.ask_{field}" for field in fields), "permit.sent"]
    permit = of(office, ana)[0]
    assert (permit.reason, permit.destination) == ("mengurus kartu", "Kantor Bank")
    assert (permit.start, permit.until) == (office.at("10.00"), office.at("11.30"))
    assert heard(office, budi, "permit") == ["permit.card"]


def test_now_is_a_button(office: Office, ana: Person) -> None:
    for words in ("/izin", "mengurus kartu", "Kantor Bank", "SEKARANG", "10.00"):
        office.reply(ana, words)
    assert of(office, ana)[0].start == office.at("09.00")


def test_a_line_without_a_time_asks_for_the_rest(office: Office, ana: Person) -> None:
    office.reply(ana, "/izin Kantor Bank; mengurus kartu")
    assert heard(office, ana, "permit") == ["permit.ask_start"]
    office.reply(ana, "10.00")
    office.reply(ana, "11.00")
    assert of(office, ana)[0].destination == "Kantor Bank"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/izin 08.00 10.00 Bank; kartu", "permit.past"),
        ("/izin 11.30 10.00 Bank; kartu", "permit.ends_first"),
        ("/izin 10.00 10.00 Bank; kartu", "permit.ends_first"),
        ("/izin 10.00 12.01 Bank; kartu", "permit.too_long"),
        ("/izin 10.00 25.00 Bank; kartu", "permit.bad_time"),
        ("/izin 99.99 10.00 Bank; kartu", "permit.bad_time"),
        ("/izin 10 11 Bank; kartu", "permit.bad_time"),
        ("/izin 15.30 17.00 Bank; kartu", "permit.outside_hours"),
        ("/izin 17.00 18.00 Bank; kartu", "permit.outside_hours"),
    ],
)
def test_a_time_that_does_not_fit_is_said_politely_and_asked_again(
    office: Office, ana: Person, budi: Person, line: str, answer: str
) -> None:
    office.reply(ana, line)
    assert heard(office, ana, "permit") == [answer]
    assert of(office, ana) == []
    assert heard(office, budi, "permit") == []


def test_after_a_time_that_does_not_fit_the_next_words_mend_it(
    office: Office, ana: Person
) -> None:
    office.reply(ana, "/izin 10.00 13.00 Kantor Bank; mengurus kartu")
    assert "120 menit" in office.last_text(ana)
    office.reply(ana, "besok saja")
    assert heard(office, ana, "permit")[-1] == "permit.bad_time"
    office.reply(ana, "11.45")
    assert of(office, ana)[0].until == office.at("11.45")
    assert of(office, ana)[0].reason == "mengurus kartu"


def test_a_picture_is_no_reason_and_the_question_is_repeated(office: Office, ana: Person) -> None:
    office.reply(ana, "/izin")
    office.show(ana, "sticker")
    assert heard(office, ana, "permit") == ["permit.ask_reason"] * 2


def test_long_words_are_cut_and_strange_ones_kept(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, f"/izin 10.00 11.30 <b>_{{x}}_\U0001f600; {'a' * 5000}")
    permit = of(office, ana)[0]
    assert len(permit.reason) == 300
    assert "<b>_{x}_\U0001f600" in newest(office, budi, "permit.card")


def test_only_on_a_day_at_home_and_before_its_end(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(budi, LINE)
    assert heard(office, budi, "permit") == ["permit.not_home"]
    office.wait_until(office.at("16.30"))
    office.reply(ana, "/izin 17.00 18.00 Bank; kartu")
    assert heard(office, ana, "permit") == ["permit.after_work"]
    assert of(office, ana) == []


def test_where_no_circular_asks_for_it_the_command_says_so(engine: Engine) -> None:
    office = city("sumsel", engine, FRIDAY)
    ana = office.hire("Ana")
    office.reply(ana, LINE)
    office.reply(ana, "/izin darurat")
    office.reply(ana, "/kembali")
    office.reply(ana, "DARURAT")
    assert office.said(ana)[-4:-1] == ["permit.off", "permit.off", "permit.none_running"]
    assert of(office, ana) == []


def test_two_requests_at_once_are_one(office: Office, ana: Person, budi: Person) -> None:
    office.reply(ana, LINE)
    office.reply(ana, "/izin 13.30 14.30 Apotek; obat")
    assert heard(office, ana, "permit") == ["permit.sent", "permit.pending"]
    assert len(of(office, ana)) == 1
    assert heard(office, budi, "permit") == ["permit.card"]


def test_a_request_may_be_withdrawn_and_another_made(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, LINE)
    office.reply(ana, "/izin batal")
    office.reply(ana, "/izin batal")
    assert heard(office, ana, "permit")[1:] == ["permit.withdrawn", "permit.nothing_pending"]
    press(office, budi, "permit.card", APPROVE)
    assert heard(office, budi, "permit")[1:] == ["permit.withdrawn_told", "permit.decided"]
    office.reply(ana, "/izin 13.30 14.30 Apotek; obat")
    assert [p.state for p in of(office, ana)] == ["withdrawn", "asked"]


def test_nobody_waits_in_vain_for_a_supervisor_who_cannot_be_reached(office: Office) -> None:
    lonely = office.hire("Lala", office.hire("Bos", enrolled=False))
    office.reply(lonely, LINE)
    assert office.said(lonely)[-1] == "permit.nobody_reached"


def test_words_while_a_call_is_open_answer_the_call_first(office: Office, ana: Person) -> None:
    office.reply(ana, "/izin")
    office.call(ana)
    office.reply(ana, "mengurus kartu")
    assert office.outcomes(ana) == ["on_time"]
    office.reply(ana, "mengurus kartu")
    assert heard(office, ana, "permit")[-1] == "permit.ask_destination"


def test_a_reason_that_is_asked_meanwhile_comes_before_the_request(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, "/izin")
    office.call(ana)
    office.wait(minutes=10)
    office.reply(ana, "Listrik padam")
    assert "case.reason_kept" in office.said(ana)
    assert of(office, ana) == []


def test_without_a_supervisor_nobody_is_told_and_nothing_breaks(office: Office) -> None:
    lonely = office.hire("Lala")
    office.reply(lonely, LINE)
    office.reply(lonely, "/izin batal")
    office.reply(lonely, "/izin darurat")
    told = ["permit.nobody_reached", "permit.withdrawn", "permit.emergency_kept"]
    assert heard(office, lonely, "permit") == told


# the decision


def test_2g_an_approval_is_told_with_its_hours_and_how_to_come_back(
    office: Office, ana: Person, budi: Person
) -> None:
    approve(office, ana, budi)
    assert heard(office, ana, "permit") == ["permit.sent", "permit.approved"]
    said = newest(office, ana, "permit.approved")
    assert "Budi" in said
    assert "11.30 WIB" in said
    assert "tetap dapat dikirim" in said
    assert message(office, ana, "permit.approved").keyboard == "reply"
    permit = of(office, ana)[0]
    assert (permit.state, permit.decided_by) == ("approved", budi.id)
    assert logged(office, "permit.decided")[0]["by"] == budi.nip


def test_2g_a_decision_pressed_twice_stands_once(
    office: Office, ana: Person, budi: Person
) -> None:
    approve(office, ana, budi)
    press(office, budi, "permit.card", APPROVE)
    press(office, budi, "permit.card", REFUSE)
    assert heard(office, budi, "permit")[2:] == ["permit.decided"] * 2
    assert heard(office, ana, "permit").count("permit.approved") == 1
    assert state(office, ana) == "approved"


def test_a_refusal_is_told_with_its_note_when_it_can_no_more_be_taken_back(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, LINE)
    press(office, budi, "permit.card", REFUSE)
    office.reply(budi, "Ada rapat pukul 10.00")
    assert heard(office, ana, "permit") == ["permit.sent"]
    second_thoughts(office)
    assert heard(office, ana, "permit") == ["permit.refused", "permit.refused_note"]
    assert "Ada rapat pukul 10.00" in office.last_text(ana)
    assert (state(office, ana), of(office, ana)[0].note) == ("refused", "Ada rapat pukul 10.00")
    office.reply(ana, LINE)
    assert heard(office, ana, "permit") == ["permit.sent"]


def test_a_word_of_the_supervisor_long_after_a_refusal_is_no_note(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, LINE)
    press(office, budi, "permit.card", REFUSE)
    office.wait(minutes=11)
    office.reply(budi, "Terima kasih")
    assert heard(office, ana, "permit")[-1] == "permit.refused"


def test_a_question_goes_there_and_back_and_the_request_stays_pending(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, LINE)
    press(office, budi, "permit.card", ASK)
    assert heard(office, ana, "permit")[-1] == "permit.question_comes"
    office.reply(budi, "Apakah dapat besok?")
    assert heard(office, ana, "permit") == ["permit.question"]
    assert state(office, ana) == "question"
    office.reply(ana, "Bank hanya buka hari ini")
    assert heard(office, ana, "permit") == ["permit.answer_sent"]
    again = newest(office, budi, "permit.card_again")
    assert "Apakah dapat besok?" in again
    assert "Bank hanya buka hari ini" in again
    press(office, budi, "permit.card_again", APPROVE)
    assert state(office, ana) == "approved"


def test_a_question_may_be_answered_through_the_command(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, LINE)
    press(office, budi, "permit.card", ASK)
    office.reply(budi, "Apakah dapat besok?")
    office.reply(ana, "/status")
    office.reply(ana, "/izin")
    assert heard(office, ana, "permit")[-1] == "permit.question"
    office.reply(ana, "/izin Bank hanya buka hari ini")
    assert heard(office, ana, "permit") == ["permit.answer_sent"]
    assert heard(office, budi, "permit")[-1] == "permit.card_again"


def test_a_note_to_a_request_that_was_withdrawn_goes_nowhere(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, LINE)
    press(office, budi, "permit.card", ASK)
    office.reply(ana, "/izin batal")
    heard(office, ana, "permit")
    office.reply(budi, "Apakah dapat besok?")
    assert heard(office, budi, "permit")[-1] == "permit.decided"
    assert heard(office, ana, "permit") == []


def test_a_picture_is_neither_a_note_nor_an_answer_nor_an_explanation(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, LINE)
    press(office, budi, "permit.card", ASK)
    office.show(budi, "sticker")
    office.reply(budi, "Apakah dapat besok?")
    office.show(ana, "sticker")
    assert state(office, ana) == "question"
    office.reply(ana, "/izin darurat")
    office.show(ana, "sticker")
    assert of(office, ana)[-1].reason == ""


def test_an_answer_gives_way_to_a_reason_that_was_asked_after_the_question(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, LINE)
    press(office, budi, "permit.card", ASK)
    office.reply(budi, "Apakah dapat besok?")
    office.call(ana)
    office.wait(minutes=10)
    office.reply(ana, "Listrik padam")
    assert state(office, ana) == "question"


def test_a_note_of_somebody_who_leads_the_person_no_more_goes_nowhere(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, LINE)
    press(office, budi, "permit.card", REFUSE)
    with transaction(office.bot.engine) as db:
        db.get_one(Person, ana.id).supervisor_id = None
    office.reply(budi, "Ada rapat")
    assert "permit.refused_note" not in heard(office, ana, "permit")


@pytest.mark.parametrize("data", ["permit:1:approve", "permit:7:approve", "permit:1:fire"])
def test_nobody_decides_who_is_no_superior(office: Office, ana: Person, data: str) -> None:
    office.reply(ana, LINE)
    stranger = office.hire("Eka", roles=["supervisor"])
    office.tap(stranger, data)
    office.tap(ana, data)
    assert office.said(stranger)[-1] == "permit.not_yours"
    assert office.said(ana)[-1] == "permit.not_yours"
    assert state(office, ana) == "asked"


@pytest.mark.parametrize("data", ["permit:", "permit:x:approve", f"permit:{'9' * 40}:approve"])
def test_a_broken_button_changes_nothing(office: Office, budi: Person, data: str) -> None:
    office.tap(budi, data)
    assert office.said(budi)[-1] == "common.old_button"


def test_the_next_superior_may_decide_as_well(office: Office) -> None:
    head = office.hire("Hana", position="Kepala Dinas Kesehatan", roles=["unit_head"])
    boss = office.hire("Bima", head)
    dian = office.hire("Dian", boss)
    office.begin_day("09.00")
    office.reply(dian, LINE)
    number = of(office, dian)[0].id
    office.tap(head, f"permit:{number}:approve")
    assert state(office, dian) == "approved"


def test_a_decision_after_the_time_asked_for_is_not_needed_any_more(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, LINE)
    office.wait_until(office.at("11.30"))
    press(office, budi, "permit.card", APPROVE)
    assert heard(office, budi, "permit")[-1] == "permit.over"
    assert state(office, ana) == "asked"


# away and back


def test_2g_coming_back_ends_it_and_the_supervisor_learns_when(
    office: Office, ana: Person, budi: Person
) -> None:
    approve(office, ana, budi)
    office.wait_until(office.at("11.10"))
    office.reply(ana, "/kembali")
    office.reply(ana, "SUDAH KEMBALI")
    assert heard(office, ana, "permit")[-2:] == ["permit.returned", "permit.returned_already"]
    assert heard(office, budi, "permit").count("permit.returned_told") == 1
    assert "11.10" in newest(office, budi, "permit.returned_told")
    assert of(office, ana)[0].returned_at == office.at("11.10")


def test_whoever_is_not_back_is_reminded_at_the_agreed_time_and_after_the_longest(
    office: Office, ana: Person, budi: Person
) -> None:
    approve(office, ana, budi, "/izin 09.30 10.00 Bank; kartu")
    office.wait_until(office.at("09.59"))
    assert "permit.remind" not in heard(office, ana, "permit")
    office.wait_until(office.at("10.20"))
    assert heard(office, ana, "permit") == ["permit.remind"]
    office.wait_until(office.at("16.29"))
    assert heard(office, ana, "permit") == ["permit.remind"]
    office.wait_until(office.at("20.00"))
    assert heard(office, ana, "permit") == []
    assert "permit.returned_told" not in heard(office, budi, "permit")


def test_nobody_who_is_back_is_reminded(office: Office, ana: Person, budi: Person) -> None:
    approve(office, ana, budi)
    office.wait_until(office.at("11.00"))
    office.reply(ana, "SUDAH KEMBALI")
    office.wait_until(office.at("13.00"))
    assert "permit.remind" not in heard(office, ana, "permit")


def test_a_return_said_in_time_that_arrives_after_the_reminder_counts_when_it_was_said(
    office: Office, ana: Person, budi: Person
) -> None:
    approve(office, ana, budi)
    office.wait_until(office.at("11.40"))
    assert heard(office, ana, "permit")[-1] == "permit.remind"
    office.reply(ana, "/kembali", at=office.at("11.20"))
    assert of(office, ana)[0].returned_at == office.at("11.20")
    assert "11.20" in newest(office, budi, "permit.returned_told")


def test_a_return_pressed_into_an_open_call_answers_it_and_ends_the_permission(
    office: Office, ana: Person, budi: Person
) -> None:
    approve(office, ana, budi)
    office.wait_until(office.at("10.30"))
    office.call(ana)
    office.reply(ana, "SUDAH KEMBALI")
    assert office.outcomes(ana) == ["on_time"]
    assert state(office, ana) == "returned"


def test_coming_back_without_a_permission_is_said_kindly(office: Office, ana: Person) -> None:
    office.reply(ana, "/kembali")
    office.reply(ana, LINE)
    office.reply(ana, "/kembali")
    assert heard(office, ana, "permit") == ["permit.none_running", "permit.sent", "permit.pending"]


@pytest.mark.clause("bukittinggi", "2.g")
def test_2g_in_an_emergency_one_leaves_at_once_and_explains_later(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, "/izin")
    assert message(office, ana, "permit.ask_reason").buttons[-1][0][0] == "press.permit_emergency"
    office.reply(ana, "DARURAT")
    office.reply(ana, "DARURAT")
    said = ["permit.ask_reason", "permit.emergency_kept", "permit.running"]
    assert heard(office, ana, "permit") == said
    assert heard(office, budi, "permit") == ["permit.emergency_told"]
    office.reply(ana, "Anak sakit")
    assert heard(office, ana, "permit") == ["permit.explained"]
    assert "Anak sakit" in newest(office, budi, "permit.explained_told")
    permit = of(office, ana)[0]
    assert (permit.state, permit.start, permit.reason) == ("emergency", office.now, "Anak sakit")
    assert len(logged(office, "permit.emergency")) == 1
    office.wait(minutes=30)
    office.reply(ana, "/kembali")
    assert state(office, ana) == "returned"


def test_an_emergency_overtakes_a_request(office: Office, ana: Person, budi: Person) -> None:
    office.reply(ana, LINE)
    office.reply(ana, "/izin darurat")
    assert [p.state for p in of(office, ana)] == ["withdrawn", "emergency"]
    office.reply(ana, "/izin Anak sakit")
    assert heard(office, budi, "permit")[-1] == "permit.explained_told"


def test_an_emergency_after_work_needs_no_permission(office: Office, ana: Person) -> None:
    office.wait_until(office.at("17.00"))
    office.reply(ana, "/izin darurat")
    assert heard(office, ana, "permit") == ["permit.no_need"]


def test_what_yesterday_left_open_is_closed_by_itself(
    office: Office, ana: Person, budi: Person
) -> None:
    approve(office, ana, budi)
    dian = office.hire("Dian", budi)
    office.reply(dian, "/izin 13.30 14.00 Bank; kartu")
    office.wait_until(FRIDAY + timedelta(days=1))
    assert (state(office, ana), state(office, dian)) == ("ended", "lapsed")
    office.reply(ana, "/kembali")
    assert heard(office, ana, "permit")[-1] == "permit.none_running"


# calls meanwhile


@pytest.mark.clause("bukittinggi", "2.g")
def test_2g_calls_go_on_and_the_card_shows_the_permission(
    office: Office, ana: Person, budi: Person
) -> None:
    approve(office, ana, budi)
    office.wait_until(office.at("10.30"))
    office.call(ana)
    office.wait(minutes=12)
    assert office.outcomes(ana) == ["missed"]
    card = newest(office, budi, "case.card_record")
    assert "Izin meninggalkan lokasi" in card
    assert "disetujui Budi" in card


def test_the_card_shows_what_was_still_undecided_and_no_other_permission(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(ana, LINE)
    office.call(ana)
    office.wait(minutes=12)
    assert "izin" not in newest(office, budi, "case.card_record").casefold()
    office.wait_until(office.at("10.30"))
    office.call(ana)
    office.wait(minutes=12)
    assert "belum diputuskan" in newest(office, budi, "case.card_record")


@pytest.mark.parametrize("line", [LINE, "/izin darurat"])
def test_where_calls_rest_a_call_within_a_permission_is_void(resting: Office, line: str) -> None:
    budi = resting.hire("Budi", position="Kepala Bidang")
    ana = resting.hire("Ana", budi)
    resting.begin_day("09.30")
    resting.reply(ana, line)
    if line == LINE:
        resting.tap(budi, f"permit:{of(resting, ana)[0].id}:approve")
    assert "tidak dikirim" in resting.last_text(ana)
    resting.wait_until(resting.at("10.05"))
    call = resting.call(ana)
    assert [(c.outcome, c.void_cause) for c in resting.calls(ana)] == [("void", "on_permit")]
    assert "call.first" not in resting.said(ana)
    resting.reply(budi, "/panggil Ana cek")
    assert resting.said(budi)[-1] == "order.refused"
    resting.reply(ana, "/kembali")
    resting.wait(minutes=1)
    resting.call(ana)
    assert call.due_at < resting.now
    assert resting.said(ana)[-1] == "call.first"


def test_where_calls_rest_none_is_sent_that_would_reach_into_a_permission(
    resting: Office,
) -> None:
    budi = resting.hire("Budi", position="Kepala Bidang")
    ana = resting.hire("Ana", budi)
    resting.begin_day("09.30")
    resting.reply(ana, LINE)
    resting.tap(budi, f"permit:{of(resting, ana)[0].id}:approve")
    resting.wait_until(resting.at("09.52"))
    resting.call(ana)
    assert [c.void_cause for c in resting.calls(ana)] == ["on_permit"]


def test_where_calls_rest_a_later_approval_takes_back_what_was_found(resting: Office) -> None:
    budi = resting.hire("Budi", position="Kepala Bidang")
    ana = resting.hire("Ana", budi)
    resting.begin_day("09.30")
    resting.reply(ana, LINE)
    resting.wait_until(resting.at("10.02"))
    resting.call(ana)
    resting.wait(minutes=12)
    assert resting.outcomes(ana) == ["missed"]
    resting.tap(budi, f"permit:{of(resting, ana)[0].id}:approve")
    assert [(c.outcome, c.void_cause) for c in resting.calls(ana)] == [("void", "on_permit")]
    assert resting.said(budi)[-1] == "case.withdrawn"


def test_where_calls_rest_an_approval_during_a_call_saves_whoever_has_left(
    resting: Office,
) -> None:
    budi = resting.hire("Budi", position="Kepala Bidang")
    ana = resting.hire("Ana", budi)
    resting.begin_day("09.30")
    resting.reply(ana, LINE)
    resting.wait_until(resting.at("10.02"))
    resting.call(ana)
    resting.wait(minutes=2)
    resting.tap(budi, f"permit:{of(resting, ana)[0].id}:approve")
    resting.wait(minutes=12)
    assert [(c.outcome, c.void_cause) for c in resting.calls(ana)] == [("void", "on_permit")]
    assert "call.again" not in resting.said(ana)


# numbers


def test_the_digest_counts_permissions(office: Office, ana: Person, budi: Person) -> None:
    dian = office.hire("Dian", budi)
    approve(office, ana, budi)
    office.reply(dian, "/izin 13.30 14.00 Bank; kartu")
    office.reply(budi, "/rekap")
    said = office.last_text(budi)
    assert "Izin meninggalkan lokasi: 1; belum kembali 1; menunggu keputusan 1" in said
