"""A webhook's form becomes an event: pure, on plain dicts, and no word is understood here."""

import re
from datetime import datetime
from math import isfinite
from typing import Any, TypedDict

from bot.channels.whatsapp.errors import CAUSES
from handlers.events import Attachment, Delivered, Event, Failed, Sent, Spot, Tap, Text

Raw = dict[str, Any]

OUTBOX = "outbox_id"  # in the raw form of a status: what our status_callback was asked with
RECOVERED = "recovered"  # in a raw form that no webhook brought: Twilio was asked for it
CREATED = "date_created"
WRITTEN = "written_at"  # in a raw message that a webhook brought: when, as far as we know
UNLISTED = ("ButtonPayload", "ListId", "Latitude")  # what Twilio's list does not tell of a message
ADDRESS = re.compile(r"whatsapp:(?P<name>\+[1-9]\d{6,14}|[A-Z]{2}\.(ENT\.)?\w+)", re.ASCII)
ID = re.compile(r"[0-9]{1,18}", re.ASCII)
UNDER_WAY = {"accepted", "scheduled", "queued", "sending", "sent"}
ARRIVED = {"delivered", "read"}
LOST = {"undelivered", "failed", "canceled"}
UNNAMED = "?"  # any file may be one of several: WhatsApp does not tell
KINDS = {"image": "photo", "audio": "voice", "video": "video"}
CARDS = {"text/vcard", "text/x-vcard"}


class _Head(TypedDict):
    at: datetime
    address: str
    alias: str
    phone: str
    ref: str
    quotes: str
    name: str
    forwarded: bool


def parse(raw: Raw, received: datetime) -> Event | None:
    """Translate one form; None if it is of no interest. Raise ValueError on nonsense."""
    if not isinstance(raw, dict):
        raise ValueError(f"a form is an object, not {type(raw).__name__}")  # noqa: TRY004
    return _status(raw, received) if OUTBOX in raw else _message(raw, received)


def words(raw: Raw, name: str) -> str:
    """Give a parameter as text that every database takes; "" for none.

    Of one that came twice with different values, any is as genuine as the other.
    """
    value = raw.get(name)
    value = value[0] if isinstance(value, list) and value else value
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name}: expected text, got {type(value).__name__}")  # noqa: TRY004
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _message(raw: Raw, received: datetime) -> Event | None:
    sender = words(raw, "From")
    if not sender.startswith("whatsapp:"):
        return None  # an SMS to the same number
    if not ADDRESS.fullmatch(sender):
        raise ValueError("From is no address")
    head, payload = _head(raw, sender, _moment(raw, received)), pressed(raw)
    if ":" in payload:
        return Tap(
            at=head["at"],
            address=head["address"],
            alias=head["alias"],
            phone=head["phone"],
            name=head["name"],
            data=payload,
            ref=head["ref"],
            text=_label(raw),
        )
    return _said(raw, head, payload)


def pressed(raw: Raw) -> str:
    """Give the data of the button or of the item of a list that was chosen; "" for none."""
    return words(raw, "ButtonPayload") or words(raw, "ListId")


def _label(raw: Raw) -> str:
    return words(raw, "ButtonText") or words(raw, "ListTitle") or words(raw, "Body")


def _said(raw: Raw, head: _Head, payload: str) -> Event:
    if place := _place(raw):
        is_picked = bool(words(raw, "Label") or words(raw, "Address"))
        return Spot(**head, lat=place[0], lon=place[1], picked=is_picked)
    body = words(raw, "Body")
    if payload:
        return Text(**head, text=_label(raw))
    if _count(raw) > 0:
        file = words(raw, "MediaUrl0")
        return Attachment(**head, kind=_kind(raw), caption=body, file=file, album=UNNAMED)
    if body:
        return Text(**head, text=body)
    return Attachment(**head, kind="unsupported")


def _head(raw: Raw, sender: str, at: datetime) -> _Head:
    alias = words(raw, "ExternalUserId")
    known = alias != sender and ADDRESS.fullmatch(alias)
    number = sender.removeprefix("whatsapp:")
    flags = (words(raw, name).lower() for name in ("Forwarded", "FrequentlyForwarded"))
    return _Head(
        at=at,
        address=sender,
        alias=alias if known else "",
        phone=number if number.startswith("+") else "",
        ref=words(raw, "MessageSid"),
        quotes=words(raw, "OriginalRepliedMessageSid"),
        name=words(raw, "ProfileName"),
        forwarded="true" in flags,
    )


def _moment(raw: Raw, received: datetime) -> datetime:
    """Date a message by what was found when it came: a form itself has no time."""
    written = words(raw, CREATED if raw.get(RECOVERED) else WRITTEN)
    if raw.get(RECOVERED) and not written:
        raise ValueError("a message of the list without a date")  # it may have been in time
    moment = datetime.fromisoformat(written) if written else received
    if moment.tzinfo is None:
        raise ValueError("a date without a zone")
    return min(moment, received)


def _place(raw: Raw) -> tuple[float, float] | None:
    """Read a pin; one that cannot be read is still something that the person sent."""
    try:
        lat, lon = float(words(raw, "Latitude")), float(words(raw, "Longitude"))
    except ValueError:
        return None
    on_globe = isfinite(lat) and isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180  # noqa: PLR2004
    return (lat, lon) if on_globe else None


def _count(raw: Raw) -> int:
    count = words(raw, "NumMedia").strip()
    return int(count) if ID.fullmatch(count) else 0


def _kind(raw: Raw) -> str:
    if words(raw, "MessageType").lower() == "sticker":
        return "sticker"
    content = words(raw, "MediaContentType0").partition(";")[0].strip().lower()
    if content in CARDS:
        return "contact"
    return KINDS.get(content.partition("/")[0], "document")


def _status(raw: Raw, received: datetime) -> Event | None:
    number, ref = words(raw, OUTBOX), words(raw, "MessageSid")
    if not ID.fullmatch(number) or not ref:
        return None
    outbox_id, status = int(number), words(raw, "MessageStatus").lower()
    if status in UNDER_WAY:
        return Sent(at=received, outbox_id=outbox_id, ref=ref, received=received)
    if status in ARRIVED:
        return Delivered(
            at=received,
            outbox_id=outbox_id,
            ref=ref,
            received=received,
            read=status == "read",
            asked=bool(raw.get(RECOVERED)),
        )
    return _failed(raw, received, outbox_id) if status in LOST else None


def _failed(raw: Raw, received: datetime, outbox_id: int) -> Failed:
    code = words(raw, "ErrorCode").strip()
    cause = CAUSES.get(int(code), "undelivered") if ID.fullmatch(code) else "undelivered"
    detail = f"{words(raw, 'MessageStatus')} {code}".strip()
    return Failed(at=received, outbox_id=outbox_id, cause=cause, detail=detail)
