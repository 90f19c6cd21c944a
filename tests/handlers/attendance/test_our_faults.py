"""Fault of ours is never fault of theirs: outages and lost photos count for the person."""

from handlers import outage
from handlers.events import Deaf, Fetched
from storage import people
from storage.database import transaction
from storage.rows import Person
from tests.handlers.attendance.scene import (
    DONE,
    at_home,
    marked,
    own,
    photo_of,
    pin,
    selfie,
)
from tests.office import Office


def test_a_mark_that_waited_at_the_platform_while_we_were_down_counts_by_its_own_time(
    office: Office, ana: Person
) -> None:
    office.now = office.at("07.20")
    office.stop(minutes=60)
    office.reply(ana, DONE, at=office.at("07.29"))
    assert marked(office, ana) == [("07.30", "on_time")]


def test_a_mark_is_not_late_when_we_were_down_before_its_slot(office: Office, ana: Person) -> None:
    office.now = office.at("07.20")
    office.stop(minutes=5)
    office.now = office.at("07.40")
    office.reply(ana, DONE)
    assert marked(office, ana) == [("07.30", "on_time")]


def test_a_mark_is_late_when_we_were_down_only_after_its_minute(
    office: Office, ana: Person
) -> None:
    office.now = office.at("07.35")
    office.stop(minutes=5)
    office.reply(ana, DONE)
    assert marked(office, ana) == [("07.30", "late")]


def test_an_outage_that_is_declared_later_mends_late_marks(
    office: Office, ana: Person, budi: Person
) -> None:
    gone = at_home(office, office.hire("Gita", budi))
    for clock in ("07.40", "12.20"):
        office.now = office.at(clock)
        office.reply(ana, DONE)
        office.reply(gone, DONE)
    at_home(office, gone, "LEAVE")
    with office.desk() as desk:
        outage.record(desk, "", office.at("07.05"), office.at("07.10"), "listrik", budi)
    assert marked(office, ana) == [("07.30", "on_time"), ("12.00", "late")]
    assert marked(office, gone) == [("07.30", "late"), ("12.00", "late")]


def test_a_slot_that_we_missed_ourselves_is_missing_for_nobody(
    office: Office, ana: Person, budi: Person
) -> None:
    office.now = office.at("07.20")
    office.feed(Deaf(at=office.at("07.25"), since=office.now, channel="telegram", cause="gap"))
    office.now = office.at("11.50")
    office.wait_until(office.at("12.01"))
    office.reply(ana, "/presensi")
    assert "07.30 WIB: tidak diperhitungkan karena gangguan" in office.last_text(ana)
    text = next(office.text(r) for r in office.words(budi) if r.key == "digest.text")
    assert "Presensi lengkap: 1/1\n" in text


def test_a_photo_that_we_cannot_keep_leaves_the_mark_and_is_asked_for_again(
    office: Office, eka: Person
) -> None:
    office.now = office.at("07.10")
    selfie(office, eka)
    pin(office, eka)
    lost = own(office, eka)[0].photo_id or 0
    office.said(eka)
    office.now = office.at("09.00")
    office.feed(Fetched(at=office.now, photo_id=lost))
    assert office.said(eka) == ["photos.failed"]
    assert marked(office, eka) == [("07.30", "on_time")]
    selfie(office, eka, "again", forwarded=True)
    assert office.said(eka) == ["attend.not_open"]
    selfie(office, eka, "again")
    assert office.said(eka) == ["attend.photo_again"]
    (mark,) = own(office, eka)
    assert photo_of(office, mark).file == "again"
    assert mark.at == office.at("07.10")


def test_whoever_blocked_us_meanwhile_still_has_his_mark(office: Office, ana: Person) -> None:
    office.now = office.at("07.10")
    with transaction(office.bot.engine) as db:
        contact = people.contact(db, ana)
        assert contact
        contact.state = "blocked"
    office.reply(ana, DONE)
    assert marked(office, ana) == [("07.30", "on_time")]
