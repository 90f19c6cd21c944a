"""Forms become events: nothing that a person sent is lost, and nothing unknown breaks it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.whatsapp import parse
from handlers.events import Attachment, Delivered, Event, Failed, Message, Sent, Spot, Tap, Text
from tests.bot.whatsapp.rig import HADIR, NOW, SID

MEDIA = (
    f"https://api.twilio.com/2010-04-01/Accounts/AC{'1' * 32}/Messages/{SID}/Media/ME{'1' * 32}"
)


def read(**changed: Any) -> Event | None:
    return parse({**HADIR, **changed}, NOW)


def head(**changed: Any) -> dict[str, Any]:
    known = {"at": NOW, "address": "whatsapp:+628110000001", "phone": "+628110000001"}
    return known | {"ref": SID, "name": "Ana"} | changed


@pytest.mark.parametrize(
    ("form", "event"),
    [
        ({}, Text(**head(), text="Hadir")),
        ({"Body": "  1 "}, Text(**head(), text="  1 ")),
        ({"SomethingNew": "2027"}, Text(**head(), text="Hadir")),
        ({"MessageType": "text", "Forwarded": "true"}, Text(**head(forwarded=True), text="Hadir")),
        ({"FrequentlyForwarded": "True"}, Text(**head(forwarded=True), text="Hadir")),
        ({"Forwarded": "false"}, Text(**head(), text="Hadir")),
        ({"OriginalRepliedMessageSid": "SMx"}, Text(**head(quotes="SMx"), text="Hadir")),
        (
            {"ButtonPayload": "call.present", "ButtonText": "Hadir", "MessageType": "button"},
            Text(**head(), text="Hadir"),
        ),
        (
            {"Latitude": "-2.97", "Longitude": "104.77", "Body": "", "MessageType": "location"},
            Spot(**head(), lat=-2.97, lon=104.77),
        ),
        (
            {"Latitude": "0", "Longitude": "0", "Address": "Jalan", "Label": "Kantor", "Body": ""},
            Spot(**head(), lat=0, lon=0, picked=True),
        ),
        (
            {"NumMedia": "1", "MediaUrl0": MEDIA, "MediaContentType0": "image/jpeg"},
            Attachment(**head(), kind="photo", caption="Hadir", file=MEDIA, album="?"),
        ),
        (
            {
                "NumMedia": "1",
                "Body": "",
                "MediaUrl0": MEDIA,
                "MediaContentType0": "audio/ogg; codecs=opus",
            },
            Attachment(**head(), kind="voice", file=MEDIA, album="?"),
        ),
        ({"Body": "", "MessageType": "unsupported"}, Attachment(**head(), kind="unsupported")),
        ({"Body": "", "MessageType": "reaction"}, Attachment(**head(), kind="unsupported")),
        (
            {"Body": "", "Latitude": "nan", "Longitude": "1"},
            Attachment(**head(), kind="unsupported"),
        ),
        (
            {"Body": "", "Latitude": "91", "Longitude": "1"},
            Attachment(**head(), kind="unsupported"),
        ),
    ],
)
def test_what_a_person_sends_becomes_an_event(form: dict[str, str], event: Event) -> None:
    assert read(**form) == event


@pytest.mark.parametrize(
    ("kind", "content", "type_"),
    [
        ("photo", "image/png", "image"),
        ("sticker", "image/webp", "sticker"),
        ("voice", "audio/amr", "audio"),
        ("video", "video/mp4", "video"),
        ("contact", "text/vcard", "contacts"),
        ("document", "application/pdf", "document"),
        ("document", "", "anything"),
    ],
)
def test_files_are_told_apart(kind: str, content: str, type_: str) -> None:
    event = read(NumMedia="1", MediaUrl0=MEDIA, MediaContentType0=content, MessageType=type_)
    assert isinstance(event, Attachment)
    assert event.kind == kind


def test_any_picture_may_be_one_of_an_album_which_whatsapp_does_not_name() -> None:
    event = read(NumMedia="1", MediaUrl0="https://x/1", MediaContentType0="image/jpeg")
    assert isinstance(event, Attachment)
    assert event.album


def test_a_file_that_twilio_does_not_show_is_still_a_file() -> None:
    event = read(NumMedia="1", Body="")
    assert isinstance(event, Attachment)
    assert (event.kind, event.file) == ("document", "")


def test_a_button_with_data_is_a_press() -> None:
    event = read(ButtonPayload="case:12:accept", ButtonText="Terima")
    phone = "+628110000001"
    assert event == Tap(
        at=NOW,
        address=f"whatsapp:{phone}",
        phone=phone,
        data="case:12:accept",
        name="Ana",
        ref=HADIR["MessageSid"],
        text="Terima",
    )


def test_the_item_of_a_list_is_a_press_too() -> None:
    event = read(ListId="case:12:accept", ListTitle="Terima", Body="Terima")
    assert isinstance(event, Tap)
    assert (event.data, event.text) == ("case:12:accept", "Terima")
    said = read(ListId="press.open", ListTitle="BUKA", Body="")
    assert isinstance(said, Text)
    assert said.text == "BUKA"


def test_a_phone_and_a_username_are_two_addresses_of_one_account() -> None:
    event = read(ExternalUserId="whatsapp:ID.4566001")
    assert isinstance(event, Message)
    assert (event.address, event.alias) == ("whatsapp:+628110000001", "whatsapp:ID.4566001")


def test_a_hidden_number_leaves_only_the_username() -> None:
    bsuid = "whatsapp:ID.4566001"
    event = read(From=bsuid, ExternalUserId=bsuid)
    assert isinstance(event, Message)
    assert (event.address, event.alias, event.phone) == (bsuid, "", "")


@pytest.mark.parametrize("form", ["whatsapp:ID.4566001", "whatsapp:ID.ENT.4566001"])
def test_a_hidden_number_may_press_and_may_have_the_id_of_a_parent_company(form: str) -> None:
    named = {"From": form, "ExternalUserId": form}
    said, pressed = read(**named), read(**named, ButtonPayload="case:12:accept")
    assert isinstance(said, Message)
    assert isinstance(pressed, Tap)
    assert said.address == pressed.address == form


def test_a_text_message_to_the_same_number_is_not_ours() -> None:
    assert read(From="+628110000001") is None


@pytest.mark.parametrize(
    "raw",
    [{"From": "whatsapp:"}, {"From": "whatsapp:+62 x"}, {"Body": 7}, {"From": ["whatsapp:?"]}],
)
def test_nonsense_is_a_value_error(raw: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"address|text"):
        parse({**HADIR, **raw}, NOW)


def test_what_a_database_cannot_keep_is_taken_out() -> None:
    event = read(Body="Ha\x00dir \ud800", ProfileName="A\x00na")
    assert isinstance(event, Text)
    assert (event.text, event.name) == ("Hadir ?", "Ana")


def recovered(**changed: Any) -> Event | None:
    told = {"recovered": True, "MessageSid": SID, "From": "whatsapp:+628110000001"}
    at = (NOW - timedelta(minutes=9)).isoformat()
    return parse({**told, "Body": "Hadir", "NumMedia": "0", "date_created": at, **changed}, NOW)


def test_what_was_recovered_is_dated_by_twilio() -> None:
    assert recovered() == Text(**head(at=NOW - timedelta(minutes=9), name=""), text="Hadir")


def test_a_recovered_message_without_words_still_counts_for_the_person() -> None:
    event = recovered(Body="")
    assert isinstance(event, Attachment)
    assert event.kind == "unsupported"


def test_nothing_comes_from_the_future() -> None:
    event = recovered(date_created=(NOW + timedelta(hours=1)).isoformat())
    assert event is not None
    assert event.at == NOW


def test_a_webhook_cannot_choose_its_own_date() -> None:
    event = read(date_created="2020-01-01T00:00:00+00:00")
    assert event is not None
    assert event.at == NOW


def status(state: str, **changed: Any) -> Event | None:
    form = {"MessageSid": SID, "MessageStatus": state, "outbox_id": "17", **changed}
    return parse(form, NOW)


SENT = Sent(at=NOW, outbox_id=17, ref=SID, received=NOW)


@pytest.mark.parametrize("state", ["accepted", "queued", "sending", "sent", "SENT"])
def test_a_status_on_the_way_says_that_it_was_taken(state: str) -> None:
    assert status(state) == SENT


@pytest.mark.parametrize("read_", [False, True])
def test_a_receipt_says_that_it_arrived(read_: bool) -> None:
    event = status("read" if read_ else "delivered")
    assert event == Delivered(at=NOW, outbox_id=17, ref=SID, received=NOW, read=read_)


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("63016", "no_session"),
        ("63018", "rate_limited"),
        ("63038", "rate_limited"),
        ("63017", "rate_limited"),
        ("20429", "rate_limited"),
        ("63024", "rejected"),
        ("21211", "rejected"),
        ("21610", "blocked"),
        ("63032", "undelivered"),
        ("30036", "undelivered"),
        ("", "undelivered"),
        ("odd", "undelivered"),
    ],
)
@pytest.mark.parametrize("state", ["undelivered", "failed"])
def test_each_code_of_a_failure_has_its_meaning(state: str, code: str, cause: str) -> None:
    event = status(state, ErrorCode=code)
    detail = f"{state} {code}".strip()
    assert event == Failed(at=NOW, outbox_id=17, cause=cause, detail=detail)


@pytest.mark.parametrize(
    "form", [{"outbox_id": ""}, {"outbox_id": "x"}, {"outbox_id": "-1"}, {"MessageStatus": "new"}]
)
def test_a_status_of_nothing_that_we_said_is_of_no_interest(form: dict[str, str]) -> None:
    assert (
        parse({"MessageSid": SID, "MessageStatus": "sent", "outbox_id": "1", **form}, NOW) is None
    )


NAMES = st.sampled_from([*HADIR, "Latitude", "ButtonPayload", "outbox_id", "MessageStatus"])
VALUES = st.text(max_size=20) | st.lists(st.text(max_size=9), max_size=2) | st.none()


@given(st.dictionaries(NAMES | st.text(max_size=9), VALUES, max_size=12))
def test_whatever_comes_becomes_an_event_or_a_value_error(form: dict[str, Any]) -> None:
    try:
        event = parse({**HADIR, **form}, NOW)
    except ValueError:
        return
    assert event is None or event.at <= datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
