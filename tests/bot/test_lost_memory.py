"""After a restore: whatever belongs to the lost memory says so, and decides nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from handlers import enrol, restored
from storage import restored as memory
from storage.rows import Decision, Person
from tests.office import Office

LOST = {name: [1_000, 2_000] for name in set(restored.TABLES.values())}
CROWD = 40


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi")


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    person = office.hire("Ana", budi)
    office.begin_day()
    return person


def restore(office: Office) -> None:
    with office.desk() as desk:
        memory.remember(desk.db, office.now, LOST)


@pytest.mark.parametrize("section", sorted(restored.TABLES))
def test_a_button_of_each_kind_says_that_its_card_is_lost(
    office: Office, budi: Person, ana: Person, section: str
) -> None:
    restore(office)
    office.feed_tap(budi, f"{section}:1234:accept")
    assert office.said(budi)[-1] == "restored.old_card"
    assert ana
    with office.desk() as desk:
        assert desk.db.exec(select(Decision)).all() == []


def test_a_button_whose_token_nobody_knows_says_so_for_a_day(office: Office, ana: Person) -> None:
    data = "record:nobody-knows:yes"
    officer = office.hire("Sari", roles=["personnel"])
    restore(office)
    office.feed_tap(officer, data)
    assert office.said(officer)[-1] == "restored.old_card"
    office.now += timedelta(days=2)
    office.feed_tap(officer, data)
    assert office.said(officer)[-1] == "common.old_button"
    assert ana


@pytest.mark.parametrize("words", ["Balai kota", "photo"])
def test_words_and_photos_that_answer_a_lost_question_say_so(
    office: Office, ana: Person, words: str
) -> None:
    restore(office)
    if words == "photo":
        office.show(ana, "photo")
    else:
        office.reply(ana, words)
    assert office.said(ana)[-1] == "restored.words"
    office.now += timedelta(days=2)
    office.reply(ana, "Balai kota")
    assert office.said(ana)[-1] != "restored.words"


def test_a_code_that_was_given_after_the_copy_says_so(office: Office, ana: Person) -> None:
    restore(office)
    office.reply(ana, "/mulai ABCDEFGHJK", address="telegram:77")
    assert office.said("telegram:77")[-1] == "restored.code"
    office.now += timedelta(days=enrol.CODE_DAYS + 1)
    office.reply(ana, "/mulai ABCDEFGHJK", address="telegram:78")
    assert office.said("telegram:78")[-1] == "enrol.bad_code"


def test_all_are_told_with_a_few_questions(office: Office, budi: Person) -> None:
    for number in range(CROWD):
        office.hire(f"Pegawai {number}", budi)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, said: str, *_: object) -> None:
        asked.append(said)

    event.listen(office.bot.engine, "before_cursor_execute", note)
    with office.desk() as desk:
        restored.tell(desk, office.now - timedelta(hours=1))
    event.remove(office.bot.engine, "before_cursor_execute", note)
    assert len([said for said in asked if said.startswith("SELECT")]) <= 8
    office.speak()
    assert office.said(budi)[-1] == "restored.decider"
