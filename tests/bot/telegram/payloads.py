"""Raw updates as Telegram sends them, to be changed by a test."""

from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
SENT = datetime(2026, 4, 10, 2, 59, 30, tzinfo=UTC)
STAMP = int(SENT.timestamp())
ANA = {
    "id": 42,
    "is_bot": False,
    "first_name": "Ana",
    "last_name": "Sari",
    "username": "ana",
    "language_code": "id",
}
CHAT = {"id": 42, "first_name": "Ana", "last_name": "Sari", "username": "ana", "type": "private"}
GROUP = {"id": -1001234567890, "title": "Grup Dinas", "type": "supergroup"}
HEAD: dict[str, Any] = {
    "at": SENT,
    "address": "telegram:42",
    "ref": "7",
    "name": "Ana Sari",
    "language": "id",
}
PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 90, "height": 90}]
FILE = {"file_id": "a", "file_unique_id": "b"}
PIN = {"latitude": -2.9761, "longitude": 104.7754}


def message(**parts: Any) -> dict[str, Any]:
    return {"message_id": 7, "from": ANA, "chat": CHAT, "date": STAMP, **parts}


def update(kind: str, payload: Any) -> dict[str, Any]:
    return {"update_id": 900, kind: payload}
