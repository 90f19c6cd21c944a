"""The roster: rows of text become people, or a list of all that is wrong with them."""

from handlers.roster.cells import FORMULA
from handlers.roster.keep import Summary, apply, seats
from handlers.roster.parse import parse
from handlers.roster.read import read
from handlers.roster.values import (
    COLUMNS,
    REQUIRED,
    Entry,
    Fault,
    Line,
    Reading,
    Roster,
    Seat,
    Sheet,
    Terms,
)

__all__ = [
    "COLUMNS",
    "FORMULA",
    "REQUIRED",
    "Entry",
    "Fault",
    "Line",
    "Reading",
    "Roster",
    "Seat",
    "Sheet",
    "Summary",
    "Terms",
    "apply",
    "parse",
    "read",
    "seats",
]
