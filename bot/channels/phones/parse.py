"""What a phone of the demo said becomes an event: pure, on plain dicts."""

from datetime import datetime
from typing import Any

from bot.channels import Raw
from handlers.events import (
    Attachment,
    Blocked,
    Delivered,
    Event,
    Message,
    Moved,
    Spot,
    Tap,
    Text,
    Unblocked,
)

NAME = "phones"
ATTACHMENTS = frozenset({"photo", "sticker", "voice", "unsupported"})
CAMERA = "camera"  # the file of every photo


def parse(raw: Raw, received: datetime) -> Event:
    """Translate what a phone said. Raise ValueError, KeyError or TypeError on nonsense."""
    at, address, kind = _moment(raw["at"]), f"{NAME}:{raw['phone']}", raw["kind"]
    match kind:
        case "delivered" | "read":
            return Delivered(
                at=at,
                outbox_id=int(raw["outbox"]),
                ref=str(raw["message"]),
                received=received,
                read=kind == "read",
            )
        case "blocked":
            return Blocked(at=at, address=address)
        case "unblocked":
            return Unblocked(at=at, address=address)
        case "tap":
            return Tap(at=received, address=address, data=str(raw["data"]))
        case "moved" | "stopped":
            return Moved(
                at=at,
                address=address,
                ref=str(raw["ref"]),
                began=_moment(raw["began"]),
                live_seconds=int(raw["seconds"]) if kind == "moved" else None,
                **_reading(raw),
            )
    return _message(raw, kind, {"at": at, "address": address, "ref": raw.get("ref", raw["at"])})


def _reading(raw: Raw) -> dict[str, Any]:
    accuracy = raw.get("accuracy")
    return {
        "lat": float(raw["lat"]),
        "lon": float(raw["lon"]),
        "accuracy": None if accuracy is None else float(accuracy),
    }


def _message(raw: Raw, kind: str, facts: dict[str, Any]) -> Message:
    if kind == "text":
        quotes = str(raw.get("quotes") or "")
        return Text(**facts, text=str(raw["text"]), quotes=quotes)
    if kind in {"location", "live"}:
        live = int(raw["seconds"]) if kind == "live" else None
        return Spot(**facts, live_seconds=live, **_reading(raw))
    if kind in ATTACHMENTS:
        file = CAMERA if kind == "photo" else ""
        return Attachment(**facts, kind=kind, caption=str(raw.get("caption", "")), file=file)
    raise ValueError(f"a phone cannot say {kind!r}")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment
