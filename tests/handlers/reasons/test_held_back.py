"""Words that come before a decision is told hold it back: it was taken without them."""

import pytest

from storage import calls, rulings
from storage.rows import Person
from tests.duties import second_thoughts
from tests.office import Office

pytestmark = pytest.mark.wide
WORDS = "Gardu PLN terbakar sejak subuh"


@pytest.fixture
def ana(office: Office, ana: Person) -> Person:
    office.call(ana)
    office.wait(minutes=11)
    office.reply(ana, "Listrik padam di rumah")
    return ana


def decided(office: Office, budi: Person, ana: Person, *choices: str) -> None:
    office.decide(budi, ana, *choices)
    office.said(budi)
    office.said(ana)


@pytest.mark.parametrize(
    "choices", [("refuse",), ("refuse", "examine"), ("refuse", "guide"), ("refuse", "report")]
)
def test_a_reason_within_the_five_minutes_holds_the_telling_back(
    office: Office, ana: Person, budi: Person, choices: tuple[str, ...]
) -> None:
    decided(office, budi, ana, *choices)
    office.wait(minutes=4, seconds=50)
    office.reply(ana, WORDS)
    assert office.said(budi) == ["case.held_back", "case.card"]
    card = office.last_text(budi)
    assert WORDS in card
    assert "Tolak alasan" in card  # he decides again, with all that he could choose before
    assert (office.faults(ana), office.proposed(ana)) == (0, [])
    second_thoughts(office)
    assert office.said(ana) == ["case.reason_more"]
    office.decide(budi, ana, "accept")
    assert office.outcomes(ana) == ["excused"]


@pytest.mark.parametrize("words", ["/alasan surat dari PLN menyusul", "PLN", "🙏?"])
def test_whatever_may_be_a_reason_holds_it_back(
    office: Office, ana: Person, budi: Person, words: str
) -> None:
    decided(office, budi, ana, "refuse", "guide")
    office.reply(ana, words)
    assert "case.held_back" in office.said(budi)
    second_thoughts(office)
    assert "case.told_guide" not in office.said(ana)


def test_a_photo_holds_it_back(office: Office, ana: Person, budi: Person) -> None:
    decided(office, budi, ana, "refuse")
    office.show(ana, "photo")
    assert office.said(budi) == ["case.held_back", "case.card"]
    assert "foto" in office.last_text(budi)


def test_a_courtesy_holds_nothing_back_and_betrays_nothing(
    office: Office, ana: Person, budi: Person
) -> None:
    decided(office, budi, ana, "refuse", "guide")
    office.reply(ana, "Terima kasih, Bu")
    assert office.said(ana) == ["case.reason_stands"]
    second_thoughts(office)
    assert office.said(ana) == ["case.told_guide"]


def test_after_the_telling_words_go_on_as_new(office: Office, ana: Person, budi: Person) -> None:
    decided(office, budi, ana, "refuse", "guide")
    second_thoughts(office)
    office.said(ana)
    office.reply(ana, WORDS)
    assert office.said(ana) == ["case.reason_passed_on"]
    assert office.said(budi) == ["case.reason_after"]
    assert office.faults(ana) == 1


def test_what_was_told_before_stays_and_only_what_was_not_lapses(
    office: Office, ana: Person, budi: Person
) -> None:
    decided(office, budi, ana, "refuse", "examine")
    second_thoughts(office)
    decided(office, budi, ana, "proven")
    assert office.faults(ana) == 1
    office.reply(ana, WORDS)
    assert office.said(budi) == ["case.held_back", "case.card"]
    assert office.faults(ana) == 0
    assert "Terbukti" in office.last_text(budi)


def test_taking_back_what_lapsed_shows_the_card(office: Office, ana: Person, budi: Person) -> None:
    decided(office, budi, ana, "refuse")
    office.reply(ana, WORDS)
    office.said(budi)
    undo = next(
        row.buttons[0][0][1] for row in office.words(budi) if row.key == "case.done_refuse"
    )
    office.feed_tap(budi, undo)
    assert office.said(budi) == ["case.changed", "case.card"]
    with office.desk() as desk:
        assert rulings.of(desk.db, budi.id or 0) == []


def test_one_persons_words_hold_back_nothing_of_another(
    office: Office, ana: Person, budi: Person
) -> None:
    rina = office.hire("Rina", budi)
    office.call(rina)
    office.wait(minutes=11)
    office.reply(rina, "Rapat daring")
    decided(office, budi, ana, "refuse")
    decided(office, budi, rina, "refuse")
    office.reply(rina, "Rapat itu dipimpin kepala dinas")
    second_thoughts(office)
    assert "case.told_refuse" in office.said(ana)
    assert "case.told_refuse" not in office.said(rina)
    with office.desk() as desk:
        kept = calls.reason(desk.db, office.calls(ana)[-1].id or 0)
        assert kept
        assert kept.text == "Listrik padam di rumah"
