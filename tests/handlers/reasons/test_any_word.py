"""Nothing that somebody writes about an event is answered that nobody waits for it (2.1)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from handlers import outage
from handlers.rules import circular
from storage import calls
from storage.rows import Call, Person
from tests.duties import second_thoughts
from tests.office import Office, without_lots

pytestmark = pytest.mark.wide
NO_ANSWER = {"common.nothing_open", "call.none_open", "case.nothing_asked"}
WORDS = ("Tadi listrik padam di rumah", "Mengapa saya dicatat?", "halo", "Terima kasih", "HADIR")


def on_time(office: Office, ana: Person, _budi: Person) -> None:
    office.call(ana)
    office.reply(ana)


def void(office: Office, ana: Person, _budi: Person) -> None:
    since = office.now
    office.call(ana)
    office.wait(minutes=11)
    with office.desk() as desk:
        outage.record(desk, office.channel, since, office.now, "declared")
    office.speak()


def missed(office: Office, ana: Person, _budi: Person) -> None:
    office.call(ana)
    office.wait(minutes=11)


def decided(*choices: str) -> Callable[[Office, Person, Person], None]:
    def happen(office: Office, ana: Person, budi: Person) -> None:
        missed(office, ana, budi)
        office.reply(ana, "Rapat daring")
        office.decide(budi, ana, *choices)
        second_thoughts(office)

    return happen


EVENTS = {
    "on time": (on_time, {"case.stands_on_time"}),
    "void": (void, {"case.stands_void"}),
    "accepted": (decided("accept"), {"case.stands_cleared"}),
    "not proven": (decided("refuse", "examine", "not_proven"), {"case.stands_cleared"}),
    "guidance": (decided("refuse", "guide"), {"case.reason_passed_on", "case.reason_told"}),
}


@pytest.mark.parametrize("event", EVENTS)
def test_all_that_comes_about_an_event_is_kept_or_answered_by_how_it_stands(
    office: Office, ana: Person, budi: Person, event: str
) -> None:
    happen, answers = EVENTS[event]
    happen(office, ana, budi)
    office.said(ana)
    for words in WORDS:
        office.reply(ana, words)
        office.now += timedelta(minutes=6)  # an answer that was just given rests
        assert set(office.said(ana)) <= answers, words
        assert office.calls(ana)[0].code in office.last_text(ana)
    for kind in ("photo", "voice", "document", "sticker", "contact"):
        office.show(ana, kind)
        office.now += timedelta(minutes=6)
        assert set(office.said(ana)) <= answers, kind


@pytest.mark.parametrize("event", ["on time", "void", "accepted", "not proven"])
def test_a_quoted_message_is_about_its_own_event(
    office: Office, ana: Person, budi: Person, event: str
) -> None:
    happen, answers = EVENTS[event]
    happen(office, ana, budi)
    first = office.calls(ana)[0]
    quoted = next(row for row in office.words(ana) if row.blanks.get("code") == first.code)
    office.wait(minutes=20)
    decided("refuse", "guide")(office, ana, budi)
    office.said(ana)
    office.said(budi)
    office.reply(ana, "Itu sudah saya jelaskan kemarin", quotes=quoted.ref)
    assert set(office.said(ana)) == answers
    assert first.code in office.last_text(ana)
    assert office.said(budi) == []


def test_another_persons_message_is_no_event_of_hers(
    office: Office, ana: Person, budi: Person
) -> None:
    rina = office.hire("Rina", budi)
    on_time(office, rina, budi)
    office.said(ana)
    office.reply(ana, "Halo", quotes=office.words(rina)[-1].ref)
    assert office.said(ana) == ["common.nothing_open"]
    assert "menunggu" not in office.last_text(ana)


@pytest.mark.parametrize("words", ["/alasan", "/alasan listrik padam"])
def test_the_command_says_how_the_last_event_stands(
    office: Office, ana: Person, budi: Person, words: str
) -> None:
    void(office, ana, budi)
    office.said(ana)
    office.reply(ana, words)
    assert office.said(ana) == ["case.stands_void"]
    assert "gangguan" in office.last_text(ana)


def days_later(office: Office, days: int) -> None:
    office.now += timedelta(days=days)


def test_an_event_matters_as_long_as_the_ladder_looks_back(
    office: Office, ana: Person, budi: Person
) -> None:
    on_time(office, ana, budi)
    office.said(ana)
    days_later(office, 60)
    office.reply(ana, "halo")
    assert office.said(ana) == ["case.stands_on_time"]
    days_later(office, 1)
    office.reply(ana, "halo")
    assert office.said(ana) == ["common.nothing_open"]


def test_weeks_after_a_decision_words_learn_how_they_reach_whoever_decided(
    office: Office, ana: Person, budi: Person
) -> None:
    decided("refuse", "guide")(office, ana, budi)
    days_later(office, 14)
    office.call(ana)
    office.reply(ana)
    assert office.said(ana)[-1] == "call.thanks"
    office.wait(minutes=6)
    office.reply(ana, "terima kasih")
    assert office.said(ana) == ["case.stands_on_time"]
    days_later(office, 1)
    office.reply(ana, "Saya keberatan atas keputusan itu")
    assert office.said(ana) == ["case.reason_told"]


def test_an_undecided_case_takes_words_however_old_it_is(
    office: Office, ana: Person, budi: Person
) -> None:
    missed(office, ana, budi)
    office.reply(ana, "Rapat daring")
    days_later(office, 30)
    office.said(ana)
    office.reply(ana, "Notulen rapat sudah saya kirim")
    assert office.said(ana) == ["case.reason_kept_late"]


def test_where_a_circular_only_notes_every_word_is_kept_or_answered(engine: Engine) -> None:
    own = circular.Layer(name="kantor2", text='id = "k2"\nextends = "kantor"\nsanction = "off"')
    office = Office(engine, circular.parse((*without_lots().layers, own)))
    ana = office.hire("Ana")
    office.begin_day()
    office.call(ana)
    office.wait(minutes=11)
    call: Call = office.calls(ana)[0]
    told = office.words(ana)[-1]
    office.said(ana)
    office.reply(ana, "terima kasih")
    assert office.said(ana) == ["case.stands_noted"]
    office.now += timedelta(days=3)
    office.reply(ana, "Listrik padam sejak pagi", quotes=told.ref)
    assert office.said(ana) == ["case.reason_noted"]
    with office.desk() as desk:
        kept = calls.reason(desk.db, call.id or 0)
        assert kept
        assert kept.text == "Listrik padam sejak pagi"
