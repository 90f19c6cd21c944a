"""Orders to come to the office: given, answered, followed, counted (Bukittinggi 1.d, 2.f)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from handlers import schedule
from handlers.recall import share
from storage import log, recalls
from storage.database import transaction
from storage.rows import Person, Recall
from tests.circulars.laws import calling
from tests.duties import THURSDAY, city, heard, message, newest, second_thoughts
from tests.office import FRIDAY, Office

pytestmark = pytest.mark.wide
HOME = FRIDAY.date()
LINE = "/panggil_kantor Ana 10.30 Ruang Rapat Lantai 2; rapat anggaran"


@pytest.fixture
def office(engine: Engine) -> Office:
    return city("bukittinggi", engine, FRIDAY)


@pytest.fixture
def head(office: Office) -> Person:
    return office.hire("Hana", position="Kepala Dinas Kesehatan", roles=["unit_head"])


@pytest.fixture
def budi(office: Office, head: Person) -> Person:
    return office.hire("Budi", head, position="Kepala Bidang", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    person = office.hire("Ana", budi)
    office.begin_day("09.00")
    return person


def of(office: Office, person: Person, on: date = HOME) -> Recall | None:
    with transaction(office.bot.engine) as db:
        return recalls.standing(db, person.id or 0, on)


def order(office: Office, boss: Person, person: Person, line: str = LINE) -> Recall:
    office.reply(boss, line)
    yes(office, boss)
    found = of(office, person)
    assert found, office.last_text(boss)
    second_thoughts(office)
    return found


def yes(office: Office, boss: Person) -> None:
    """Confirm an order that was asked about once more."""
    assert office.said(boss)[-1] == "recall.sure_order", office.last_text(boss)
    office.confirm(boss)


def mode(office: Office, person: Person) -> tuple[str, str]:
    with office.desk() as desk:
        day = schedule.workday(desk, person, HOME)
    return day.mode, day.clause


def logged(office: Office, kind: str) -> int:
    with transaction(office.bot.engine) as db:
        return len(log.of_kind(db, kind))


# the order


@pytest.mark.clause("bukittinggi", "2.f")
def test_2f_the_order_names_who_where_when_and_why(
    office: Office, ana: Person, budi: Person
) -> None:
    recall = order(office, budi, ana)
    assert heard(office, ana, "recall") == ["recall.ordered"]
    said = newest(office, ana, "recall.ordered")
    for part in ("Budi", "2.f", "Ruang Rapat Lantai 2", "10.30 WIB", "rapat anggaran"):
        assert part in said
    labels = [label for label, _ in message(office, ana, "recall.ordered").buttons[0]]
    assert labels == ["press.recall_ready", "press.recall_hindered"]
    assert heard(office, budi, "recall") == ["recall.placed"]
    assert (recall.article, recall.ordered_by) == ("2.f", budi.id)
    assert logged(office, "recall.ordered") == 1


def test_what_is_missing_is_asked_for(office: Office, ana: Person, budi: Person) -> None:
    said = []
    for words in ("/panggil_kantor Ana", "10.30", "Ruang Rapat", "rapat anggaran"):
        office.reply(budi, words)
        said += heard(office, budi, "recall")
    asked = ["recall.ask_due", "recall.ask_place", "recall.ask_purpose"]
    assert said == [*asked, "recall.sure_order"]
    office.confirm(budi)
    recall = of(office, ana)
    assert recall
    assert (recall.place, recall.purpose) == ("Ruang Rapat", "rapat anggaran")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/panggil_kantor", "recall.how"),
        ("/panggil_kantor Zaki 10.30 Ruang Rapat; rapat", "order.nobody"),
        ("/panggil_kantor Ana 08.30 Ruang Rapat; rapat", "recall.past"),
        ("/panggil_kantor Ana 17.30 Ruang Rapat; rapat", "recall.outside_hours"),
        ("/panggil_kantor Ana 10.75 Ruang Rapat; rapat", "recall.bad_time"),
        ("/panggil_kantor Ana besok 10.30 Ruang Rapat; rapat", "recall.not_home"),
        ("/panggil_kantor Ana 17-07-2026 10.30 Ruang Rapat; rapat", "recall.too_far"),
        ("/panggil_kantor Ana 09-04-2026 10.30 Ruang Rapat; rapat", "recall.past"),
        ("/panggil_kantor Ana 31-02-2026 10.30 Ruang Rapat; rapat", "recall.bad_time"),
        ("/panggil_kantor batal Ana", "recall.none_of"),
    ],
)
def test_bad_input_is_answered_and_orders_nothing(
    office: Office, ana: Person, budi: Person, line: str, answer: str
) -> None:
    office.reply(budi, line)
    assert heard(office, budi, "recall", "order") == [answer]
    assert of(office, ana) is None
    assert heard(office, ana, "recall") == []


def test_after_a_bad_time_the_next_words_mend_it(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(budi, "/panggil_kantor Ana 08.30 Ruang Rapat; rapat")
    office.reply(budi, "17-04-2026 08.00")
    assert heard(office, budi, "recall") == ["recall.past", "recall.sure_order"]
    office.confirm(budi)
    recall = of(office, ana, HOME + timedelta(days=7))
    assert recall
    assert recall.due_at == office.at("08.00", HOME + timedelta(days=7))


def test_a_dialog_ends_with_the_right_to_order(office: Office, ana: Person, budi: Person) -> None:
    office.reply(budi, "/panggil_kantor Ana")
    with transaction(office.bot.engine) as db:
        db.get_one(Person, ana.id).supervisor_id = None
    office.reply(budi, "10.30")
    assert heard(office, budi, "recall") == ["recall.ask_due"]
    assert of(office, ana) is None


def test_a_reason_that_is_asked_meanwhile_comes_before_the_order(
    office: Office, ana: Person
) -> None:
    dian = office.hire("Dian", ana)
    office.reply(ana, "/panggil_kantor Dian")
    office.call(ana)
    office.wait(minutes=10)
    office.reply(ana, "Listrik padam")
    assert "case.reason_kept" in office.said(ana)
    assert of(office, dian) is None


def test_a_picture_is_no_hindrance(office: Office, ana: Person, budi: Person) -> None:
    order(office, budi, ana)
    office.reply(ana, "TERKENDALA")
    office.show(ana, "sticker")
    assert heard(office, ana, "recall")[-1] == "recall.ask_hindrance"


def test_drawn_calls_that_are_left_are_void_from_the_arrival(engine: Engine) -> None:
    office = Office(engine, calling("bukittinggi"), FRIDAY)
    budi = office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])
    ana = office.hire("Ana", budi)
    office.begin_day("07.35")
    assert office.calls(ana)
    order(office, budi, ana, "/panggil_kantor Ana 08.30 Aula; apel")
    office.reply(ana, "TIBA")
    assert {call.void_cause for call in office.calls(ana)} == {"not_wfh"}


def test_two_of_one_name_are_asked_about_and_another_units_people_are_nobody(
    office: Office, ana: Person, budi: Person, head: Person
) -> None:
    office.hire("Ana Lestari", budi)
    office.reply(budi, LINE)
    assert office.said(budi)[-1] == "order.several"
    citra = office.hire("Citra", head, roles=["supervisor"])
    office.reply(citra, LINE)
    assert office.said(citra)[-1] == "order.nobody"
    assert of(office, ana) is None


def test_an_employee_orders_nobody_and_where_no_circular_says_so_nobody_does(
    engine: Engine, office: Office, ana: Person
) -> None:
    office.reply(ana, LINE)
    assert office.said(ana)[-1] == "common.not_your_role"


def test_without_the_duty_the_command_says_so(engine: Engine) -> None:
    office = city("sumsel", engine, FRIDAY)
    budi = office.hire("Budi", roles=["supervisor"])
    office.hire("Ana", budi)
    office.reply(budi, LINE)
    assert office.said(budi) == ["recall.off"]


def test_a_second_order_for_the_same_day_waits_until_the_first_is_taken_back(
    office: Office, ana: Person, budi: Person
) -> None:
    order(office, budi, ana)
    office.reply(budi, "/panggil_kantor Ana 11.00 Aula; apel")
    assert heard(office, budi, "recall") == ["recall.placed", "recall.standing"]
    assert heard(office, ana, "recall") == ["recall.ordered"]


def test_somebody_without_a_channel_is_to_be_told_by_a_human(office: Office, budi: Person) -> None:
    office.hire("Ana", budi, enrolled=False)
    office.begin_day("09.00")
    office.reply(budi, LINE)
    yes(office, budi)
    assert heard(office, budi, "recall") == ["recall.unreachable"]
    second_thoughts(office)
    assert heard(office, budi, "recall") == []


# the answer


def test_2f_ready_is_told_once_and_the_next_button_is_the_arrival(
    office: Office, ana: Person, budi: Person
) -> None:
    recall = order(office, budi, ana)
    office.wait(minutes=2)
    office.reply(ana, "SIAP")
    office.reply(ana, "siap")
    assert heard(office, ana, "recall")[1:] == ["recall.ready_kept"] * 2
    assert heard(office, budi, "recall").count("recall.ready_told") == 1
    assert message(office, ana, "recall.ready_kept").buttons == [[["press.recall_arrived", ""]]]
    found = of(office, ana)
    assert found
    assert (found.id, found.answer, found.answered_at) == (recall.id, "ready", office.now)


def test_2f_a_hindrance_is_asked_for_and_passed_on_and_the_order_may_be_taken_back(
    office: Office, ana: Person, budi: Person
) -> None:
    order(office, budi, ana)
    office.reply(ana, "TERKENDALA")
    assert heard(office, budi, "recall")[-1] == "recall.hindered_told"
    office.reply(ana, "Kendaraan mogok")
    assert heard(office, ana, "recall")[-1] == "recall.hindrance_kept"
    told = message(office, budi, "recall.hindrance_told")
    assert "Kendaraan mogok" in office.text(told)
    office.tap(budi, told.buttons[0][0][1])
    office.tap(budi, told.buttons[0][0][1])
    last = ["recall.cancelled", "recall.cancelled_already"]
    assert heard(office, budi, "recall")[-2:] == last
    assert heard(office, ana, "recall") == ["recall.cancelled_told"]
    assert of(office, ana) is None
    assert mode(office, ana)[0] == "WFH"


def test_whoever_was_hindered_may_come_after_all(
    office: Office, ana: Person, budi: Person
) -> None:
    order(office, budi, ana)
    office.reply(ana, "TERKENDALA")
    office.reply(ana, "SIAP")
    found = of(office, ana)
    assert found
    assert found.answer == "ready"
    assert heard(office, budi, "recall")[-1] == "recall.ready_told"


def test_an_answer_that_is_missing_is_told_once_and_is_no_finding(
    office: Office, ana: Person, budi: Person
) -> None:
    order(office, budi, ana)
    office.wait(minutes=4)
    assert "recall.unanswered" not in heard(office, budi, "recall")
    office.wait(minutes=20)
    assert heard(office, budi, "recall") == ["recall.unanswered"]
    assert "bukan catatan" in newest(office, budi, "recall.unanswered")
    assert office.faults(ana) == 0
    assert office.outcomes(ana) == []


def test_nobody_needs_to_read_an_order_before_his_working_time(
    engine: Engine,
) -> None:
    office = city("bukittinggi", engine, THURSDAY)
    budi = office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])
    ana = office.hire("Ana", budi)
    office.wait_until(office.at("20.00"))
    office.reply(budi, "/panggil_kantor Ana besok 10.00 Aula; apel")
    yes(office, budi)
    assert of(office, ana)
    office.wait_until(office.at("07.34", HOME))
    assert heard(office, budi, "recall") == ["recall.placed"]
    office.wait_until(office.at("07.36", HOME))
    assert heard(office, budi, "recall") == ["recall.unanswered"]


def test_words_of_a_label_are_mere_words_where_nothing_is_ordered(
    office: Office, ana: Person
) -> None:
    for word in ("SIAP", "TERKENDALA", "TIBA"):
        office.reply(ana, word)
    assert office.said(ana)[-1] == "common.nothing_open"


# arrival, and calls until then


@pytest.mark.clause("bukittinggi", "2.f")
def test_2f_from_the_arrival_the_day_is_one_in_the_office(
    office: Office, ana: Person, budi: Person
) -> None:
    order(office, budi, ana)
    office.reply(ana, "SIAP")
    assert mode(office, ana)[0] == "WFH"
    office.wait_until(office.at("10.20"))
    office.reply(ana, "TIBA")
    office.reply(ana, "TIBA")
    assert mode(office, ana) == ("WFO", "2.f")
    assert heard(office, ana, "recall")[-2:] == ["recall.arrived", "recall.arrived_already"]
    assert heard(office, budi, "recall").count("recall.arrived_told") == 1
    assert "10.20" in newest(office, budi, "recall.arrived_told")
    office.call(ana)
    assert office.calls(ana)[-1].void_cause == "not_wfh"
    assert logged(office, "day.given") == 1


def test_an_arrival_counts_when_it_was_said_and_not_when_it_was_heard(
    office: Office, ana: Person, budi: Person
) -> None:
    order(office, budi, ana)
    office.wait_until(office.at("11.00"))
    assert "recall.remind" in heard(office, ana, "recall")
    office.reply(ana, "TIBA", at=office.at("10.25"))
    found = of(office, ana)
    assert found
    assert found.arrived_at == office.at("10.25")
    assert "10.25" in newest(office, budi, "recall.arrived_told")


def test_nobody_on_the_way_is_called(office: Office, ana: Person, budi: Person) -> None:
    order(office, budi, ana)
    office.wait(minutes=30)
    office.call(ana)
    assert [(c.outcome, c.void_cause) for c in office.calls(ana)] == [("void", "recalled")]
    assert "call.first" not in office.said(ana)
    office.reply(budi, "/panggil Ana cek")
    assert office.said(budi)[-1] == "order.refused"


def test_a_call_that_is_open_when_the_order_comes_is_void(
    office: Office, ana: Person, budi: Person
) -> None:
    office.call(ana)
    office.wait(minutes=2)
    order(office, budi, ana)
    assert [(c.outcome, c.void_cause) for c in office.calls(ana)] == [("void", "recalled")]
    office.wait(minutes=15)
    assert office.proposed(ana) == []


def test_what_was_found_before_the_order_stays_as_it_was(
    office: Office, ana: Person, budi: Person
) -> None:
    office.call(ana)
    office.reply(ana)
    office.wait(minutes=20)
    office.call(ana)
    office.wait(minutes=12)
    order(office, budi, ana)
    office.reply(ana, "TIBA")
    assert office.outcomes(ana) == ["on_time", "missed"]


def test_after_a_cancellation_calls_go_on(office: Office, ana: Person, budi: Person) -> None:
    order(office, budi, ana)
    office.reply(budi, "/panggil_kantor batal Ana")
    assert heard(office, ana, "recall") == ["recall.ordered", "recall.cancelled_told"]
    office.wait(minutes=1)
    office.call(ana)
    office.reply(ana)
    assert office.outcomes(ana) == ["on_time"]


def test_whoever_has_arrived_cannot_be_sent_back_by_a_button(
    office: Office, ana: Person, budi: Person, head: Person
) -> None:
    recall = order(office, budi, ana)
    office.reply(ana, "TIBA")
    office.tap(head, f"recall:{recall.id}:cancel")
    assert heard(office, head, "recall") == ["recall.too_late"]
    assert mode(office, ana)[0] == "WFO"


@pytest.mark.parametrize("data", ["recall:1:cancel", "recall:77:cancel"])
def test_only_a_superior_takes_an_order_back(
    office: Office, ana: Person, budi: Person, data: str
) -> None:
    order(office, budi, ana)
    stranger = office.hire("Eka", roles=["supervisor"])
    office.tap(stranger, data)
    office.tap(ana, data)
    assert office.said(stranger)[-1] == office.said(ana)[-1] == "recall.not_yours"
    assert of(office, ana)


@pytest.mark.parametrize("data", ["recall:", "recall:x:cancel", f"recall:{'9' * 40}:cancel"])
def test_a_broken_button_changes_nothing(office: Office, budi: Person, data: str) -> None:
    office.tap(budi, data)
    assert office.said(budi)[-1] == "common.old_button"


def test_an_order_for_another_day_leaves_today_as_it_is(
    office: Office, ana: Person, budi: Person
) -> None:
    office.reply(budi, "/panggil_kantor Ana 17-04-2026 08.00 Aula; apel")
    yes(office, budi)
    second_thoughts(office)
    office.call(ana)
    office.reply(ana, "SIAP")
    assert office.outcomes(ana) == ["on_time"]
    office.reply(ana, "TIBA")
    assert heard(office, ana, "recall") == [
        "recall.ordered",
        "recall.ready_kept",
        "recall.not_today",
    ]
    assert mode(office, ana)[0] == "WFH"


# the share


@pytest.mark.clause("bukittinggi", "1.d")
def test_1d_one_of_eight_is_within_the_share_and_a_second_one_is_told(
    office: Office, ana: Person, budi: Person, head: Person
) -> None:
    for number in range(7):
        office.hire(f"Pegawai {number}", budi)
    order(office, budi, ana)
    assert heard(office, budi, "recall") == ["recall.placed"]
    office.reply(budi, "/panggil_kantor Pegawai 3")
    office.reply(budi, "11.00")
    office.reply(budi, "Aula")
    office.reply(budi, "apel")
    yes(office, budi)
    assert heard(office, budi, "recall")[-2:] == ["recall.placed", "recall.over_share"]
    assert heard(office, head, "recall") == ["recall.over_share"]
    said = newest(office, head, "recall.over_share")
    assert "2 dari 8 pegawai WFH Dinas Kesehatan dipanggil ke kantor (25 %)" in said
    assert "10 % atau 1 orang menurut ketentuan 1.d" in said
    assert "Perintah tetap berlaku" in said


@pytest.mark.clause("bukittinggi", "1.d")
def test_1d_orders_under_either_clause_are_counted_apart(
    office: Office, ana: Person, budi: Person, head: Person
) -> None:
    dian = office.hire("Dian", budi)
    order(office, budi, ana)
    first = order(office, head, dian, "/panggil_kantor 1.d Dian 10.00 Aula; apel")
    assert first.article == "1.d"
    said = newest(office, head, "recall.over_share")
    assert "1 menurut ketentuan 1.d dan 1 menurut ketentuan 2.f" in said
    assert heard(office, budi, "recall")[0] == "recall.placed"


def test_the_share_knows_one_agency_and_only_who_is_at_home(
    office: Office, ana: Person, budi: Person
) -> None:
    office.hire("Lain", unit="Dinas Sosial / Sekretariat")
    office.hire("Lurah", budi, position="Lurah")
    office.begin_day("09.05")
    order(office, budi, ana)
    office.reply(ana, "TIBA")
    with office.desk() as desk:
        team = [ana, budi]
        found = share.of(desk, team, HOME)
    assert (found.base, found.count, found.limit, found.percent) == (1, 1, 1, 100)
    assert heard(office, budi, "recall")[0] == "recall.placed"


def test_the_digest_counts_orders(office: Office, ana: Person, budi: Person) -> None:
    order(office, budi, ana)
    office.reply(budi, "/rekap")
    assert "Dipanggil ke kantor: 1 (100 %, batas 10 %)" in office.last_text(budi)
