"""A press on WhatsApp is a message, too: it names its card, opens the session, answers a call."""

from datetime import timedelta
from typing import Any

from bot import voice
from bot.channels.whatsapp.offers import LIST, LONGEST
from handlers.events import Tap
from storage import calls
from storage.rows import Person
from tests.lines import TRAITS, WHATSAPP
from tests.office import Office


def press(office: Office, person: Person, data: str, **facts: Any) -> None:
    address = office.address(person)
    office.feed(Tap(at=office.now, address=address, data=data, ref="SM1", text="Ya", **facts))


def missed(office: Office, ana: Person) -> None:
    office.call(ana)
    office.wait(minutes=11)


def test_a_press_names_its_card_though_a_newer_one_was_shown(
    office: Office, boss: Person, ana: Person
) -> None:
    eka = office.hire("Eka Putri", boss)
    office.reply(boss, "status")
    for person in (ana, eka):
        missed(office, person)
        office.reply(person, "Sedang menyetir")
    cards = [row for row in office.words(boss) if row.buttons]
    data = next(d for row in cards for line in row.buttons for _, d in line if "accept" in d)
    press(office, boss, data)
    outcomes = [office.outcomes(person)[-1] for person in (ana, eka)]
    assert outcomes == ["excused", "missed"], "the older card was pressed"
    press(office, boss, data)
    assert office.said(boss)[-1].endswith("_already")


def test_a_press_opens_the_session_and_lets_go_what_was_held_back(
    office: Office, boss: Person, ana: Person
) -> None:
    office.reply(boss, "status")
    office.wait_until(office.now + timedelta(hours=25))
    office.lines[WHATSAPP].templates = False
    office.reply(ana, "status")
    with office.desk() as desk:
        desk.say(boss, "team.none")
    office.speak()
    assert "team.none" not in office.said(boss)
    press(office, boss, "case:99:accept:0")
    assert "team.none" in office.said(boss)


def test_a_press_answers_a_call(office: Office, boss: Person, ana: Person) -> None:
    office.call(boss)
    press(office, boss, "case:99:accept:0")
    with office.desk() as desk:
        assert calls.under_way(desk.db, boss.id or 0) is None


def test_the_choices_of_cards_are_short_enough_for_a_list() -> None:
    assert not TRAITS[WHATSAPP].buttons
    decided = ("case.", "permit.", "plan.", "report.", "recall.", "location.")
    keys = ("accept", "refuse", "examine", "guide", "report", "approve", "ask", "fit", "mend")
    labels = {
        f"{language} {key}": text
        for language in voice.LANGUAGES
        for key, text in voice.texts(language).items()
        if key.startswith(decided) and key.partition(".")[2] in keys
    }
    assert labels
    assert {key: text for key, text in labels.items() if len(text) > LONGEST[LIST]} == {}
