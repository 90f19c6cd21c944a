"""Nothing is laid down unseen, and nobody lays down alone what concerns himself."""

from datetime import date, timedelta

import pytest

from handlers import schedule
from storage import absences, days, log, people
from storage.rows import Person
from tests import lines
from tests.office import FRIDAY, Office

TODAY = FRIDAY.date()
NEXT = TODAY + timedelta(days=7)


@pytest.fixture(autouse=True, params=["telegram", "whatsapp"])
def channel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Tell each story on both channels."""
    monkeypatch.setattr(lines, "usual", request.param)
    return str(request.param)


@pytest.fixture
def dina(office: Office) -> Person:
    return office.hire("Dina", roles=["personnel"])


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", roles=["unit_head"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi)


def mode(office: Office, person: Person, on: date = TODAY) -> str:
    with office.desk() as desk:
        return schedule.workday(desk, person, on).mode


def hours(office: Office, person: Person, on: date = TODAY) -> str:
    with office.desk() as desk:
        return schedule.hours(schedule.workday(desk, person, on).spans)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("10-4-26 sakit", "Jumat, 10 April 2026, 1 hari kerja"),
        (
            "16-04-2026 s.d. 17-04-2026",
            "Kamis, 16 April 2026 sampai Jumat, 17 April 2026, 2 hari kerja",
        ),
        ("9 s/d 13 April tahunan", "Senin, 13 April 2026, 3 hari kerja"),
        (
            "besok s.d. Senin cuti besar",
            "Sabtu, 11 April 2026 sampai Senin, 13 April 2026, 1 hari",
        ),
    ],
)
def test_a_card_says_what_would_be_recorded_with_its_weekdays(
    office: Office, ana: Person, dina: Person, words: str, said: str
) -> None:
    office.reply(dina, f"/cuti {ana.nip} {words}")
    assert office.said(dina) == ["record.card"]
    assert said in office.last_text(dina)
    assert mode(office, ana) == "WFH"


def test_batal_on_the_card_records_nothing_and_an_old_button_means_nothing_else(
    office: Office, ana: Person, dina: Person
) -> None:
    office.reply(dina, f"/cuti {ana.nip} hari ini")
    first = office.words(dina)[-1].buttons[0][0][1]
    office.press(dina, "no")
    assert office.said(dina)[-1] == "record.given_up"
    office.reply(dina, f"/cuti {ana.nip} {NEXT:%d-%m-%Y}")
    office.feed_tap(dina, first)
    assert office.said(dina)[-1] == "common.old_button"
    office.reply(dina, "Catat")
    assert (mode(office, ana), mode(office, ana, NEXT)) == ("WFH", "LEAVE")


@pytest.mark.parametrize("number", ["1", "1.", "1️⃣", "2"])
def test_a_number_that_quotes_no_card_records_nothing(
    office: Office, ana: Person, dina: Person, number: str
) -> None:
    office.reply(dina, f"/cuti {ana.nip} hari ini")
    office.said(dina)
    office.reply(dina, number)
    assert mode(office, ana) == "WFH"
    if not office.bot.traits[office.channel].buttons:
        assert office.said(dina) == ["record.in_words"]


@pytest.mark.parametrize(
    ("words", "then"), [("ya", "LEAVE"), ("CATAT.", "LEAVE"), ("tidak", "WFH")]
)
def test_words_record_or_give_up(
    office: Office, ana: Person, dina: Person, words: str, then: str
) -> None:
    office.reply(dina, f"/cuti {ana.nip} hari ini")
    office.reply(dina, words)
    assert mode(office, ana) == then


def test_a_second_person_agrees_by_no_number_alone(
    office: Office, ana: Person, dina: Person
) -> None:
    rina = office.hire("Rina", roles=["personnel"])
    office.reply(dina, f"/cuti {dina.nip} hari ini")
    office.press(dina, "yes")
    office.reply(rina, "1")
    assert mode(office, dina) == "WFH"
    office.press(rina, "approve")
    assert mode(office, dina) == "LEAVE"


def test_nobody_else_confirms_a_card(office: Office, ana: Person, dina: Person) -> None:
    office.reply(dina, f"/cuti {ana.nip} hari ini")
    office.feed_tap(ana, office.words(dina)[-1].buttons[0][0][1])
    assert mode(office, ana) == "WFH"


def test_a_card_that_lay_for_an_hour_records_nothing(
    office: Office, ana: Person, dina: Person
) -> None:
    office.reply(dina, f"/cuti {ana.nip} hari ini")
    office.wait(minutes=60)
    office.press(dina, "yes")
    assert office.said(dina)[-1] == "record.too_old"
    assert mode(office, ana) == "WFH"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("1-4-2028 sakit", "admin.far_date"),
        ("Kamis 10 April 2026", "admin.bad_weekday"),
        ("10-04-2026 3 hari", "record.bad_kind"),
        ("10-04-2026 karena malas", "record.bad_kind"),
        ("11-04-2026", "record.no_workday"),
        ("10-04-2026 sampai", "admin.bad_date"),
        ("10-04-2026 18.00-19.00", "record.no_hours"),
        ("10-04-2026 12.00-08.00", "admin.bad_time"),
        ("9 s.d. 10 April 08.00-12.00", "record.hours_of_days"),
        ("17-04-2026 batal", "record.nothing"),
    ],
)
def test_what_is_unclear_is_refused_and_no_part_of_it_is_lost(
    office: Office, ana: Person, dina: Person, words: str, answer: str
) -> None:
    office.reply(dina, f"/cuti {ana.nip} {words}")
    assert office.said(dina) == [answer]


def test_leave_is_taken_back(office: Office, ana: Person, dina: Person) -> None:
    office.record(dina, f"/cuti {ana.nip} 10 - 17 April tahunan")
    assert mode(office, ana, NEXT) == "LEAVE"
    office.record(dina, f"/cuti {ana.nip} 17 April batal")
    assert (mode(office, ana), mode(office, ana, NEXT)) == ("LEAVE", "WFH")


def test_an_order_and_a_holiday_are_taken_back(office: Office, ana: Person, dina: Person) -> None:
    office.record(dina, f"/jadwal {ana.nip} 17-4-26 WFO ST 12")
    assert mode(office, ana, NEXT) == "WFO"
    office.record(dina, f"/jadwal {ana.nip} 17-4-26 batal")
    assert mode(office, ana, NEXT) == "WFH"
    office.record(dina, "/libur 17 April Hari Jadi Kota")
    assert mode(office, ana, NEXT) == "OFF"
    office.record(dina, "/libur 17 April batal")
    assert mode(office, ana, NEXT) == "WFH"


def test_half_a_day_of_leave_counts_only_its_minutes(
    office: Office, ana: Person, dina: Person
) -> None:
    office.reply(dina, f"/cuti {ana.nip} hari ini 08.00-12.00 sakit")
    assert "08.00-12.00, 210 menit jam kerja" in office.last_text(dina)
    office.press(dina, "yes")
    assert mode(office, ana) == "WFH"
    assert hours(office, ana) == "07.30-08.00, 13.00-16.30"
    office.begin_day("08.30")
    office.call(ana)
    assert office.calls(ana)[-1].outcome == "void"
    office.wait_until(office.at("14.30"))
    office.call(ana)
    office.reply(ana)
    assert office.outcomes(ana)[-1] == "on_time"
    office.record(dina, f"/cuti {ana.nip} hari ini batal")
    assert hours(office, ana) == "07.30-11.30, 13.00-16.30"


def test_batal_lets_the_order_before_stand_again(
    office: Office, ana: Person, dina: Person
) -> None:
    day = f"{NEXT:%d-%m-%Y}"
    office.record(dina, f"/jadwal {ana.nip} {day} WFO ST 1")
    office.record(dina, f"/cuti {ana.nip} {day} sakit")
    office.record(dina, f"/jadwal {ana.nip} {day} TRAVEL ST 2")
    office.record(dina, f"/jadwal {ana.nip} {day} TRAVEL ST 2")  # says nothing new
    assert mode(office, ana, NEXT) == "TRAVEL"
    office.reply(dina, f"/jadwal {ana.nip} {day} batal")
    assert "Yang berlaku kembali: Jumat, 17 April 2026: LEAVE, dasar: cuti sakit." in (
        office.last_text(dina)
    )
    office.press(dina, "no")
    assert mode(office, ana, NEXT) == "TRAVEL"
    for command, then in (("jadwal", "LEAVE"), ("cuti", "WFO"), ("jadwal", "WFH")):
        office.record(dina, f"/{command} {ana.nip} {day} batal")
        assert mode(office, ana, NEXT) == then
    office.reply(dina, f"/jadwal {ana.nip} {day} batal")
    assert office.said(dina)[-1] == "record.nothing"


def test_batal_of_the_last_order_says_that_the_circular_stands_again(
    office: Office, ana: Person, dina: Person
) -> None:
    office.record(dina, f"/jadwal {ana.nip} {NEXT:%d-%m-%Y} WFO ST 1")
    office.reply(dina, f"/jadwal {ana.nip} {NEXT:%d-%m-%Y} batal")
    assert "Yang berlaku kembali: ketentuan surat edaran." in office.last_text(dina)


def test_an_order_that_stands_again_is_whose_it_was(
    office: Office, ana: Person, dina: Person
) -> None:
    rina = office.hire("Rina", roles=["personnel"])
    office.record(rina, f"/jadwal {ana.nip} {NEXT:%d-%m-%Y} WFO ST 1")
    with office.desk() as desk:
        first = days.given(desk.db, ana.id or 0, NEXT)
        assert first
        before = first.model_dump()
    office.wait(minutes=5)
    office.record(dina, f"/cuti {ana.nip} {NEXT:%d-%m-%Y} sakit")
    office.record(dina, f"/cuti {ana.nip} {NEXT:%d-%m-%Y} batal")
    with office.desk() as desk:
        again = days.given(desk.db, ana.id or 0, NEXT)
        assert again
        assert again.model_dump() == before


def test_leave_of_hours_stands_again_after_other_hours_and_after_the_whole_day(
    office: Office, ana: Person, dina: Person
) -> None:
    office.record(dina, f"/cuti {ana.nip} hari ini 08.00-12.00 sakit")
    office.record(dina, f"/cuti {ana.nip} hari ini 13.00-14.00 besar")
    office.wait(minutes=1)
    office.record(dina, f"/cuti {ana.nip} hari ini tahunan")
    assert mode(office, ana) == "LEAVE"
    office.record(dina, f"/cuti {ana.nip} hari ini batal")
    assert "cuti besar, pukul 13.00-14.00" in office.last_text(dina)
    assert hours(office, ana) == "07.30-11.30, 14.00-16.30"
    office.record(dina, f"/cuti {ana.nip} hari ini batal")
    assert "cuti sakit, pukul 08.00-12.00" in office.last_text(dina)
    assert hours(office, ana) == "07.30-08.00, 13.00-16.30"
    office.record(dina, f"/cuti {ana.nip} hari ini batal")
    assert hours(office, ana) == "07.30-11.30, 13.00-16.30"


def test_a_holiday_has_its_name_again(office: Office, dina: Person) -> None:
    office.record(dina, "/libur 17-04-2026 Hari Jadi")
    office.record(dina, "/libur 17-04-2026 Hari Kota")
    office.record(dina, "/libur 17-04-2026 batal")
    assert "hari libur Hari Jadi" in office.last_text(dina)
    office.reply(dina, "/libur")
    assert "Hari Jadi" in office.last_text(dina)
    office.record(dina, "/libur 17-04-2026 batal")
    office.reply(dina, "/libur")
    assert "Hari Jadi" not in office.last_text(dina)


def test_hours_of_leave_take_back_what_was_held_against_somebody_in_them_only(
    office: Office, ana: Person, dina: Person
) -> None:
    office.begin_day()
    office.call(ana)
    office.wait_until(office.at("10.00"))
    office.call(ana)
    office.wait(minutes=15)
    office.record(dina, f"/cuti {ana.nip} hari ini 09.30-11.30 sakit")
    assert office.outcomes(ana) == ["missed", "void"]
    assert office.calls(ana)[-1].void_cause == "on_leave"


def test_hours_that_leave_nothing_of_a_day_are_a_day_of_leave(
    office: Office, ana: Person, dina: Person
) -> None:
    office.record(dina, f"/cuti {ana.nip} hari ini 07.00-17.00")
    assert mode(office, ana) == "LEAVE"
    with office.desk() as desk:
        assert absences.get(desk.db, ana.id or 0, TODAY)


def test_a_unit_head_orders_his_own_tree_and_nobody_elses(
    office: Office, ana: Person, budi: Person
) -> None:
    stranger = office.hire("Eka")
    office.record(budi, f"/jadwal {ana.nip} besok s.d. 17 April WFO ST 3")
    assert mode(office, ana, NEXT) == "WFO"
    office.reply(budi, f"/jadwal {stranger.nip} 17-04-2026 WFO ST 3")
    assert office.said(budi)[-1] == "record.not_your_tree"
    office.reply(budi, f"/jadwal {budi.nip} 17-04-2026 WFO ST 3")
    assert office.said(budi)[-1] == "record.not_your_tree"
    office.reply(budi, f"/cuti {ana.nip} besok")
    assert office.said(budi)[-1] == "common.not_your_role"


def test_nobody_is_on_leave_by_his_own_word_alone(office: Office, dina: Person) -> None:
    eka = office.hire("Eka", roles=["personnel"])
    office.record(dina, f"/cuti {dina.nip} hari ini sakit")
    assert office.said(dina)[-1] == "record.waits"
    assert mode(office, dina) == "WFH"
    assert office.said(eka) == ["record.second"]
    office.press(eka, "approve")
    assert mode(office, dina) == "LEAVE"
    with office.desk() as desk:
        confirmed = [entry.facts for entry in log.of_kind(desk.db, "record.confirmed")]
    assert [(fact["by"], fact["second"]) for fact in confirmed] == [(dina.nip, eka.nip)]


def test_a_second_person_may_refuse(office: Office, dina: Person) -> None:
    eka = office.hire("Eka", roles=["personnel"])
    office.record(dina, f"/jadwal {dina.nip} hari ini WFO ST 1")
    office.press(eka, "refuse")
    assert mode(office, dina) == "WFH"
    assert office.said(dina)[-1] == "record.refused"


def test_in_an_office_without_a_second_person_it_is_shown_to_whoever_is_above(
    office: Office,
) -> None:
    boss = office.hire("Citra")
    alone = office.hire("Dina", boss, roles=["personnel"])
    office.record(alone, f"/cuti {alone.nip} hari ini sakit")
    assert mode(office, alone) == "LEAVE"
    assert office.said(boss)[-1] == "record.told_alone"


def test_the_past_of_a_decided_case_needs_a_second_person_and_is_named_to_the_superior(
    office: Office, ana: Person, budi: Person, dina: Person
) -> None:
    eka = office.hire("Eka", roles=["personnel"])
    office.begin_day()
    office.call(ana)
    office.wait(minutes=15)
    office.reply(ana, "Sinyal di rumah hilang sejak pagi")
    office.decide(budi, ana, "refuse", "guide")
    office.record(dina, f"/cuti {ana.nip} hari ini sakit")
    assert office.outcomes(ana) == ["missed"]
    office.press(eka, "approve")
    assert office.outcomes(ana) == ["void"]
    assert "record.told" in office.said(budi)
    told = next(row for row in office.words(budi) if row.key == "record.told")
    assert "Dina" in office.text(told)
    assert "Eka" in office.text(told)
    assert "cuti sakit" in office.text(told)


def test_an_outage_is_declared_of_a_channel_or_a_unit(
    office: Office, ana: Person, dina: Person
) -> None:
    other = office.hire("Eka", unit="Dinas Perhubungan / UPTD Terminal")
    office.begin_day()
    for person in (ana, other):
        office.call(person)
    office.wait(minutes=15)
    office.reply(dina, "/gangguan 08.00 08.11")
    assert office.said(dina)[-1] == "record.outage_scope"
    office.record(dina, "/gangguan 08.00 08.11 Dinas Perhubungan; listrik padam")
    assert office.outcomes(other) == ["void"]
    assert office.outcomes(ana) == ["missed"]
    done = office.last_text(dina)
    assert "dinyatakan untuk Dinas Perhubungan" in done


def test_nobody_declares_an_outage_over_his_own_call_alone(office: Office) -> None:
    dina = office.hire("Dina", office.hire("Citra"), roles=["personnel"])
    eka = office.hire("Eka", roles=["inspector"])
    office.begin_day()
    office.call(dina)
    office.wait(minutes=15)
    office.record(dina, f"/gangguan 08.00 08.11 {office.channel}")
    assert office.outcomes(dina) == ["missed"]
    office.press(eka, "approve")
    assert office.outcomes(dina) == ["void"]


@pytest.mark.parametrize("role", ["personnel", "admin", "inspector"])
def test_rekap_for_whoever_serves_all_units_and_of_another_day(
    office: Office, ana: Person, role: str
) -> None:
    reader = office.hire("Citra", roles=[role])
    office.begin_day()
    office.reply(reader, "/rekap 2026-04-10")
    assert "Jumat, 10 April 2026" in office.last_text(reader)
    office.reply(reader, "/rekap kemarin")
    assert "Kamis, 9 April 2026" in office.last_text(reader)
    office.reply(reader, "/rekap besok")
    assert office.said(reader)[-1] == "team.recap_future"
    office.reply(reader, "/rekap tanggal tua")
    assert office.said(reader)[-1] == "admin.bad_date"
    with office.desk() as desk:
        assert len(people.active(desk.db)) == 3


def test_bantuan_offers_nothing_that_answers_off(office: Office, ana: Person) -> None:
    office.reply(ana, "/bantuan")
    offered = [line for line in office.last_text(ana).split() if line.startswith("/")]
    for name in {word.strip(":.,") for word in offered} - {"/bantuan", "/bahasa"}:
        office.reply(ana, name)
        assert not office.said(ana)[-1].endswith(".off"), name
    assert "/rencana" not in offered  # Sumsel orders none
