"""A selfie and a pin, in any order, and whatever people send instead (Bukittinggi 2.e)."""

from datetime import timedelta
from typing import Any

import pytest

from bot import voice
from bot.channels.telegram import parse
from handlers.events import Attachment, Edited, Event, Spot
from storage import photos
from storage.database import transaction
from storage.rows import Person
from tests.handlers.attendance.scene import (
    DONE,
    FAR,
    HOME,
    marked,
    own,
    photo_of,
    pin,
    selfie,
)
from tests.office import FRIDAY, Office


@pytest.mark.clause("bukittinggi", "2.e")
def test_2e_a_selfie_and_then_a_pin_make_a_mark(office: Office, eka: Person) -> None:
    office.now = office.at("07.25")
    selfie(office, eka, "my-selfie")
    assert office.said(eka) == ["attend.want_pin"]
    assert marked(office, eka) == [("07.30", "draft")]
    pin(office, eka)
    assert office.said(eka) == ["attend.marked"]
    (mark,) = own(office, eka)
    assert (mark.slot, mark.status, mark.way, mark.place) == (
        "07.30",
        "on_time",
        "photo",
        "inside",
    )
    photo = photo_of(office, mark)
    assert (photo.state, photo.file, photo.duty) == ("wanted", "my-selfie", "attendance")
    assert photo.delete_after == FRIDAY.date() + timedelta(days=30)


@pytest.mark.clause("bukittinggi", "2.e")
def test_2e_a_pin_and_then_a_selfie_count_from_the_first(office: Office, eka: Person) -> None:
    office.now = office.at("07.30") + timedelta(seconds=40)
    pin(office, eka, accuracy=12.0)
    assert office.said(eka) == ["attend.want_photo"]
    office.now += timedelta(minutes=3)
    selfie(office, eka)
    assert office.said(eka) == ["attend.marked"]
    assert marked(office, eka) == [("07.30", "on_time")]
    assert "07.30.40" in office.last_text(eka)


def test_2e_halves_that_arrive_in_the_wrong_order_count_from_the_earlier_one(
    office: Office, eka: Person
) -> None:
    office.now = office.at("07.45")
    selfie(office, eka, at=office.at("07.40"))
    pin(office, eka, at=office.at("07.29"))
    assert marked(office, eka) == [("07.30", "on_time")]


@pytest.mark.parametrize(
    ("where", "accuracy", "word"),
    [
        (HOME, None, "inside"),
        (FAR, 10.0, "uncertain"),
        (FAR, 3000.0, "uncertain"),
    ],
)
def test_2e_a_pin_becomes_a_word_and_its_place_is_forgotten(
    office: Office, eka: Person, where: tuple[float, float], accuracy: float | None, word: str
) -> None:
    office.now = office.at("07.10")
    pin(office, eka, where, accuracy=accuracy)
    selfie(office, eka)
    (mark,) = own(office, eka)
    assert (mark.place, mark.status) == (word, "on_time")
    assert voice.texts("id")[f"attend.place_{word}"] in office.last_text(eka)
    with office.bot.engine.begin() as db:
        for table in ("mark", "photo", "dialog", "outbox", "entry"):
            rows = db.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert not [row for row in rows if f"{where[0]}" in str(row)], table


def test_2e_a_venue_is_a_pin_like_any_other(office: Office, eka: Person) -> None:
    office.now = office.at("07.10")
    place = {"latitude": HOME[0], "longitude": HOME[1]}
    raw = {
        "update_id": 1,
        "message": {
            "message_id": 5,
            "from": {"id": eka.id, "is_bot": False, "first_name": "Eka"},
            "chat": {"id": eka.id, "type": "private"},
            "date": int(office.now.timestamp()),
            "location": place,
            "venue": {"location": place, "title": "Rumah", "address": "Jalan Mawar"},
        },
    }
    event = parse(raw, office.now)
    assert isinstance(event, Event)
    office.feed(event)
    assert office.said(eka) == ["attend.want_photo"]


def test_2e_a_location_without_a_photo_stays_half_a_mark(office: Office, eka: Person) -> None:
    office.now = office.at("07.10")
    pin(office, eka)
    office.reply(eka, "/presensi")
    assert "menunggu swafoto" in office.last_text(eka)
    office.now = office.at("08.05")
    office.reply(eka, "/presensi")
    assert "07.30 WIB: belum tercatat" in office.last_text(eka)
    selfie(office, eka)
    assert office.said(eka)[-1] == "attend.not_open"
    assert marked(office, eka) == [("07.30", "draft")]


def test_an_album_of_selfies_is_answered_once(office: Office, eka: Person) -> None:
    office.now = office.at("07.10")
    for file in ("one", "two", "three"):
        address = office.address(eka)
        office.feed(Attachment(at=office.now, address=address, kind="photo", file=file, album="7"))
    assert office.said(eka) == ["attend.want_pin"]
    assert photo_of(office, own(office, eka)[0]).file == "three"


def test_2e_another_selfie_takes_the_place_of_the_first(office: Office, eka: Person) -> None:
    office.now = office.at("07.10")
    selfie(office, eka, "blurred")
    first = photo_of(office, own(office, eka)[0])
    selfie(office, eka, "better")
    pin(office, eka)
    pin(office, eka, FAR)
    (mark,) = own(office, eka)
    assert (photo_of(office, mark).file, mark.place) == ("better", "inside")
    with transaction(office.bot.engine) as db:
        dropped = photos.get(db, first.id or 0)
        assert dropped
        assert dropped.state == "expired"
    assert office.said(eka) == [
        "attend.want_pin",
        "attend.want_pin",
        "attend.marked",
        "attend.already",
    ]


@pytest.mark.parametrize("how", ["forwarded", "scheduled"])
def test_2e_a_forwarded_or_scheduled_selfie_is_kindly_asked_for_anew(
    office: Office, eka: Person, ana: Person, how: str
) -> None:
    office.now = office.at("07.10")
    stale: dict[str, Any] = {how: True}
    selfie(office, eka, **stale)
    pin(office, eka, **stale)
    office.reply(ana, DONE, **stale)
    assert office.said(eka) == ["attend.fresh", "attend.fresh"]
    assert office.said(ana) == ["attend.fresh"]
    assert own(office, eka) == own(office, ana) == []


@pytest.mark.parametrize("kind", ["sticker", "document", "voice"])
def test_2e_a_sticker_is_no_selfie(office: Office, eka: Person, kind: str) -> None:
    office.now = office.at("07.10")
    office.show(eka, kind)
    assert office.said(eka) == ["attend.want_both"]
    assert own(office, eka) == []


def test_2e_a_tick_is_no_selfie_either(office: Office, eka: Person) -> None:
    office.now = office.at("07.10")
    office.reply(eka, DONE)
    assert office.said(eka) == ["attend.want_both"]
    office.feed(Edited(at=office.now, address=office.address(eka)))
    assert own(office, eka) == []


def test_2d_a_residents_photo_is_no_mark(office: Office, ana: Person) -> None:
    office.now = office.at("07.10")
    selfie(office, ana)
    pin(office, ana)
    assert office.said(ana) == ["common.nothing_open"]
    assert own(office, ana) == []


def test_a_stranger_marks_nothing(office: Office, eka: Person) -> None:
    office.now = office.at("07.10")
    office.feed(Spot(at=office.now, address="telegram:666", lat=HOME[0], lon=HOME[1]))
    assert office.said("telegram:666") == ["enrol.stranger"]


@pytest.mark.clause("bukittinggi", "2.e")
def test_2e_a_selfie_that_answers_a_call_counts_for_both(office: Office, eka: Person) -> None:
    office.now = office.at("07.40")
    office.call(eka)
    office.said(eka)
    if office.outcomes(eka):
        pytest.fail(f"the call is {office.calls(eka)[-1].void_cause}")
    office.wait(seconds=30)
    selfie(office, eka)
    assert office.said(eka) == ["call.thanks", "attend.want_pin"]
    assert office.outcomes(eka) == ["on_time"]
    pin(office, eka)
    assert marked(office, eka) == [("07.30", "late")]


def test_a_forwarded_selfie_during_a_call_is_answered_once(office: Office, eka: Person) -> None:
    office.now = office.at("07.40")
    office.call(eka)
    office.said(eka)
    selfie(office, eka, forwarded=True)
    assert office.said(eka) == ["call.not_an_answer"]
    assert own(office, eka) == []


def test_a_tick_answers_a_call_too(office: Office, ana: Person) -> None:
    office.now = office.at("07.40")
    office.call(ana)
    office.said(ana)
    office.reply(ana, DONE)
    assert office.said(ana) == ["call.thanks", "attend.marked"]
