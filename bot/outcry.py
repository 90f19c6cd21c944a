"""What is said once when something fails for long, and once when it is well again."""

import logging
import sqlite3
import time

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from bot import logs
from bot.channels import SendError
from storage.leases import Words

logger = logging.getLogger(__name__)
LOST = (OperationalError, InterfaceError, sqlite3.OperationalError)  # not the words: the memory
MEMORY_FAILS = (SQLAlchemyError, sqlite3.Error, OSError)  # a full disk raises any of them
WELL_AFTER = 5.0  # seconds without a failure; what fails is tried again every second
AGAIN_AFTER = 60.0  # seconds; whoever looks at the end of a log sees that it still fails

TECHNICAL = {"busy", "refused", "uncertain", "unreachable"}  # whose details speak of no person
LONG = 80


class Outcry:
    """One line when the memory begins to fail, one a minute, one when it answers again."""

    def __init__(self) -> None:
        self._began = self._said = self._failed = 0.0

    def fails(self, error: BaseException) -> None:
        """Note a failure."""
        self._failed = time.monotonic()
        if self._began and self._failed - self._said < AGAIN_AFTER:
            return
        self._began, self._said = self._began or self._failed, self._failed
        logger.error("the memory fails: %s", why(error))

    def answers(self) -> None:
        """Note that it answered; it is well when it has not failed for a while."""
        if self._began and (now := time.monotonic()) - self._failed > WELL_AFTER:
            logger.warning("the memory answers again after %.0f s", now - self._began)
            self._began = 0.0


MEMORY = Outcry()  # of this process, whichever of its loops notices


def why(error: BaseException) -> str:
    """Say in one line what a driver, or the system, said."""
    return " ".join(logs.name(getattr(error, "orig", None) or error).split())


def not_taken(row: Words, error: SendError) -> None:
    """Tell the log of the first, second, fourth, eighth time that words were not taken."""
    if row.tries & (row.tries - 1):
        return
    call = {"call": code} if (code := row.blanks.get("code")) else {}
    why = f" ({error.detail[:LONG]})" if error.detail and error.cause in TECHNICAL else ""
    said = "not taken by %s: %s%s, try %d"
    logger.info(said, row.channel, error.cause, why, row.tries, extra=call)
