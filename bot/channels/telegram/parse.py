"""A raw Telegram update becomes an event: pure, on plain dicts, and no word is understood here."""

from collections.abc import Callable
from datetime import UTC, datetime
from math import isfinite
from typing import Any, TypedDict

from handlers.events import (
    Attachment,
    Blocked,
    Edited,
    Elsewhere,
    Event,
    Message,
    Spot,
    Tap,
    Text,
    Unblocked,
)

Raw = dict[str, Any]

# A GIF comes as `animation` and, for old clients, as `document` too: order matters.
KINDS = (
    "photo",
    "voice",
    "video_note",
    "video",
    "animation",
    "document",
    "sticker",
    "contact",
    "audio",
)
# Messages by nobody: Telegram reports an act in their form. Whatever is not listed is taken as
# something that a person sent, so that a new kind of message still answers a call.
SERVICE = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "message_auto_delete_timer_changed",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "successful_payment",
        "refunded_payment",
        "users_shared",
        "chat_shared",
        "connected_website",
        "write_access_allowed",
        "passport_data",
        "proximity_alert_triggered",
        "boost_added",
        "chat_background_set",
        "checklist_tasks_done",
        "checklist_tasks_added",
        "direct_message_price_changed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "giveaway_created",
        "giveaway_completed",
        "paid_message_price_changed",
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "video_chat_participants_invited",
        "gift",
        "unique_gift",
        "chat_owner_left",
        "chat_owner_changed",
        "is_automatic_forward",
    }
)


class _Head(TypedDict):
    at: datetime
    address: str
    ref: str
    name: str
    language: str
    scheduled: bool
    forwarded: bool


def parse(raw: Raw, received: datetime) -> Event | None:
    """Translate one update; None if it is of no interest. Raise ValueError on nonsense."""
    if not isinstance(raw, dict):
        raise ValueError(f"a Telegram update is an object, not {type(raw).__name__}")  # noqa: TRY004
    try:
        for kind, reader in READERS.items():
            if kind in raw:
                return reader(raw[kind], received)
    except (KeyError, TypeError, AttributeError, OverflowError, OSError) as error:
        raise ValueError(f"malformed Telegram update: {error!r}") from error
    return None


def _message(raw: Raw, received: datetime) -> Event | None:
    del received  # a message carries its own time
    if _sender(raw).get("is_bot") or not SERVICE.isdisjoint(raw):
        return None
    if raw["chat"]["type"] == "private":
        return _private(raw)
    return Elsewhere(
        at=_moment(raw["date"]),
        address=_address(raw["chat"]),
        language=_words(_sender(raw).get("language_code")),
    )


def _private(raw: Raw) -> Message:
    head = _head(raw)
    if "text" in raw:
        return Text(**head, text=_words(raw["text"]))
    if "location" in raw:
        return _spot(head, raw["location"])
    if "venue" in raw:
        return _spot(head, raw["venue"]["location"])
    kind = next((kind for kind in KINDS if kind in raw), "other")
    file = _largest(raw["photo"]) if kind == "photo" else ""
    return Attachment(**head, kind=kind, caption=_words(raw.get("caption")), file=file)


def _edited(raw: Raw, received: datetime) -> Event | None:
    del received
    if _sender(raw).get("is_bot") or raw["chat"]["type"] != "private":
        return None
    if "location" in raw:
        return None  # a phone that shares where it is has moved: nobody said anything
    head = _head(raw)
    head["at"] = _moment(raw.get("edit_date", raw["date"]))
    return Edited(**head)


def _tap(raw: Raw, received: datetime) -> Event | None:
    who = raw["from"]
    if who.get("is_bot"):
        return None
    return Tap(
        at=received,
        address=_address(who),
        data=_words(raw.get("data")),
        name=_name(who),
        language=_words(who.get("language_code")),
        receipt=_words(raw["id"]),
    )


def _member(raw: Raw, received: datetime) -> Event | None:
    del received
    if raw["chat"]["type"] != "private":
        return None
    verdict = {"kicked": Blocked, "member": Unblocked}.get(raw["new_chat_member"]["status"])
    return verdict(at=_moment(raw["date"]), address=_address(raw["chat"])) if verdict else None


READERS: dict[str, Callable[[Raw, datetime], Event | None]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _tap,
    "my_chat_member": _member,
}


def _head(raw: Raw) -> _Head:
    who = _sender(raw)
    return _Head(
        at=_moment(raw["date"]),
        address=_address(raw["chat"]),
        ref=str(_whole(raw["message_id"])),
        name=_name(who or raw["chat"]),
        language=_words(who.get("language_code")),
        scheduled=bool(raw.get("is_from_offline")),
        forwarded="forward_origin" in raw or "forward_date" in raw,
    )


def _spot(head: _Head, place: Raw) -> Spot:
    lat, lon = _number(place["latitude"]), _number(place["longitude"])
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004 - the globe
        raise ValueError(f"no place on the globe: {lat}, {lon}")
    accuracy, live = place.get("horizontal_accuracy"), place.get("live_period")
    return Spot(
        **head,
        lat=lat,
        lon=lon,
        accuracy=None if accuracy is None else _number(accuracy),
        live_seconds=None if live is None else _whole(live),
    )


def _largest(sizes: object) -> str:
    """Name the largest form of a photo; "" for a strange one, which still answers a call."""
    offered = sizes if isinstance(sizes, list) else []
    known = [s for s in offered if isinstance(s, dict) and isinstance(s.get("width"), int)]
    return str(max(known, key=lambda size: int(size["width"]), default={}).get("file_id", ""))


def _sender(raw: Raw) -> Raw:
    return raw.get("from") or {}


def _address(who: Raw) -> str:
    return f"telegram:{_whole(who['id'])}"


def _name(who: Raw) -> str:
    parts = (_words(who.get(key)).strip() for key in ("first_name", "last_name"))
    return " ".join(part for part in parts if part)


def _words(value: object) -> str:
    """Text that every database takes: without NUL and without half a surrogate pair."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"expected text, got {type(value).__name__}")  # noqa: TRY004
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"expected a whole number, got {value!r}")  # noqa: TRY004
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        raise ValueError(f"expected a number, got {value!r}")
    return float(value)


def _moment(value: object) -> datetime:
    seconds = _whole(value)
    if seconds <= 0:
        raise ValueError("a message without a date")
    return datetime.fromtimestamp(seconds, UTC)
