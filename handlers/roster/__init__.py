"""The roster: rows of text become people, or a list of all that is wrong with them."""

from handlers.roster.keep import Summary, apply, seats
from handlers.roster.parse import parse
from handlers.roster.values import (
    COLUMNS,
    REQUIRED,
    Entry,
    Fault,
    Line,
    Reading,
    Roster,
    Seat,
    Terms,
)

__all__ = [
    "COLUMNS",
    "REQUIRED",
    "Entry",
    "Fault",
    "Line",
    "Reading",
    "Roster",
    "Seat",
    "Summary",
    "Terms",
    "apply",
    "parse",
    "seats",
]
