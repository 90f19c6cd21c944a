"""South Sumatra's circular 800.1/1230/BKD.I/2026, clause by clause."""

from datetime import date, time, timedelta

import pytest

from handlers import schedule
from storage.rows import Person
from tests.circulars.laws import SHIPPED, cited, clause, letter, where, worker
from tests.office import FRIDAY, ZONE, Office


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi)


def mode(office: Office, person: Person, on: date) -> tuple[str, str]:
    with office.desk() as desk:
        day = schedule.workday(desk, person, on)
    return day.mode, day.clause


def miss(office: Office, person: Person) -> None:
    office.call(person)
    office.wait(minutes=10)


def answer_late(office: Office, person: Person) -> None:
    office.call(person)
    office.wait(seconds=302)
    office.reply(person)


@clause("sumsel", "2")
def test_2_every_friday_is_worked_from_home(office: Office, ana: Person) -> None:
    assert mode(office, ana, FRIDAY.date()) == ("WFH", "2")
    assert mode(office, ana, FRIDAY.date() - timedelta(days=1))[0] == "WFO"


@clause("sumsel", "2")
@pytest.mark.parametrize("off", [date(2026, 4, 3), date(2026, 5, 1), date(2026, 5, 15)])
def test_2_a_friday_off_is_nobodys_wfh_day(office: Office, ana: Person, off: date) -> None:
    assert mode(office, ana, off)[0] == "OFF"


@clause("sumsel", "2")
def test_2_calls_are_drawn_on_friday_and_not_on_monday(drawing_office: Office) -> None:
    office = drawing_office
    ana = office.hire("Ana")
    office.begin_day()
    assert 2 <= len(office.calls(ana)) <= 4
    office.now = FRIDAY + timedelta(days=3)
    office.tick()
    assert all(call.on == FRIDAY.date() for call in office.calls(ana))


def test_10b_the_morning_notice_asks_for_a_phone_that_can_be_reached(
    office: Office, ana: Person
) -> None:
    office.wait_until(office.at("07.31"))
    notice = office.words(ana)[-1]
    assert notice.key == "morning.text"
    assert "10.b" in office.text(notice)


@clause("sumsel", "1", "4")
def test_4_a_schedule_of_the_agency_goes_before_the_weekday() -> None:
    law = SHIPPED["sumsel"]
    assert where(law, given=letter("WFO", article="4")) == "WFO 4"
    assert where(law, on=date(2026, 4, 9), given=letter("WFH", article="4")) == "WFH 4"


@clause("sumsel", "6")
def test_6_direct_public_service_stays_in_the_office() -> None:
    law = SHIPPED["sumsel"]
    assert where(law, worker(duties=("pelayanan_publik_langsung",))) == "WFO 6"


@clause("sumsel", "10")
def test_10_the_head_of_the_agency_gets_a_digest(office: Office) -> None:
    head = office.hire("Ratna", position="Kepala Dinas Kesehatan", roles=["unit_head"])
    office.hire("Eka", head)
    office.wait_until(office.at("17.31"))
    assert "digest.text" in office.said(head)


@clause("sumsel", "10.a")
def test_10a_the_office_is_switched_off_on_the_day_before(office: Office, ana: Person) -> None:
    law = SHIPPED["sumsel"]
    rule = law.checklist
    assert rule
    assert (rule.at, len(rule.items)) == (time(15, 30), 6)
    office.now = FRIDAY - timedelta(days=1)
    office.reply(ana, "/aturan")
    assert "kabel dicabut dari stop kontak" in office.last_text(ana)
    assert "ketentuan 10.a" in office.last_text(ana)
    assert cited(law, "checklist.items") == "circular 10.a"
    assert cited(law, "checklist.at") == "default"


@clause("sumsel", "10.c")
def test_10c_an_answer_after_299_seconds_is_on_time(office: Office, ana: Person) -> None:
    office.begin_day()
    office.call(ana)
    office.wait(seconds=299)
    office.reply(ana)
    assert office.outcomes(ana) == ["on_time"]
    assert office.said(ana)[-1] == "call.thanks"


@clause("sumsel", "10.c")
def test_10c_an_answer_after_300_seconds_is_late(office: Office, ana: Person) -> None:
    office.begin_day()
    office.call(ana)
    office.wait(seconds=300)
    office.reply(ana)
    assert office.outcomes(ana) == ["late"]


@clause("sumsel", "10.c")
def test_10c_the_platforms_clock_judges_and_not_the_hour_of_processing(
    office: Office, ana: Person
) -> None:
    office.begin_day()
    office.call(ana)
    written = office.now + timedelta(seconds=200)
    office.heard_until = office.now
    office.wait(seconds=400)
    office.reply(ana, at=written)
    assert office.outcomes(ana) == ["on_time"]


@clause("sumsel", "10.d-1")
def test_10d1_two_missed_calls_propose_an_oral_reprimand(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    office.call(ana)
    office.wait(minutes=5)
    assert office.said(ana)[-1] == "call.again"
    office.wait(minutes=5)
    assert office.outcomes(ana) == ["missed"]
    assert office.said(ana) == ["case.missed"]
    assert office.proposed(ana) == []  # a reason comes first
    assert office.said(budi)[-1] == "case.card"
    office.wait_until(office.at("16.31"))
    assert office.proposed(ana) == ["teguran lisan"]
    assert office.faults(ana) == 0
    assert "case.card" in office.said(budi)  # it comes again, with what may be decided now


@clause("sumsel", "10.d-1")
def test_10d1_the_card_quotes_clause_evidence_and_every_rule_that_matches(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    miss(office, ana)
    card = office.last_text(budi)
    for fact in ("10.c", "08.00", "08.05", "PP 94", "tidak menjatuhkan"):
        assert fact in card
    assert "Teguran" not in card  # he may still give a reason
    office.wait_until(office.at("16.31"))
    office.reply(budi, "/usulan")
    card = office.last_text(budi)
    for fact in ("lisan (ketentuan 10.d", "tertulis (ketentuan 10.d", "3 dalam 61 hari"):
        assert fact in card


@clause("sumsel", "10.d-1", "10.d-2")
def test_10d_read_literally_the_milder_measure_stands_beside_the_proposal(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    answer_late(office, ana)
    office.reply(ana, "Lupa")
    office.decide(budi, ana, "refuse")
    assert "lebih ringan dapat dipilih pada keduanya: Teguran lisan" in office.last_text(budi)
    admin = office.hire("Dian", roles=["personnel"])
    office.reply(admin, "/kebijakan")
    assert "tidak merespons berakibat Teguran lisan" in office.last_text(admin)


@clause("sumsel", "10.d-2")
def test_10d_the_second_call_says_that_an_answer_is_late_and_the_reason_is_asked(
    office: Office, ana: Person
) -> None:
    office.begin_day()
    office.call(ana)
    office.wait(minutes=5)
    assert "dicatat terlambat, dan alasan ditanyakan lebih dahulu" in office.last_text(ana)


@clause("sumsel", "10.d-2")
def test_10d2_a_reason_that_nobody_refused_proposes_nothing(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    answer_late(office, ana)
    office.reply(ana, "Rapat daring")
    office.wait(minutes=60 * 24 * 20)
    assert office.proposed(ana) == []
    card = next(row for row in office.words(budi) if row.key == "case.card")
    assert [choice[0][0] for choice in card.buttons] == [
        "case.accept",
        "case.refuse",
        "case.examine",
    ]
    assert "Teguran" not in office.text(card)


@clause("sumsel", "10.d-2")
def test_10d2_lateness_without_an_accepted_reason_proposes_a_written_reprimand(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    answer_late(office, ana)
    assert office.said(ana)[-1] == "case.late"
    assert "case.card" not in office.said(budi)
    office.reply(ana, "Gangguan jaringan di rumah")
    assert office.said(ana) == ["case.reason_kept"]
    assert office.said(budi) == ["case.card"]
    assert office.proposed(ana) == []
    assert "Gangguan jaringan di rumah" in office.last_text(budi)
    office.decide(budi, ana, "refuse")
    assert office.proposed(ana) == ["teguran tertulis"]


@clause("sumsel", "10.d-2")
def test_10d2_a_reason_is_asked_before_anything_is_decided(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    miss(office, ana)
    (accept,) = office.words(budi)[-1].buttons
    assert accept[0][0] == "case.accept"
    assert "pilihan lain belum tersedia" in office.last_text(budi)
    office.reply(budi, "1 laporkan")
    assert office.said(budi)[-1] == "case.reason_first"
    assert office.faults(ana) == 0


@clause("sumsel", "10.d-2")
def test_10d2_without_a_reason_the_card_comes_at_the_end_of_the_working_day(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day("15.00")
    answer_late(office, ana)
    office.wait_until(office.at("16.29"))
    assert "case.card" not in office.said(budi)
    office.wait_until(office.at("16.31"))
    assert "case.card" in office.said(budi)
    office.decide(budi, ana, "guide")
    assert office.faults(ana) == 1


@clause("sumsel", "10.d-2")
def test_10d2_an_accepted_reason_ends_the_case(office: Office, ana: Person, budi: Person) -> None:
    office.begin_day()
    answer_late(office, ana)
    office.reply(ana, "Ibadah")
    office.decide(budi, ana, "accept")
    assert office.outcomes(ana) == ["excused"]
    assert office.faults(ana) == 0
    assert office.said(ana)[-1] == "case.told_accept"


@clause("sumsel", "10.d-2")
def test_10d2_an_undecided_reason_stays_pending(office: Office, ana: Person) -> None:
    office.begin_day()
    answer_late(office, ana)
    office.reply(ana, "Ibadah")
    office.wait(minutes=60 * 24 * 10)
    assert office.outcomes(ana)[0] == "late"
    assert office.faults(ana) == 0


@clause("sumsel", "10.d-3")
def test_10d3_after_three_confirmed_faults_in_61_days_an_evaluation_is_proposed(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    for why in ("Lupa", "Rapat lain", "Tertidur", "Mengantar anak"):
        answer_late(office, ana)
        office.reply(ana, why)
        office.decide(budi, ana, "refuse", "guide")
    steps = office.proposed(ana)
    assert steps[:3] == ["teguran tertulis"] * 3  # the one at hand never counts itself
    assert steps[3] == "evaluasi kinerja dan sanksi administratif"


@clause("sumsel", "10.d-3")
def test_10d3_events_of_one_day_that_share_a_cause_count_once(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    for _ in range(5):
        answer_late(office, ana)
        office.reply(ana, "Gangguan listrik")
        office.decide(budi, ana, "refuse", "guide")
    assert office.proposed(ana) == ["teguran tertulis"] * 5


@clause("sumsel", "10.d-3")
def test_10d3_an_open_examination_is_not_counted_as_a_confirmed_fault(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    for why in ("Lupa", "Rapat lain", "Tertidur", "Mengantar anak"):
        answer_late(office, ana)
        office.reply(ana, why)
        office.decide(budi, ana, "refuse", "examine")
    assert office.proposed(ana) == ["teguran tertulis"] * 4
    assert office.faults(ana) == 0


@clause("sumsel", "10.d-1", "10.d-2", "10.d-3")
def test_10d_nothing_is_imposed_by_the_program(office: Office, ana: Person) -> None:
    office.begin_day()
    for _ in range(4):
        miss(office, ana)
    office.wait(minutes=60 * 24 * 70)
    assert office.faults(ana) == 0


@pytest.mark.wide
@clause("sumsel", "11")
@pytest.mark.parametrize(
    "position", ["Pejabat Pimpinan Tinggi Madya", "Pejabat Pimpinan Tinggi Pratama", "JPT Pratama"]
)
def test_11_top_officials_work_from_anywhere_and_are_never_called(
    drawing_office: Office, position: str
) -> None:
    office = drawing_office
    chief = office.hire("Citra", position=position)
    assert mode(office, chief, FRIDAY.date()) == ("WFA", "11")
    office.wait_until(office.at("17.00"))
    assert office.calls(chief) == []


@pytest.mark.wide
@clause("sumsel", "12.a", "12.b", "12.c", "12.d", "12.e", "12.f")
@pytest.mark.parametrize(
    ("unit", "clause"),
    [
        ("Badan Penanggulangan Bencana Daerah / Sekretariat", "12.a"),
        ("Satuan Polisi Pamong Praja", "12.b"),
        ("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu / Bidang Data", "12.c"),
        ("RSUD Siti Fatimah", "12.d"),
        ("Dinas Pendidikan / UPT SMA Negeri 1 Palembang", "12.e"),
        ("Badan Pendapatan Daerah / UPTB Palembang I", "12.f"),
    ],
)
def test_12_exempt_units_stay_in_the_office(
    drawing_office: Office, unit: str, clause: str
) -> None:
    office = drawing_office
    guard = office.hire("Dedi", unit=unit)
    assert mode(office, guard, FRIDAY.date()) == ("WFO", clause)
    office.wait_until(office.at("17.00"))
    assert office.calls(guard) == []


def test_14_the_circular_begins_on_1_april_2026(office: Office, ana: Person) -> None:
    assert mode(office, ana, date(2026, 3, 27))[0] == "WFO"


def test_friday_prayer_is_never_disturbed(drawing_office: Office) -> None:
    office = drawing_office
    crew = [office.hire(f"Pegawai {n}") for n in range(40)]
    office.tick()
    moments = [call.due_at.astimezone(ZONE).time() for who in crew for call in office.calls(who)]
    assert moments
    assert not [m for m in moments if "11:19" < f"{m:%H:%M}" < "13:30"]
