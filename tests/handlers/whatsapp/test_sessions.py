"""Twenty-four hours after a person's last message only templates may be sent, to so many a day."""

from datetime import timedelta

import pytest

from bot.channels import Limits
from storage.rows import Person
from tests import lines
from tests.office import Office


def without_templates(office: Office) -> None:
    office.lines[lines.WHATSAPP].templates = False


def test_without_a_session_and_a_template_a_call_is_void_and_the_superior_is_told_once(
    office: Office, boss: Person, ana: Person
) -> None:
    office.reply(boss, "Selamat pagi")
    office.said(boss)
    without_templates(office)
    office.call(ana)
    office.call(ana)
    assert [(c.outcome, c.void_cause) for c in office.calls(ana)] == [("void", "no_session")] * 2
    assert office.said(boss).count("team.no_session") == 1
    assert office.proposed(ana) == []


def test_a_message_of_hers_opens_the_session_for_a_day_and_no_longer(
    office: Office, ana: Person
) -> None:
    without_templates(office)
    office.reply(ana, "Selamat pagi")
    office.call(ana)
    assert office.calls(ana)[0].state == "open"
    office.reply(ana)
    office.wait_until(office.at("09.30", (office.now + timedelta(days=7)).date()))
    office.call(ana)
    assert office.calls(ana)[1].void_cause == "no_session"


def test_other_words_wait_until_she_writes_and_she_is_not_flooded_with_knocks(
    office: Office, ana: Person
) -> None:
    without_templates(office)
    with office.desk() as desk:
        desk.say(ana, "me.language")
        desk.say(ana, "me.which_language")
    office.speak()
    assert office.said(ana) == []
    office.reply(ana, "Ya")
    assert office.said(ana)[:2] == ["me.language", "me.which_language"]


def test_words_that_waited_for_days_are_not_said_any_more(office: Office, ana: Person) -> None:
    without_templates(office)
    with office.desk() as desk:
        desk.say(ana, "me.language")
    office.speak()
    office.wait(minutes=4 * 24 * 60)
    office.said(ana)
    office.reply(ana, "Ya")
    assert "me.language" not in office.said(ana)


@pytest.mark.wide
def test_the_tier_lets_exactly_so_many_people_be_written_to_first(office: Office) -> None:
    office.begin_day("09.00")
    people = [office.hire(f"Pegawai {n}") for n in range(12)]
    office.lines[lines.WHATSAPP].limits = Limits(people_per_day=5)
    for person in people:
        office.call(person)
    causes = [office.calls(person)[0].void_cause for person in people]
    assert causes.count("") == 5
    assert causes.count("rate_limited") == 7
    office.wait(minutes=11)
    assert [o for p in people for o in office.outcomes(p)].count("missed") == 5


def test_whoever_wrote_today_does_not_count_against_the_tier(office: Office) -> None:
    office.begin_day("09.00")
    people = [office.hire(f"Pegawai {n}") for n in range(4)]
    office.lines[lines.WHATSAPP].limits = Limits(people_per_day=0)
    office.reply(people[0], "Selamat pagi")
    for person in people:
        office.call(person)
    assert [office.calls(p)[0].void_cause for p in people] == ["", *["rate_limited"] * 3]


def test_the_day_before_she_is_asked_for_a_word_which_opens_the_session(
    office: Office, boss: Person
) -> None:
    thursday = office.now + timedelta(days=6)
    office.wait_until(office.at("14.00", thursday.date()))
    dewi = office.hire("Dewi Anggraini", boss)
    office.wait_until(office.at("15.30"))
    assert "readiness.ask" in office.said(dewi)
    office.reply(dewi, "1")
    assert office.said(dewi) == ["readiness.thanks"]
    without_templates(office)
    office.wait_until(office.at("09.00", (office.now + timedelta(days=1)).date()))
    office.call(dewi)
    assert office.calls(dewi)[-1].state == "open"


def test_nobody_whose_channel_needs_no_session_is_asked_for_a_word(engine: object) -> None:
    office = Office(engine, channel=lines.TELEGRAM)
    dewi = office.hire("Dewi Anggraini")
    office.wait_until(office.at("16.00", (office.now + timedelta(days=6)).date()))
    assert "readiness.ask" not in office.said(dewi)
