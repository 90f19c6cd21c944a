"""Photos that a duty asks for: wanted, kept, lost without blame, deleted in time."""

from datetime import date, timedelta

import pytest

from handlers import photos as act
from handlers.events import Attachment, Fetched
from storage import photos
from storage.database import transaction
from storage.rows import Person, Photo
from tests.office import FRIDAY, Office

ON = FRIDAY.date()


@pytest.fixture
def ana(office: Office) -> Person:
    return office.hire("Ana")


@pytest.fixture
def wanted(office: Office, ana: Person) -> int:
    return want(office, ana)


def want(office: Office, person: Person, on: date = ON) -> int:
    message = Attachment(
        at=office.now, address=office.address(person), kind="photo", file="file-1"
    )
    with office.desk() as desk:
        return act.want(desk, person, on, "report", message).id or 0


def photo(office: Office, number: int) -> Photo:
    with transaction(office.bot.engine) as db:
        found = photos.get(db, number)
        assert found
        return found


def keep(office: Office, number: int) -> None:
    office.feed(
        Fetched(at=office.now, photo_id=number, path="photos/2026-04/x.jpg", sha256="ab", size=7)
    )


def test_a_wanted_photo_has_a_last_day(office: Office, wanted: int) -> None:
    row = photo(office, wanted)
    assert (row.state, row.file, row.duty, row.on) == ("wanted", "file-1", "report", ON)
    assert row.taken_at == office.now
    assert row.delete_after == ON + timedelta(days=30)


def test_a_kept_photo_forgets_where_it_came_from(office: Office, ana: Person, wanted: int) -> None:
    keep(office, wanted)
    row = photo(office, wanted)
    assert (row.state, row.path, row.sha256, row.size, row.file) == (
        "kept",
        "photos/2026-04/x.jpg",
        "ab",
        7,
        "",
    )
    assert office.said(ana) == []


def test_a_photo_that_cannot_be_had_is_our_fault(office: Office, ana: Person, wanted: int) -> None:
    office.feed(Fetched(at=office.now, photo_id=wanted))
    office.feed(Fetched(at=office.now, photo_id=wanted))
    assert photo(office, wanted).state == "failed"
    assert office.said(ana) == ["photos.failed"]
    assert "tetap berlaku" in office.last_text(ana)


def test_a_failure_after_it_was_kept_changes_nothing(
    office: Office, ana: Person, wanted: int
) -> None:
    keep(office, wanted)
    office.feed(Fetched(at=office.now, photo_id=wanted))
    assert photo(office, wanted).state == "kept"
    assert office.said(ana) == []


def test_news_of_a_photo_that_nobody_knows_is_no_harm(office: Office) -> None:
    office.feed(Fetched(at=office.now, photo_id=999, path="x"))


def test_a_dropped_photo_that_arrives_all_the_same_is_deleted(
    office: Office, ana: Person, wanted: int
) -> None:
    with office.desk() as desk:
        act.drop(desk, wanted)
        act.drop(desk, None)
    keep(office, wanted)
    assert (photo(office, wanted).state, photo(office, wanted).path != "") == ("expired", True)
    with transaction(office.bot.engine) as db:
        photos.deleted(db, wanted)
    keep(office, wanted)
    assert photo(office, wanted).state == "expired"
    with transaction(office.bot.engine) as db:
        photos.deleted(db, wanted)
    with office.desk() as desk:
        act.drop(desk, wanted)
    assert photo(office, wanted).state == "deleted"


def test_a_photo_is_let_go_the_day_after_its_last_one(
    office: Office, ana: Person, wanted: int
) -> None:
    keep(office, wanted)
    failed, later = want(office, ana), want(office, ana, ON + timedelta(days=1))
    office.feed(Fetched(at=office.now, photo_id=failed))
    office.now = office.now.replace(hour=7) + timedelta(days=30)
    office.tick()
    assert photo(office, wanted).state == "kept"
    office.now += timedelta(days=1)
    office.tick()
    states = [photo(office, number).state for number in (wanted, failed, later)]
    assert states == ["expired", "expired", "wanted"]
    with transaction(office.bot.engine) as db:
        assert [row.id for row in photos.wanted(db)] == [later]
        assert [row.id for row in photos.expired(db)] == [wanted, failed]
        assert photos.wanted(db, [later]) == []
        assert [row.id for row in photos.expired(db, [failed], limit=1)] == [wanted]
