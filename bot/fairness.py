"""Fairness: a flood of one, or of strangers, waits behind what everybody else writes."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from storage import accounts
from storage.inbox import EXCESS, FIRST, STRANGERS

BURST, PER_SECOND = 20.0, 2.0  # updates of one sender: a hand with an album, and a quick one
REMEMBERED = 50_000  # senders


class Fairness:
    """Tells whose updates go first: people we know, each with as many as a person writes."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def ranks(self, db: Session, senders: Sequence[str], now: datetime) -> list[int]:
        """Give the rank of each update, by its sender; "" is the platform itself."""
        known = accounts.known(db, {sender for sender in senders if sender})
        return [self._rank(sender, known, now) for sender in senders]

    def _rank(self, sender: str, known: set[str], now: datetime) -> int:
        if not sender:
            return FIRST
        if sender not in known:
            return STRANGERS
        return FIRST if self._takes(sender, now) else EXCESS

    def _takes(self, sender: str, now: datetime) -> bool:
        left, at = self._left.pop(sender, (BURST, now))
        left = min(BURST, left + PER_SECOND * max(0.0, (now - at).total_seconds()))
        takes = left >= 1
        self._left[sender] = (left - 1 if takes else left, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return takes
