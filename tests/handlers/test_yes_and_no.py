"""A yes or a no in words: understood where it answers what was asked, and nowhere else."""

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from handlers.rules import utterance
from storage.rows import Permit, Person
from tests import lines
from tests.duties import city, second_thoughts
from tests.handlers.test_enrol import invite, owner, says
from tests.office import FRIDAY, Office

YES = ["ya", "iya", "Iya pak", "ok setuju", "Setuju.", "oke, lanjutkan", "nggih bu", "yes", "y"]
NO = ["tidak", "gak", "nggak jadi", "batal", "batalkan saja pak", "Jangan!", "jangan dulu", "no"]
NO += ["tidak setuju", "ya tidak"]
NEITHER = ["ok", "baik", "ya tapi nanti saja sore", "tidak apa-apa", "6", "setujukah Bapak?", "👍"]


@pytest.fixture(params=["telegram", "whatsapp"])
def office(
    request: pytest.FixtureRequest, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> Office:
    """Bukittinggi's office, once on each channel."""
    monkeypatch.setattr(lines, "usual", request.param)
    return city("bukittinggi", engine, FRIDAY)


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    person = office.hire("Ana", budi)
    office.begin_day("09.00")
    return person


@pytest.mark.parametrize(
    ("words", "meant"),
    [*((w, True) for w in YES), *((w, False) for w in NO), *((w, None) for w in NEITHER)],
)
def test_what_words_say_to_a_question(words: str, meant: bool | None) -> None:
    assert utterance.consents(words) is meant


@pytest.mark.parametrize(("words", "told"), [("ok setuju", True), ("gak jadi", False)])
def test_a_question_before_a_decision_takes_them(
    office: Office, budi: Person, ana: Person, words: str, told: bool
) -> None:
    office.reply(budi, "/panggil_kantor Ana 10.30 Aula; rapat")
    assert office.said(budi)[-1] == "recall.sure_order"
    office.reply(budi, words)
    second_thoughts(office)
    assert ("recall.ordered" in office.said(ana)) is told


@pytest.mark.parametrize(
    ("words", "then"), [("iya bu", "recall.ready_kept"), ("gak", "recall.ask_hindrance")]
)
def test_an_order_to_the_office_takes_them_from_whoever_got_it(
    office: Office, budi: Person, ana: Person, words: str, then: str
) -> None:
    office.reply(budi, "/panggil_kantor Ana 10.30 Aula; rapat")
    office.reply(budi, "ya")
    second_thoughts(office)
    office.said(ana)
    office.reply(ana, words)
    assert office.said(ana) == [then]


@pytest.mark.parametrize(("words", "joins"), [("iya, setuju", True), ("tidak", False)])
def test_the_privacy_notice_takes_them(
    office: Office, budi: Person, words: str, joins: bool
) -> None:
    person = office.hire("Cita", budi, enrolled=False)
    invite(office, person, "ABCDE23456")
    address = f"{office.channel}:900"
    says(office, address, words)
    says(office, address, "/mulai ABCDE23456")
    says(office, address, words)
    assert (owner(office, address) == "Cita") is joins


def test_the_one_card_that_waits_is_not_decided_by_an_answer_to_something_else(
    office: Office, budi: Person, ana: Person
) -> None:
    office.reply(ana, "/izin 10.00 11.00 Bank; urusan keluarga")
    with office.desk() as desk:
        desk.say(budi, "recall.cancelled", number=1, name="Ana")
    office.speak()
    office.reply(budi, "setuju")
    with office.desk() as desk:
        request = desk.db.exec(select(Permit)).one()
        assert request.state == "asked"
    assert "common.which" in office.said(budi)
    office.reply(budi, f"{request.id} setuju")
    with office.desk() as desk:
        assert desk.db.exec(select(Permit)).one().state == "approved"


@pytest.mark.parametrize("words", ["ya", "iya", "setuju", "batal", "tidak", "gak"])
def test_where_nothing_was_asked_they_do_nothing(
    office: Office, budi: Person, ana: Person, words: str
) -> None:
    for person in (budi, ana):
        office.said(person)
        office.reply(person, words)
        assert office.said(person) == ["common.nothing_open"]
