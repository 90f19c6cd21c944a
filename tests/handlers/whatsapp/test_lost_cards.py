"""Where choices are numbers: one that quotes a card which nobody knows decides about nobody."""

from sqlmodel import select

from handlers.events import Text
from storage.rows import Decision, Person
from tests.office import Office


def test_a_number_on_a_lost_card_does_not_decide_the_newest(
    office: Office, boss: Person, ana: Person
) -> None:
    office.call(ana)
    office.wait(minutes=15)
    office.reply(ana, "Listrik padam sejak pagi")
    card = next(row for row in reversed(office.words(boss)) if row.buttons)
    lost = Text(at=office.now, address=office.address(boss), text="1", quotes="of-a-lost-card")
    office.feed(lost)
    assert office.words(boss)[-1].key != "common.confirm"
    office.confirm(boss)
    office.wait(minutes=6)
    with office.desk() as desk:
        assert desk.db.exec(select(Decision)).all() == []
    office.feed(Text(at=office.now, address=office.address(boss), text="1", quotes=card.ref))
    office.confirm(boss)
    office.wait(minutes=6)
    with office.desk() as desk:
        assert len(desk.db.exec(select(Decision)).all()) == 1
