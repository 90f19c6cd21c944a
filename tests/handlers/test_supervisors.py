"""What supervisors see and order: their own tree, and no other."""

from datetime import date

import pytest

from handlers import digest
from storage.rows import Person, Plan
from tests.office import Office


@pytest.fixture
def head(office: Office) -> Person:
    return office.hire("Hana", position="Pejabat Pimpinan Tinggi Pratama", roles=["unit_head"])


@pytest.fixture
def budi(office: Office, head: Person) -> Person:
    return office.hire("Budi", head, position="Kepala Bidang", roles=["supervisor"])


@pytest.fixture
def citra(office: Office, head: Person) -> Person:
    return office.hire("Citra", head, position="Kepala Bidang", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi)


@pytest.fixture
def eka(office: Office, citra: Person) -> Person:
    return office.hire("Eka", citra)


def test_tim_shows_ones_own_people_and_nobody_elses(
    office: Office, ana: Person, eka: Person, budi: Person, head: Person
) -> None:
    office.reply(budi, "/tim")
    assert "Ana" in office.last_text(budi)
    assert "Eka" not in office.last_text(budi)
    office.reply(head, "/tim")
    assert {"Ana", "Eka"} <= set(
        office.last_text(head).replace(":", " ").replace(",", " ").split()
    )


def test_a_supervisor_may_not_call_or_decide_about_anothers_people(
    office: Office, ana: Person, eka: Person, budi: Person
) -> None:
    office.begin_day()
    office.reply(budi, "/panggil Eka Cek kesiapan")
    assert office.said(budi)[-1] == "order.nobody"
    office.call(eka)
    office.wait(minutes=10)
    office.tap(budi, "case:1:accept")
    assert office.said(budi)[-1] == "case.not_yours"
    assert office.outcomes(eka) == ["missed"]


def test_panggil_calls_at_once_is_counted_and_shown_as_targeted(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    office.reply(budi, f"/panggil {ana.nip} Cek kesiapan rapat")
    assert office.said(ana)[-1] == "call.targeted"
    assert "Cek kesiapan rapat" in office.last_text(ana)
    call = office.calls(ana)[-1]
    assert (call.kind, call.purpose, call.ordered_by) == (
        "targeted",
        "Cek kesiapan rapat",
        budi.id,
    )
    office.reply(ana)
    assert office.outcomes(ana) == ["on_time"]


def test_panggil_asks_for_the_purpose_when_it_is_missing(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    office.reply(budi, "/panggil ana")
    assert office.said(budi)[-1] == "order.purpose"
    assert office.calls(ana) == []
    office.reply(budi, "Klarifikasi laporan")
    assert office.calls(ana)[-1].purpose == "Klarifikasi laporan"


def test_panggil_outside_working_time_or_on_leave_is_refused(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("12.30"))
    office.reply(budi, "/panggil Ana cek")
    assert office.said(budi)[-1] == "order.refused"
    assert office.calls(ana) == []


def test_panggil_twice_does_not_press_somebody_who_is_being_asked(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    office.reply(budi, "/panggil Ana cek")
    office.reply(budi, "/panggil Ana cek lagi")
    assert office.said(budi)[-1] == "order.under_way"
    assert len(office.calls(ana)) == 1


def test_two_people_of_one_name_are_asked_about(office: Office, ana: Person, budi: Person) -> None:
    office.hire("Ana Lestari", budi)
    office.begin_day()
    office.reply(budi, "/panggil Ana cek")
    assert office.said(budi)[-1] == "order.several"


def test_usulan_shows_what_waits_and_a_superior_may_decide_it(
    office: Office, ana: Person, budi: Person, head: Person
) -> None:
    office.begin_day()
    office.call(ana)
    office.wait(minutes=10)
    office.reply(ana, "Listrik padam")
    office.reply(head, "/usulan")
    assert office.said(head)[-2:] == ["team.cases", "case.card"]
    office.decide(head, ana, "accept")
    assert office.outcomes(ana) == ["excused"]
    office.reply(budi, "/usulan")
    assert office.said(budi)[-1] == "team.no_cases"


def test_a_card_goes_to_the_next_above_when_the_supervisor_is_not_enrolled(
    office: Office, head: Person
) -> None:
    gone = office.hire("Gani", head, enrolled=False)
    ana = office.hire("Ana", gone)
    office.begin_day()
    office.call(ana)
    office.wait(minutes=10)
    assert office.said(head)[-1] == "case.card"


def test_a_decision_stands_and_may_only_be_mended_in_the_persons_favour(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    office.call(ana)
    office.wait(minutes=10)
    office.reply(ana, "Listrik padam")
    office.decide(budi, ana, "refuse", "guide")
    office.reply(budi, "1 laporkan")
    assert office.said(budi)[-1] == "case.decided_already"
    assert office.faults(ana) == 1
    office.reply(budi, "1 terima")
    assert office.faults(ana) == 0
    office.reply(budi, "1 pembinaan")
    assert office.said(budi)[-1] == "case.decided_already"
    assert office.outcomes(ana) == ["excused"]


@pytest.mark.wide
def test_an_employee_hears_of_every_decision(office: Office, ana: Person, budi: Person) -> None:
    office.begin_day()
    ways = ("accept", "refuse", "examine", "refuse guide", "refuse report", "examine proven")
    for way in (*ways, "examine not_proven", "examine guide"):
        office.call(ana)
        office.wait(minutes=10)
        office.reply(ana, "Listrik padam")
        office.decide(budi, ana, *way.split())
        office.wait(minutes=5)
        assert office.said(ana)[-1] == f"case.told_{way.split()[-1]}"


def test_digests_come_at_noon_and_1715_and_for_the_head_at_1730(
    office: Office, ana: Person, eka: Person, budi: Person, head: Person
) -> None:
    office.wait_until(office.at("11.59"))
    assert "digest.text" not in office.said(budi)
    office.wait_until(office.at("12.01"))
    assert "digest.text" in office.said(budi)
    office.wait_until(office.at("17.16"))
    assert "digest.text" in office.said(budi)
    assert "digest.text" not in office.said(head)
    office.wait_until(office.at("17.31"))
    assert "digest.text" in office.said(head)


def test_a_digest_counts_what_happened_and_names_what_waits(
    office: Office, ana: Person, budi: Person
) -> None:
    fani = office.hire("Fani", budi, enrolled=False)
    office.begin_day()
    office.call(ana)
    office.reply(ana)
    office.wait(minutes=1)
    office.call(ana)
    office.wait(minutes=10)
    with office.desk() as desk:
        count = digest.tally(desk, [ana, fani], desk.today())
    assert (count.outcomes["on_time"], count.outcomes["missed"], count.undecided) == (1, 1, 1)
    assert count.modes["WFH"] == 2
    office.reply(budi, "/rekap")
    text = office.last_text(budi)
    assert "Ana" in text
    assert "Fani" in text


def test_on_a_day_without_wfh_no_digest_is_sent(office: Office, ana: Person, budi: Person) -> None:
    office.now = office.at("07.00").replace(day=13)
    office.wait_until(office.at("18.00"))
    assert office.said(budi) == []


def test_only_the_persons_own_tree_and_self_are_in_data_saya(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    office.call(ana)
    office.wait(minutes=10)
    office.reply(ana, "Listrik padam")
    office.reply(ana, "/data_saya")
    text = office.last_text(ana)
    assert ana.nip in text
    assert "Budi" not in text


def test_data_saya_counts_what_is_kept_besides_calls(office: Office, ana: Person) -> None:
    with office.desk() as desk:
        for day in (9, 10):
            desk.db.add(Plan(person_id=ana.id or 0, on=date(2026, 4, day)))
    office.reply(ana, "/data_saya")
    assert "Rencana kerja: 2" in office.last_text(ana)
    assert "Izin" not in office.last_text(ana)


def test_bahasa_changes_every_later_word(office: Office, ana: Person) -> None:
    office.reply(ana, "/bahasa en")
    office.begin_day()
    office.call(ana)
    assert {row.language for row in office.words(ana)[1:]} == {"en"}
    office.reply(ana, "/bahasa")
    assert office.person(ana).language == "id"
