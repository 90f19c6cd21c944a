"""Taking a mark back: for ten minutes, one's own, once."""

from datetime import timedelta

import pytest

from storage import photos
from storage.database import transaction
from storage.rows import Person
from tests.handlers.attendance.scene import (
    DONE,
    marked,
    own,
    pin,
    selfie,
    undo_button,
)
from tests.office import Office


@pytest.mark.parametrize("minutes", [1, 10])
def test_a_mark_can_be_taken_back_for_ten_minutes(
    office: Office, eka: Person, minutes: int
) -> None:
    office.now = office.at("07.10")
    selfie(office, eka)
    office.now = office.at("07.25")
    pin(office, eka)
    photo = own(office, eka)[0].photo_id or 0
    button = undo_button(office, eka)
    assert len(button.encode()) <= 64
    office.now += timedelta(minutes=minutes)
    office.said(eka)
    office.tap(eka, button)
    assert office.said(eka) == ["attend.undone"]
    assert own(office, eka) == []
    with transaction(office.bot.engine) as db:
        dropped = photos.get(db, photo)
        assert dropped
        assert dropped.state == "expired"
    office.tap(eka, button)
    assert office.said(eka) == ["common.old_button"]
    selfie(office, eka)
    pin(office, eka)
    assert len(own(office, eka)) == 1


def test_after_ten_minutes_a_mark_stays(office: Office, ana: Person) -> None:
    office.now = office.at("07.10")
    office.reply(ana, DONE)
    office.said(ana)
    office.now += timedelta(minutes=10, seconds=1)
    office.tap(ana, undo_button(office, ana))
    assert office.said(ana) == ["attend.undo_over"]
    assert marked(office, ana) == [("07.30", "on_time")]


def test_an_undone_tick_is_offered_again(office: Office, ana: Person) -> None:
    office.now = office.at("07.10")
    office.reply(ana, DONE)
    office.tap(ana, undo_button(office, ana))
    assert office.words(ana)[-1].buttons == [[["press.attend_done", ""]]]
    office.reply(ana, DONE)
    assert marked(office, ana) == [("07.30", "on_time")]


def test_nobody_takes_back_the_mark_of_another(office: Office, ana: Person, budi: Person) -> None:
    office.now = office.at("07.10")
    office.reply(ana, DONE)
    button = undo_button(office, ana)
    office.tap(budi, button)
    assert office.said(budi)[-1] == "common.old_button"
    for data in (
        "attend",
        "attend:undo",
        "attend:undo:x:1",
        "attend:undo:999:1",
        "attend:fly:1:1",
    ):
        office.tap(ana, data)
    assert office.said(ana)[-1] == "common.old_button"
    assert marked(office, ana) == [("07.30", "on_time")]
