"""Who may be called at all: every post and unit of the roster, seen and confirmed by a human."""

from handlers.who.chat import jobs, press, show
from handlers.who.confirm import Unknown, confirm, keep, mend
from handlers.who.held import HELD, answer, held
from handlers.who.listing import Seat, Waiting, listing, strangers, waiting

__all__ = [
    "HELD",
    "Seat",
    "Unknown",
    "Waiting",
    "answer",
    "confirm",
    "held",
    "jobs",
    "keep",
    "listing",
    "mend",
    "press",
    "show",
    "strangers",
    "waiting",
]
