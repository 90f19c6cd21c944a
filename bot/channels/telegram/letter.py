"""How a finished message looks on Telegram: the two kinds of keyboards."""

from typing import Any

from bot.channels import Outgoing
from bot.channels.pieces import pieces, units

__all__ = ["METHODS", "Markup", "markup", "pieces", "shown", "units"]

Markup = dict[str, Any]
MAX_CAPTION = 1024
METHODS = {  # of the kinds of attachments that can be shown again by their file
    "photo": "sendPhoto",
    "voice": "sendVoice",
    "video": "sendVideo",
    "video_note": "sendVideoNote",
    "audio": "sendAudio",
    "document": "sendDocument",
}


def markup(message: Outgoing) -> Markup | None:
    """Give the `reply_markup` of a message; inline buttons win, for they hang on the message."""
    if message.inline:
        rows = [
            [{"text": b.label, "callback_data": b.data} for b in row] for row in message.inline
        ]
        return {"inline_keyboard": rows}
    if message.keyboard:
        rows = [[{"text": button.label} for button in row] for row in message.keyboard]
        return {"keyboard": rows, "resize_keyboard": True, "is_persistent": True}
    return {"remove_keyboard": True} if message.clear_keyboard else None


def shown(message: Outgoing) -> dict[str, object]:
    """Give what shows a file that was sent to us again, under our words where it can have any."""
    kind, file = message.media
    sent: dict[str, object] = {kind: file}
    return sent | ({} if kind == "video_note" else {"caption": message.text[:MAX_CAPTION]})
