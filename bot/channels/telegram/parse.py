"""A raw Telegram update becomes an event: pure, on plain dicts, and no word is understood here."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypedDict

from bot.channels.telegram.fields import moment, whole, words
from bot.channels.telegram.place import moved, reading
from bot.channels.telegram.service import SERVICE
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
SHOWN_AGAIN = {"voice", "video_note", "video", "document", "audio"}  # by its file; and a photo


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


def sender(raw: Raw) -> str:
    """Give the chat (or who pressed) that an update came from; "" for what has neither."""
    about: Raw = next((raw[kind] for kind in READERS if kind in raw), {})
    who = about.get("chat") or about.get("from")
    return _address(who) if who else ""


def _message(raw: Raw, received: datetime) -> Event | None:
    del received  # a message carries its own time
    if _sender(raw).get("is_bot") or not SERVICE.isdisjoint(raw):
        return None
    if raw["chat"]["type"] == "private":
        return _private(raw)
    return _elsewhere(raw)


def _elsewhere(raw: Raw) -> Elsewhere:
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
    file = _largest(raw["photo"]) if kind == "photo" else _file(raw, kind)
    caption, album = words(raw.get("caption")), words(raw.get("media_group_id"))
    return Attachment(**head, kind=kind, caption=caption, file=file, album=album)


def _edited(raw: Raw, received: datetime) -> Event | None:
    del received
    if _sender(raw).get("is_bot") or raw["chat"]["type"] != "private":
        return None
    head = _head(raw)
    head["at"] = moment(raw.get("edit_date", raw["date"]))
    if "location" in raw:
        return moved(raw, head["at"], head["address"])
    text = words(raw.get("text") or raw.get("caption"))
    return Edited(**head, began=moment(raw["date"]), text=text)


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
        came = raw["new_chat_member"]["status"] in {"member", "administrator"}
        return _elsewhere(raw) if came else None
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


def _file(raw: Raw, kind: str) -> str:
    """Name the file of a voice note, a document, ...; "" for a strange one, or for none."""
    sent = raw.get(kind) if kind in SHOWN_AGAIN else None
    file = sent.get("file_id") if isinstance(sent, dict) else ""
    return words(file) if isinstance(file, str) else ""


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
