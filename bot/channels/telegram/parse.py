"""A raw Telegram update becomes an event: pure, on plain dicts, and no word is understood here."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypedDict

from bot.channels.telegram.fields import moment, whole, words
from bot.channels.telegram.place import moved, reading
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
        at=moment(raw["date"]),
        address=_address(raw["chat"]),
        language=words(_sender(raw).get("language_code")),
    )


def _private(raw: Raw) -> Message:
    head = _head(raw)
    if "text" in raw:
        return Text(**head, text=words(raw["text"]))
    if "location" in raw:
        return Spot(**head, picked="venue" in raw, **reading(raw["location"]))
    if "venue" in raw:
        return Spot(**head, picked=True, **reading(raw["venue"]["location"]))
    kind = next((kind for kind in KINDS if kind in raw), "other")
    file = _largest(raw["photo"]) if kind == "photo" else ""
    return Attachment(**head, kind=kind, caption=words(raw.get("caption")), file=file)


def _edited(raw: Raw, received: datetime) -> Event | None:
    del received
    if _sender(raw).get("is_bot") or raw["chat"]["type"] != "private":
        return None
    head = _head(raw)
    head["at"] = moment(raw.get("edit_date", raw["date"]))
    if "location" in raw:
        return moved(raw, head["at"], head["address"])
    return Edited(**head)


def _tap(raw: Raw, received: datetime) -> Event | None:
    who = raw["from"]
    if who.get("is_bot"):
        return None
    return Tap(
        at=received,
        address=_address(who),
        data=words(raw.get("data")),
        name=_name(who),
        language=words(who.get("language_code")),
        receipt=words(raw["id"]),
    )


def _member(raw: Raw, received: datetime) -> Event | None:
    del received
    if raw["chat"]["type"] != "private":
        return None
    verdict = {"kicked": Blocked, "member": Unblocked}.get(raw["new_chat_member"]["status"])
    return verdict(at=moment(raw["date"]), address=_address(raw["chat"])) if verdict else None


READERS: dict[str, Callable[[Raw, datetime], Event | None]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _tap,
    "my_chat_member": _member,
}


def _head(raw: Raw) -> _Head:
    who = _sender(raw)
    return _Head(
        at=moment(raw["date"]),
        address=_address(raw["chat"]),
        ref=str(whole(raw["message_id"])),
        name=_name(who or raw["chat"]),
        language=words(who.get("language_code")),
        scheduled=bool(raw.get("is_from_offline")),
        forwarded="forward_origin" in raw or "forward_date" in raw,
    )


def _largest(sizes: object) -> str:
    """Name the largest form of a photo; "" for a strange one, which still answers a call."""
    offered = sizes if isinstance(sizes, list) else []
    known = [s for s in offered if isinstance(s, dict) and isinstance(s.get("width"), int)]
    return str(max(known, key=lambda size: int(size["width"]), default={}).get("file_id", ""))


def _sender(raw: Raw) -> Raw:
    return raw.get("from") or {}


def _address(who: Raw) -> str:
    return f"telegram:{whole(who['id'])}"


def _name(who: Raw) -> str:
    parts = (words(who.get(key)).strip() for key in ("first_name", "last_name"))
    return " ".join(part for part in parts if part)
