"""The number of a civil servant: 18 digits that hold dates and sex, and no check digit."""

import re
from datetime import date

DIGITS = 18
YOUNGEST = 15  # years from birth to appointment
MONTHS = 12
FIRST_CONTRACT = 21  # PPPK: digits 13-14 hold a contract code instead of a month


class NipError(ValueError):
    """A number that cannot be right; `key` names the part: length, birth, kind, sex, ..."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def parse(text: str, today: date) -> str:
    """Normalise a NIP or NI PPPK to its 18 digits; raises NipError (Perka BKN 22/2007)."""
    nip = re.sub(r"[\s.\-]+", "", text)
    if len(nip) != DIGITS or not (nip.isascii() and nip.isdigit()):
        raise NipError("length")
    year = _birth(nip).year
    if not year + YOUNGEST <= int(nip[8:12]) <= today.year:
        raise NipError("appointment")
    if not 1 <= int(nip[12:14]) <= MONTHS and int(nip[12:14]) < FIRST_CONTRACT:
        raise NipError("kind")
    if nip[14] not in "12":
        raise NipError("sex")
    if nip[15:] == "000":
        raise NipError("sequence")
    return nip


def kind(nip: str) -> str:
    """Tell a PNS from a PPPK by digits 13 and 14 of a parsed number."""
    return "PNS" if int(nip[12:14]) <= MONTHS else "PPPK"


def spaced(nip: str) -> str:
    """Write a parsed number as people do: 19860926 201505 1 001."""
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"


def last4(nip: str) -> str:
    """Give all of the number that a list may show: the rest holds the date of birth."""
    return nip[-4:]


def _birth(nip: str) -> date:
    try:
        return date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        raise NipError("birth") from None
