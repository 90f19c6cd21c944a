"""What each raw update means: a table of payloads as Telegram sends them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.telegram import parse
from handlers.events import (
    Attachment,
    Blocked,
    Edited,
    Elsewhere,
    Event,
    Message,
    Moved,
    Spot,
    Tap,
    Text,
    Unblocked,
)
from tests.bot.telegram.payloads import (
    ANA,
    CHAT,
    FILE,
    GROUP,
    HEAD,
    NOW,
    PHOTO,
    PIN,
    SENT,
    STAMP,
    message,
    update,
)


def read(**parts: Any) -> Event | None:
    return parse(update("message", message(**parts)), NOW)


@pytest.mark.parametrize(
    "text",
    ["Hadir", "/start AB12", "", "4" * 4096, "<b>_*[x](y)", "👩‍👩‍👧‍👦 siap", "baris\nbaris", "  "],
)
def test_a_text_is_kept_as_written_and_no_word_of_it_is_understood(text: str) -> None:
    assert read(text=text) == Text(**HEAD, text=text)


@pytest.mark.parametrize(
    ("parts", "kind", "caption"),
    [
        ({"photo": []}, "photo", ""),
        ({"photo": {"file_id": "a"}, "caption": "di rumah"}, "photo", "di rumah"),
        ({"voice": FILE | {"duration": 2}}, "voice", ""),
        ({"video": FILE}, "video", ""),
        ({"video_note": FILE}, "video_note", ""),
        ({"animation": FILE, "document": FILE}, "animation", ""),
        ({"document": FILE, "caption": "laporan"}, "document", "laporan"),
        ({"sticker": FILE}, "sticker", ""),
        ({"contact": {"phone_number": "+62811", "first_name": "Ana"}}, "contact", ""),
        ({"audio": FILE}, "audio", ""),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other", ""),
        ({"a_kind_of_2031": {}}, "other", ""),
        ({}, "other", ""),
    ],
)
def test_whatever_a_person_sends_is_a_message_even_of_a_kind_unknown_to_us(
    parts: dict[str, Any], kind: str, caption: str
) -> None:
    shown = {"voice", "video", "video_note", "document", "audio"}
    file = FILE["file_id"] if kind in shown else ""
    assert read(**parts) == Attachment(**HEAD, kind=kind, caption=caption, file=file)


@pytest.mark.parametrize("strange", [None, [], "x", {}, {"file_id": None}, {"file_id": 7}])
def test_a_file_of_a_strange_form_is_none(strange: object) -> None:
    assert read(voice=strange) == Attachment(**HEAD, kind="voice", file="")


@pytest.mark.parametrize(
    ("sizes", "file"),
    [
        (PHOTO, "a"),
        ([{"file_id": "large", "width": 1280}, *PHOTO, {"width": 320, "file_id": "m"}], "large"),
        ([{"file_id": "a", "width": "wide"}, {"width": 90}, "?", None], ""),
    ],
)
def test_a_photo_names_its_largest_form_and_a_strange_one_is_still_a_photo(
    sizes: Any, file: str
) -> None:
    assert read(photo=sizes) == Attachment(**HEAD, kind="photo", file=file)


def test_pictures_of_an_album_name_it() -> None:
    event = read(photo=[], media_group_id="1397")
    assert isinstance(event, Attachment)
    assert event.album == "1397"


@pytest.mark.parametrize(
    ("parts", "accuracy", "live"),
    [
        ({"location": PIN}, None, None),
        ({"location": PIN | {"horizontal_accuracy": 12.5}}, 12.5, None),
        ({"location": PIN | {"live_period": 900}}, None, 900),
        ({"location": PIN | {"live_period": 2147483647, "heading": 4}}, None, 2147483647),
        ({"location": PIN, "venue": {"location": PIN, "title": "x", "address": "y"}}, None, None),
        ({"venue": {"location": PIN, "title": "x", "address": "y"}}, None, None),
    ],
)
def test_a_place(parts: dict[str, Any], accuracy: float | None, live: int | None) -> None:
    is_picked = "venue" in parts
    expected = Spot(
        **HEAD,
        lat=-2.9761,
        lon=104.7754,
        accuracy=accuracy,
        live_seconds=live,
        picked=is_picked,
    )
    assert read(**parts) == expected


@pytest.mark.parametrize(
    ("who", "name", "language"),
    [
        ({"id": 42, "is_bot": False, "first_name": "Ana"}, "Ana", ""),
        ({"id": 42, "is_bot": False, "first_name": "🌸Ana<b>_*"}, "🌸Ana<b>_*", ""),
        ({"id": 42, "is_bot": False, "first_name": "", "last_name": "Sari"}, "Sari", ""),
        ({"id": 42, "is_bot": False, "first_name": "A\x00na\ud83d"}, "Ana?", ""),
        ({"id": 42, "is_bot": False, "first_name": "Ana", "language_code": "en"}, "Ana", "en"),
        (None, "Ana Sari", ""),
    ],
)
def test_names_of_any_kind_and_a_missing_sender(who: Any, name: str, language: str) -> None:
    event = read(**{"from": who}, text="x")
    assert isinstance(event, Text)
    assert (event.name, event.language, event.address) == (name, language, "telegram:42")


def test_scheduled_and_forwarded_messages_are_marked() -> None:
    origin = {"type": "user", "sender_user": ANA, "date": STAMP - 60}
    scheduled, forwarded = (
        read(text="x", is_from_offline=True),
        read(text="x", forward_origin=origin),
    )
    assert isinstance(scheduled, Message)
    assert isinstance(forwarded, Message)
    assert (scheduled.scheduled, scheduled.forwarded) == (True, False)
    assert (forwarded.scheduled, forwarded.forwarded) == (False, True)


@pytest.mark.parametrize(
    ("place", "live", "accuracy"),
    [
        (PIN | {"live_period": 900, "heading": 0, "horizontal_accuracy": 14}, 900, 14.0),
        (PIN | {"live_period": 0x7FFFFFFF}, 0x7FFFFFFF, None),
        (PIN, None, None),
    ],
)
def test_a_live_share_moves_is_extended_or_stops_and_is_no_message(
    place: dict[str, Any], live: int | None, accuracy: float | None
) -> None:
    changed = message(location=place, edit_date=STAMP + 20)
    assert parse(update("edited_message", changed), NOW) == Moved(
        at=datetime.fromtimestamp(STAMP + 20, UTC),
        address="telegram:42",
        ref=HEAD["ref"],
        began=datetime.fromtimestamp(STAMP, UTC),
        lat=PIN["latitude"],
        lon=PIN["longitude"],
        accuracy=accuracy,
        live_seconds=live,
    )


def test_a_place_off_the_globe_is_refused_without_being_named() -> None:
    with pytest.raises(ValueError, match=r"^no place on the globe$"):
        read(location={"latitude": 91.5, "longitude": 104.0})


@pytest.mark.parametrize("parts", [{"text": "y"}, {"caption": "y", "photo": []}])
def test_an_edited_message_never_looks_like_a_new_one(parts: dict[str, Any]) -> None:
    changed = message(**parts, edit_date=STAMP + 20)
    later = datetime.fromtimestamp(STAMP + 20, UTC)
    began = datetime.fromtimestamp(STAMP, UTC)
    expected = Edited(**HEAD | {"at": later}, began=began, text="y")
    assert parse(update("edited_message", changed), NOW) == expected


@pytest.mark.parametrize(
    "shown",
    [
        {"message": message(text="Panggilan")},
        {"message": {"chat": CHAT, "message_id": 5, "date": 0}},
        {"inline_message_id": "x"},
    ],
)
def test_a_press_carries_no_time_so_it_happened_when_we_heard_it(shown: dict[str, Any]) -> None:
    press = {"id": "99", "from": ANA, "chat_instance": "1", "data": "call:5:yes", **shown}
    assert parse(update("callback_query", press), NOW) == Tap(
        at=NOW,
        address="telegram:42",
        data="call:5:yes",
        name="Ana Sari",
        language="id",
        receipt="99",
    )


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_a_group_hears_nothing_of_calls(kind: str) -> None:
    chat = GROUP | {"type": kind}
    expected = Elsewhere(at=SENT, address="telegram:-1001234567890", language="id")
    assert read(chat=chat, text="/start") == expected


@pytest.mark.parametrize(
    "parts",
    [
        {"new_chat_members": [ANA]},
        {"left_chat_member": ANA},
        {"pinned_message": message(text="x")},
        {"migrate_to_chat_id": -100999},
        {"text": "x", "is_automatic_forward": True},
    ],
)
@pytest.mark.parametrize("chat", [CHAT, GROUP])
def test_what_telegram_reports_in_the_form_of_a_message_is_no_answer(
    parts: dict[str, Any], chat: dict[str, Any]
) -> None:
    assert read(chat=chat, **parts) is None


@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_bots_are_not_people(kind: str) -> None:
    robot = {"id": 5, "is_bot": True, "first_name": "Robot"}
    said = {"from": robot, "text": "Hadir"}
    assert parse(update(kind, message(**said)), NOW) is None
    assert parse(update(kind, message(**said, chat=GROUP)), NOW) is None
    assert parse(update("callback_query", {"id": "1", "from": robot, "data": "x"}), NOW) is None


@pytest.mark.parametrize(
    ("chat", "status", "expected"),
    [
        (CHAT, "kicked", Blocked(at=SENT, address="telegram:42")),
        (CHAT, "member", Unblocked(at=SENT, address="telegram:42")),
        (CHAT, "restricted", None),
        (GROUP, "kicked", None),
    ],
)
def test_blocking_the_bot(chat: dict[str, Any], status: str, expected: Event | None) -> None:
    robot = {"id": 1, "is_bot": True, "first_name": "Sigap"}
    change = {
        "chat": chat,
        "from": ANA,
        "date": STAMP,
        "old_chat_member": {"user": robot, "status": "member"},
        "new_chat_member": {"user": robot, "status": status, "until_date": 0},
    }
    assert parse(update("my_chat_member", change), NOW) == expected


@pytest.mark.parametrize("kind", ["poll", "channel_post", "message_reaction", "a_kind_of_2031"])
def test_updates_of_no_interest(kind: str) -> None:
    assert parse(update(kind, {"any": "thing"}), NOW) is None
    assert parse({"update_id": 1}, NOW) is None
