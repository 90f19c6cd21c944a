"""Nobody is called before a human of the office has seen his post and unit."""

import pytest
from sqlalchemy import Engine

from handlers import roster, schedule, who
from handlers.roster import Terms
from handlers.rules import circular
from storage.database import transaction
from storage.rows import Confirmation, Person
from tests import lines
from tests.office import FRIDAY, Office
from tests.rosters import row, table

KUSTA = "Dinas Kesehatan / RS Kusta"
SECRETARIAT = "Dinas Kesehatan / Sekretariat"


@pytest.fixture(autouse=True, params=["telegram", "whatsapp"])
def channel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Tell each story on both channels."""
    monkeypatch.setattr(lines, "usual", request.param)
    return str(request.param)


@pytest.fixture
def endang(office: Office) -> Person:
    return office.hire("Endang", roles=["personnel"])


def seats(office: Office) -> dict[str, tuple[str, list[str], bool]]:
    with office.desk() as desk:
        return {
            one.post: (one.mode, [entry.article for entry in one.near], one.confirmed)
            for one in who.listing(desk, desk.today())
        }


def source(office: Office, person: Person) -> str:

    with office.desk() as desk:
        return schedule.workday(desk, person, FRIDAY.date()).source


def test_whoever_is_new_waits_and_is_not_called(drawing_office: Office) -> None:
    ana = drawing_office.hire("Ana", confirmed=False)
    drawing_office.wait_until(drawing_office.at("17.00"))
    assert drawing_office.calls(ana) == []
    assert source(drawing_office, ana) == "unconfirmed"


def test_confirmed_in_the_morning_he_is_called_on_the_same_day(drawing_office: Office) -> None:
    ana = drawing_office.hire("Ana", confirmed=False)
    drawing_office.begin_day("08.00")
    with drawing_office.desk() as desk:
        who.confirm(desk, "office")
    drawing_office.wait_until(drawing_office.at("17.00"))
    assert drawing_office.calls(ana)


def test_confirming_all_confirms_no_near_miss(office: Office) -> None:
    office.hire("Ana", confirmed=False)
    office.hire("Eka", confirmed=False, position="Perawat", unit=KUSTA)
    with office.desk() as desk:
        who.confirm(desk, "office")
    assert seats(office) == {
        "Analis Kepegawaian": ("WFH", [], True),
        "Perawat": ("WFH", ["12.d"], False),
    }
    with office.desk() as desk:
        who.confirm(desk, "office", post="perawat", unit=KUSTA)
    assert seats(office)["Perawat"] == ("WFH", ["12.d"], True)


def test_in_the_chat_near_misses_come_first_and_one_at_a_time(
    office: Office, endang: Person
) -> None:
    office.hire("Ana", confirmed=False, position="Analis Data")
    eka = office.hire("Eka", confirmed=False, position="Perawat", unit=KUSTA)
    office.begin_day("08.30")
    assert "who.waiting" in office.said(endang)
    office.reply(endang, "/siapa")
    assert office.said(endang) == ["who.ask"]
    assert "12.d" in office.last_text(endang)
    office.tap(endang, office.words(endang)[-1].buttons[1][0][1])
    assert office.said(endang) == ["who.rest"]
    assert "Analis Data" in office.last_text(endang)
    office.press(endang, "rest")
    assert office.said(endang) == ["who.nothing"]
    assert source(office, eka) == "exempt"


def test_whoever_is_near_to_two_clauses_is_exempt_by_the_one_that_is_chosen(
    engine: Engine, channel: str
) -> None:
    office = Office(engine, circular.load("metro"))
    endang = office.hire("Endang", roles=["personnel"])
    eka = office.hire(
        "Eka", confirmed=False, position="Petugas Kebersihan", unit="Dinas Komunikasi"
    )
    office.begin_day("08.30")
    office.said(endang)
    office.reply(endang, "/siapa")
    assert office.said(endang) == ["who.ask_which"]
    assert "(1) " in office.last_text(endang)
    office.tap(endang, office.words(endang)[-1].buttons[2][0][1])
    with office.desk() as desk:
        assert schedule.workday(desk, office.person(eka), desk.today()).clause == "1.l.12"


def test_a_digit_that_quotes_no_question_confirms_nothing(office: Office, endang: Person) -> None:
    office.hire("Eka", confirmed=False, position="Perawat", unit=KUSTA)
    office.reply(endang, "/siapa")
    office.reply(endang, "1")
    assert "who.rest" not in office.said(endang)
    assert seats(office)["Perawat"][2] is False


@pytest.mark.parametrize("works", [True, False])
def test_whoever_is_held_back_is_asked_about_in_chat(
    office: Office, endang: Person, works: bool
) -> None:
    ana = office.hire("Ana", duties=["kedudukan_ditahan"])
    dewi = office.hire("Dewi", active=False, duties=["kedudukan_ditahan"], enrolled=False)
    office.begin_day("08.30")
    assert "who.held_waiting" in office.said(endang)
    office.reply(endang, "/siapa")
    assert office.said(endang) == ["who.held"]
    office.press(endang, "works" if works else "left")
    assert office.said(endang) == ["who.held"]
    office.press(endang, "works" if works else "left")
    assert office.said(endang)[-1] in {"who.nothing", "who.rest"}
    assert office.person(ana).active is office.person(dewi).active is works
    assert office.person(ana).duties == []


def test_what_was_not_on_the_question_is_not_confirmed_by_its_answer(
    office: Office, endang: Person
) -> None:
    office.hire("Ana", confirmed=False, position="Analis Data")
    office.reply(endang, "/siapa")
    office.hire("Eka", confirmed=False, position="Arsiparis")
    office.press(endang, "rest")
    assert not any(seats(office)[post][2] for post in ("Analis Data", "Arsiparis"))
    office.press(endang, "rest")
    assert all(seats(office)[post][2] for post in ("Analis Data", "Arsiparis"))


def test_twenty_are_asked_about_together(office: Office, endang: Person) -> None:
    for n in range(21):
        office.hire(f"Ana {n}", confirmed=False, position=f"Analis {n:02}")
    office.reply(endang, "/siapa")
    office.press(endang, "rest")
    assert [post for post, one in seats(office).items() if not one[2]] == ["Analis 20"]


def test_nobody_but_the_personnel_office_confirms(office: Office, endang: Person) -> None:
    ana = office.hire("Ana", confirmed=False)
    office.reply(ana, "/siapa")
    office.feed()
    assert "who.rest" not in office.said(ana)
    assert seats(office)["Analis Kepegawaian"][2] is True  # Endang holds the same post
    assert endang.roles == ["personnel"]


def test_what_was_there_at_an_upgrade_is_confirmed_unless_it_is_a_near_miss(
    office: Office,
) -> None:
    office.hire("Ana", confirmed=False)
    office.hire("Eka", confirmed=False, position="Perawat", unit=KUSTA)
    with transaction(office.bot.engine) as db:
        for post, unit in (("Analis Kepegawaian", SECRETARIAT), ("Perawat", KUSTA)):
            db.add(Confirmation(post=post, unit=unit, seen="", by="migration", at=office.now))
    assert [one[2] for one in seats(office).values()] == [False, True]  # near misses first


def test_1_8_c_a_roster_that_is_corrected_makes_void_what_followed(office: Office) -> None:
    budi = office.hire("Budi", position="Kepala Bidang")
    ana = office.hire("Ana", budi, nip=row()["nip"])
    office.begin_day("08.00")
    office.call(ana)
    office.wait(minutes=11)
    assert office.outcomes(ana) == ["missed"]
    lines = table(row(position="Kepala Dinas", unit="Dinas Sosial"))
    reading = roster.parse(lines, Terms(today=FRIDAY.date(), zone="Asia/Jakarta"))
    with office.desk() as desk:
        roster.apply(desk, reading.roster)
    assert office.outcomes(ana) == ["void"]
    assert office.proposed(ana) == []


@pytest.mark.parametrize("kind", ["NON_ASN", "MAGANG"])
def test_pembuka_whoever_is_no_asn_is_neither_scheduled_nor_called(
    drawing_office: Office, kind: str
) -> None:
    ana = drawing_office.hire("Ana", person_type=kind)
    drawing_office.wait_until(drawing_office.at("17.00"))
    assert drawing_office.calls(ana) == []
    drawing_office.reply(ana, "/aturan")
    assert "tidak dipanggil menurut surat edaran ini" in drawing_office.last_text(ana)


def test_exemptions_that_fit_nobody_are_listed(office: Office) -> None:
    office.hire("Ana", unit="BPBD / Sekretariat")
    with office.desk() as desk:
        alone = {entry.article for entry in who.strangers(desk, desk.today())}
    assert "12.a" not in alone
    assert {"12.b", "12.d"} <= alone
