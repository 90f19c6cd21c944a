"""Keyboards as the real server reads them: what it refuses is refused here."""

from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram.world import ApiError


@dataclass(frozen=True)
class Buttons:
    inline: tuple[tuple[tuple[str, str], ...], ...] = ()
    keyboard: tuple[tuple[str, ...], ...] = ()
    removes: bool = False


def read(markup: Any) -> Buttons:
    if markup is None or markup == "":
        return Buttons()
    if not isinstance(markup, dict):
        raise ApiError(400, "Bad Request: object expected as reply markup")
    if "inline_keyboard" in markup:
        return Buttons(
            inline=tuple(tuple(map(_press, row)) for row in _rows(markup["inline_keyboard"]))
        )
    if "keyboard" in markup:
        return Buttons(
            keyboard=tuple(tuple(map(_label, row)) for row in _rows(markup["keyboard"]))
        )
    return Buttons(removes=markup.get("remove_keyboard") is True)


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ApiError(400, "Bad Request: field of the keyboard must be an Array of Arrays")
    return rows


def _label(button: Any) -> str:
    label = button.get("text") if isinstance(button, dict) else button
    if not isinstance(label, str) or not label.strip():
        raise ApiError(400, "Bad Request: keyboard button text must be non-empty")
    return label


def _press(button: Any) -> tuple[str, str]:
    label = _label(button)
    if not isinstance(button, dict):
        raise ApiError(400, "Bad Request: inline keyboard button must be an object")
    data = button.get("callback_data")
    if data is None and button.get("url"):
        return label, ""
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= 64:
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    return label, data
