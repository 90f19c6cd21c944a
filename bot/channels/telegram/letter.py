"""How a finished message looks on Telegram: the two kinds of keyboards."""

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.channels import Outgoing
from bot.channels.pieces import pieces, units

__all__ = ["Markup", "markup", "pieces", "units"]

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


def markup(message: Outgoing) -> Markup | None:
    """Build the buttons of a message; inline ones win, for they hang on the message itself."""
    if message.inline:
        return InlineKeyboardMarkup(
            [
                [InlineKeyboardButton(button.label, callback_data=button.data) for button in row]
                for row in message.inline
            ]
        )
    if message.keyboard:
        return ReplyKeyboardMarkup(
            [[KeyboardButton(button.label) for button in row] for row in message.keyboard],
            resize_keyboard=True,
            is_persistent=True,
        )
    return ReplyKeyboardRemove() if message.clear_keyboard else None
