"""Whoever decides and has not written for a day: what waits, what is urgent, what is no use."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from handlers import lasting
from handlers.desk import Choice
from storage import outbox
from storage.rows import Outbox, Person
from tests import lines
from tests.office import Office

KNOCKS = {"common.knock", "team.knock_cards", "permit.knock"}


class OnlyKnocks(lines.Line):
    """A channel whose only templates are knocks."""

    def opens_with(self, key: str, language: str) -> bool:
        return key in KNOCKS


@pytest.fixture
def office(engine: Engine) -> Office:
    office = Office(engine, channel=lines.WHATSAPP)
    office.lines[lines.WHATSAPP] = OnlyKnocks(lines.WHATSAPP, lines.TRAITS[lines.WHATSAPP])
    return office


def card(office: Office, boss: Person, key: str, number: int) -> None:
    about = {"case.card": "case", "permit.card": "permit"}[key]
    with office.desk() as desk:
        desk.say(
            boss,
            key,
            choices=[[Choice(f"{about}.accept", f"{about}:{number}:accept")]],
            number=number,
            name="Ana Lestari",
            start=office.at("10.00"),
            until=office.at("11.00"),
        )
    office.speak()


def test_cards_that_wait_are_counted_and_the_oldest_is_named_once_a_day(
    office: Office, boss: Person
) -> None:
    office.begin_day("09.00")
    office.said(boss)
    card(office, boss, "case.card", 6)
    assert office.said(boss) == ["team.knock_cards"]
    office.wait_until(office.at("10.00"))
    card(office, boss, "case.card", 7)
    card(office, boss, "case.card", 7)
    assert office.said(boss) == []
    office.wait_until(office.at("09.00", (office.now + timedelta(days=1)).date()))
    office.said(boss)
    card(office, boss, "case.card", 8)
    knock = office.words(boss)[-1]
    assert (knock.key, knock.blanks["count"]) == ("team.knock_cards", 3)
    assert "Jumat, 10 April 2026, pukul 09.00 WIB" in office.text(knock)


def test_each_urgent_thing_knocks_by_itself_and_comes_first(office: Office, boss: Person) -> None:
    office.begin_day("09.00")
    office.said(boss)
    card(office, boss, "case.card", 6)
    card(office, boss, "permit.card", 7)
    card(office, boss, "permit.card", 8)
    assert office.said(boss) == ["team.knock_cards", "permit.knock", "permit.knock"]
    with office.desk() as desk:
        outbox.release(desk.db, office.address(boss), office.now - timedelta(days=1), office.now,
                       {"permit.card"})  # fmt: skip
        rows = desk.db.exec(select(Outbox).where(Outbox.state == "new"))
        urgent = {row.key: row.urgent for row in rows}
        assert (urgent["case.card"], urgent["permit.card"]) == (False, True)


def test_the_noise_of_the_morning_is_not_said_at_noon(office: Office, boss: Person) -> None:
    office.begin_day("08.00")  # its text is held back
    with office.desk() as desk:
        desk.say(boss, "me.language")
    office.speak()
    assert office.said(boss) == ["common.knock"]
    office.wait_until(office.at("12.00"))
    office.reply(boss, "Ya")
    assert [key for key in office.said(boss) if key != "common.nothing_open"] == ["me.language"]
    with office.desk() as desk:
        (row,) = desk.db.exec(select(Outbox).where(Outbox.key == "morning.text"))
        assert (row.state, row.error) == ("failed", outbox.OUTDATED)


def test_in_their_time_such_words_are_said(office: Office, boss: Person) -> None:
    office.begin_day("07.30")
    with office.desk() as desk:
        desk.say(boss, "digest.text")
        (row,) = outbox.pending(desk.db)
    assert row["expires_at"] == office.now + lasting.USE_WITHIN["digest.text"]


def test_a_time_of_use_is_that_of_a_known_sentence() -> None:
    from bot import voice

    assert set(lasting.USE_WITHIN) <= set(voice.texts("id"))
