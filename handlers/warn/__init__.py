"""What follows a late or missed call: a question, a card to a human, and his decision."""

from handlers.rules.process import CHOICES
from handlers.warn.card import card, show_card, show_late_cards, show_silences
from handlers.warn.case import open_case, reason_choices, withdraw
from handlers.warn.decide import bring_back, decide, hold_back, is_untold, press, waiting
from handlers.warn.evidence import show_button
from handlers.warn.superior import decider
from handlers.warn.tell import events, settle
from handlers.warn.undecided import jobs

__all__ = [
    "CHOICES",
    "bring_back",
    "card",
    "decide",
    "decider",
    "events",
    "hold_back",
    "is_untold",
    "jobs",
    "open_case",
    "press",
    "reason_choices",
    "settle",
    "show_button",
    "show_card",
    "show_late_cards",
    "show_silences",
    "waiting",
    "withdraw",
]
