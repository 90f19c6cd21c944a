"""Cases: who gets a card, what is asked once more, taken back, told, counted, and shown."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from handlers.rules import circular
from storage import days
from storage.rows import Call, Contact, Decision, Given, Law, Person
from tests.circulars import laws
from tests.office import NO_LOTS, Office

WEEKEND = timedelta(days=3)


@pytest.fixture
def dian(office: Office) -> Person:
    return office.hire("Dian", roles=["personnel"], position="Analis SDM", enrolled=True)


@pytest.fixture
def hana(office: Office) -> Person:
    return office.hire("Hana", position="Kepala Dinas", roles=["unit_head"])


@pytest.fixture
def budi(office: Office, hana: Person) -> Person:
    return office.hire("Budi", hana, roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi)


def late(office: Office, person: Person, why: str = "Lupa") -> None:
    office.call(person)
    office.wait(seconds=302)
    office.reply(person)
    office.reply(person, why)


def press(office: Office, boss: Person, choice: str, number: int = 1) -> None:
    office.tap(boss, f"case:{number}:{choice}")


# once more, and taken back


def test_a_decision_against_somebody_is_asked_once_more(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    late(office, ana)
    press(office, budi, "refuse")
    assert office.said(budi)[-1] == "case.sure_refuse"
    assert office.last_text(budi).startswith("Tolak alasan Ana")
    assert office.proposed(ana) == []
    yes, no = (choice[1] for choice in office.words(budi)[-1].buttons[0])
    office.tap(budi, no)
    assert office.said(budi) == ["common.dropped"]
    assert office.proposed(ana) == []
    office.tap(budi, yes)
    assert office.proposed(ana) == ["teguran tertulis"]


@pytest.mark.parametrize("words", ["ya", "Setuju.", "YA"])
def test_the_answer_may_be_written(office: Office, ana: Person, budi: Person, words: str) -> None:
    office.begin_day()
    late(office, ana)
    press(office, budi, "refuse")
    office.reply(budi, words)
    assert office.proposed(ana) == ["teguran tertulis"]


@pytest.mark.parametrize("words", ["batal", "tidak", "Jangan"])
def test_a_no_may_be_written(office: Office, ana: Person, budi: Person, words: str) -> None:
    office.begin_day()
    late(office, ana)
    press(office, budi, "refuse")
    office.reply(budi, words)
    assert office.said(budi)[-1] == "common.dropped"
    office.reply(budi, "ya")
    assert office.proposed(ana) == []


def test_a_reason_that_comes_meanwhile_is_read_before_the_yes_counts(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    office.call(ana)
    office.wait(minutes=10)
    office.wait_until(office.at("16.31"))
    press(office, budi, "report")
    yes = office.words(budi)[-1].buttons[0][0][1]
    office.reply(ana, "Saya di ruang operasi")
    office.tap(budi, yes)
    assert office.said(budi)[-2:] == ["case.changed", "case.card"]
    assert "ruang operasi" in office.last_text(budi)
    assert office.faults(ana) == 0


def test_a_person_hears_of_a_decision_only_when_it_stands(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    late(office, ana)
    office.said(ana)
    office.decide(budi, ana, "refuse", "guide")
    assert office.faults(ana) == 1
    office.wait(minutes=4, seconds=58)
    assert office.said(ana) == []
    office.wait(seconds=3)
    assert office.said(ana) == ["case.told_guide"]
    told = office.last_text(ana)
    for fact in (
        "Budi",
        "Teguran tertulis (ketentuan 10.d",
        "unit kepegawaian",
        "bukan hukuman disiplin",
    ):
        assert fact in told


def test_a_decision_is_taken_back_and_nobody_hears_of_it(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    late(office, ana)
    office.said(ana)
    office.decide(budi, ana, "refuse", "guide")
    office.wait(minutes=2)
    press(office, budi, "undo") if office.bot.traits[office.channel].buttons else office.reply(
        budi, "1 batal"
    )
    assert "case.undone" in office.said(budi)
    assert office.faults(ana) == 0
    office.decide(budi, ana, "accept")
    assert office.said(ana) == ["case.told_accept"]
    office.wait(minutes=10)
    assert office.said(ana) == []
    assert office.outcomes(ana) == ["excused"]


def test_what_was_told_is_not_taken_back(office: Office, ana: Person, budi: Person) -> None:
    office.begin_day()
    late(office, ana)
    office.decide(budi, ana, "refuse", "guide")
    office.wait(minutes=5)
    office.reply(budi, "1 batal")
    assert office.said(budi)[-1] == "ruling.told_already"
    assert office.faults(ana) == 1


# in words


def test_with_more_than_one_card_words_alone_are_asked_about(
    office: Office, ana: Person, budi: Person
) -> None:
    eka = office.hire("Eka", budi)
    office.begin_day()
    late(office, ana)
    late(office, eka)
    office.reply(budi, "terima")
    assert office.said(budi)[-1] == "common.which"
    assert "usulan 1: Ana" in office.last_text(budi)
    assert office.outcomes(ana) == office.outcomes(eka) == ["late"]
    office.reply(budi, "1 terima")
    assert (office.outcomes(ana), office.outcomes(eka)) == (["excused"], ["late"])
    office.reply(budi, "2 periksa")
    assert office.said(budi)[-1] == "case.sure_examine"


def test_the_words_of_somebody_without_cards_are_words(office: Office, ana: Person) -> None:
    office.begin_day()
    late(office, ana, "1 tolak")
    assert office.said(ana)[-1] == "case.reason_kept"


def test_a_reason_after_a_refusal_brings_the_card_anew_with_its_buttons(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    late(office, ana)
    office.decide(budi, ana, "refuse")
    office.wait(minutes=6)
    office.said(budi)
    office.reply(ana, "/alasan Listrik padam sejak subuh")
    office.wait(minutes=2)
    assert office.said(budi) == ["case.card"]
    card = office.words(budi)[-1]
    assert "Listrik padam sejak subuh" in office.text(card)
    assert [row[0][0] for row in card.buttons] == ["case.accept", "case.refuse", "case.examine"]


def test_no_card_comes_again_unchanged_when_the_time_for_a_reason_ends(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    late(office, ana)
    office.decide(budi, ana, "refuse")
    office.said(budi)
    office.wait_until(office.at("17.00"))
    assert "case.card" not in office.said(budi)


# examined


def test_an_examination_leads_on_and_each_step_has_its_date(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    late(office, ana)
    office.decide(budi, ana, "examine")
    card = office.words(budi)[-1]
    assert [row[0][0] for row in card.buttons] == [
        f"case.{c}" for c in ("accept", "proven", "not_proven", "guide")
    ]
    assert "Jumat, 10 April 2026, pukul 08.05 WIB: Periksa dahulu, oleh Budi" in office.text(card)
    assert office.faults(ana) == 0
    office.wait(minutes=24 * 60 * 4)
    office.reply(budi, "/usulan")
    office.decide(budi, ana, "proven")
    assert office.faults(ana) == 1
    with office.desk() as desk:
        dates = [row.decided_at.date().day for row in desk.db.exec(select(Decision))]
    assert dates == [10, 14]


def test_what_was_not_proven_does_not_count(office: Office, ana: Person, budi: Person) -> None:
    office.begin_day()
    late(office, ana)
    office.decide(budi, ana, "examine", "not_proven")
    assert office.said(ana)[-1] == "case.told_not_proven"
    assert office.faults(ana) == 0


# whose law, whose track


def test_faults_count_only_under_the_law_that_they_were_judged_by(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    for why in ("Lupa", "Rapat lain", "Tertidur"):
        late(office, ana, why)
        office.decide(budi, ana, "refuse", "guide")
    record = circular.parse(
        (
            *circular.read_layers("sumsel"),
            circular.Layer(name="sumsel", text='sanction = "record"\n' + NO_LOTS),
        )
    )
    with office.desk() as desk:
        law = desk.law(desk.today())
        desk.db.add(
            Law(
                hash=record.hash,
                circular_id=record.id,
                layers=[[layer.name, layer.text] for layer in record.layers],
            )
        )
        desk.db.flush()
        assert law.sanction == "propose"
        for call in desk.db.exec(select(Call)):
            call.law_hash = record.hash
            desk.db.add(call)
    late(office, ana, "Terlambat lagi")
    office.decide(budi, ana, "refuse")
    assert office.proposed(ana)[-1] == "teguran tertulis"


@pytest.mark.parametrize(
    ("person_type", "offered", "named", "unnamed"),
    [
        ("PNS", ["accept", "examine", "guide", "report"], "PP 94", "PP 49"),
        ("PPPK", ["accept", "examine", "guide", "report"], "PP 49", "PP 94"),
        ("NON_ASN", ["accept", "guide"], "hukuman disiplin ASN tidak berlaku", "PP 94"),
    ],
)
def test_a_track_decides_what_may_be_proposed_and_which_law_is_named(
    engine: Engine,
    person_type: str,
    offered: list[str],
    named: str,
    unnamed: str,
) -> None:
    office = Office(engine, laws.speaking_to_everybody(NO_LOTS))
    budi = office.hire("Budi", position="Kepala Bidang")
    ana = office.hire("Ana", budi, person_type=person_type)
    office.begin_day()
    late(office, ana)
    office.decide(budi, ana, "refuse")
    card = office.words(budi)[-1]
    assert [row[0][0] for row in card.buttons] == [f"case.{c}" for c in offered]
    assert named in office.text(card)
    assert unnamed not in office.text(card)
    assert bool(office.proposed(ana)) == (person_type != "NON_ASN")


# who gets it


def on_leave(office: Office, person: Person) -> None:
    with office.desk() as desk:
        on = desk.today(person.zone)
        days.give(
            desk.db,
            Given(
                person_id=person.id or 0,
                on=on,
                mode="LEAVE",
                clause="",
                source="cuti",
                given_at=desk.now,
            ),
        )


@pytest.mark.parametrize("why", ["leave", "blocked", "unenrolled", "left"])
def test_a_card_goes_to_the_next_who_can_and_says_why(
    office: Office, ana: Person, budi: Person, hana: Person, why: str
) -> None:
    office.begin_day()
    with office.desk() as desk:
        contact = desk.db.exec(select(Contact).where(Contact.person_id == budi.id)).one()
        if why == "blocked":
            contact.state = "blocked"
        elif why == "unenrolled":
            contact.state = "ended"
        elif why == "left":
            desk.db.get_one(Person, budi.id).active = False
    if why == "leave":
        on_leave(office, budi)
    late(office, ana)
    card = next(row for row in office.words(hana) if row.key == "case.card")
    assert "karena" in office.text(card)
    assert "Budi" in office.text(card)
    assert "case.card" not in office.said(budi)


def test_with_nobody_above_the_personnel_office_decides_but_never_about_itself(
    office: Office, dian: Person
) -> None:
    alone = office.hire("Gita")
    office.begin_day()
    late(office, alone)
    assert office.said(dian)[-1] == "case.card"
    assert "tidak memiliki atasan" in office.last_text(dian)
    office.decide(dian, alone, "accept")
    assert office.outcomes(alone) == ["excused"]
    late(office, dian)
    assert "case.card" not in office.said(dian)
    office.tap(dian, "case:2:accept") if office.channel == "telegram" else None
    assert office.outcomes(dian) == ["late"]


def test_who_leads_himself_by_a_slip_decides_nothing_about_himself(office: Office) -> None:
    ana, budi = office.hire("Ana"), office.hire("Budi")
    with office.desk() as desk:
        desk.db.get_one(Person, ana.id).supervisor_id = budi.id
        desk.db.get_one(Person, budi.id).supervisor_id = ana.id
    office.begin_day()
    late(office, ana)
    assert "case.card" not in office.said(ana)
    office.reply(ana, "/usulan")
    assert office.said(ana)[-1] == "team.no_cases"


def test_what_nobody_decides_comes_up_again_and_then_to_the_one_above(
    office: Office, ana: Person, budi: Person, hana: Person
) -> None:
    office.begin_day()
    late(office, ana)
    office.said(budi)
    monday = office.now + WEEKEND
    office.wait_until(monday.replace(hour=10))  # one workday
    assert "case.waiting_long" not in office.said(budi)
    office.wait_until((monday + timedelta(days=2)).replace(hour=10))  # three: Wednesday
    assert office.said(budi).count("case.waiting_long") == 1
    assert "Menunggu keputusan sejak Jumat, 10 April 2026" in office.last_text(budi)
    assert "case.waiting_long" not in office.said(hana)
    office.wait_until((monday + timedelta(days=7)).replace(hour=10))
    assert office.said(hana).count("case.waiting_long") == 1
    assert office.faults(ana) == 0
    office.decide(hana, ana, "accept")
    assert office.outcomes(ana)[0] == "excused"


def test_the_personnel_office_learns_who_has_nobody_above_him(
    office: Office, dian: Person
) -> None:
    office.hire("Gita")
    office.wait_until(office.at("17.31"))
    (row,) = [row for row in office.words(dian) if row.key == "case.office_no_superior"]
    assert "Gita" in office.text(row)


# what the person sees


@pytest.mark.parametrize("command", ["/status", "/data_saya"])
def test_a_person_sees_what_the_superior_sees(
    office: Office, ana: Person, budi: Person, command: str
) -> None:
    office.begin_day()
    late(office, ana, "Rapat lain")
    office.decide(budi, ana, "refuse", "guide")
    office.reply(ana, command)
    assert "Keputusan: belum ada" in office.last_text(ana)  # it may still be taken back
    office.wait(minutes=5)
    office.reply(ana, command)
    told = office.last_text(ana)
    for fact in (
        "Rapat lain",
        "Teguran tertulis (ketentuan 10.d",
        "Tolak alasan, oleh Budi",
        "Pembinaan saja, oleh Budi",
        "Keberatan",
    ):
        assert fact in told
