"""Who may be written to: where a session ends a day after a person's last message."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session

from bot.channels import Limits
from handlers.events import Failed
from handlers.traits import Traits
from storage import sessions
from storage.leases import Words

DAY = timedelta(hours=24)
PLATFORM_PAUSE = timedelta(hours=1)  # after the platform itself said that these are too many


class Line(Protocol):
    """What must be known of a channel here."""

    @property
    def name(self) -> str: ...
    @property
    def traits(self) -> Traits: ...
    @property
    def limits(self) -> Limits: ...
    def opens_with(self, key: str, language: str) -> bool: ...


def admit(
    db: Session, channel: Line, rows: Sequence[Words], now: datetime
) -> tuple[list[Words], list[Failed]]:
    """Part words into those that may go and those that may not, and why.

    Words to somebody whose session is over need a template, and count against the number of
    people a day; both are decided here, with the rows, so that any number of senders agree.
    """
    length = channel.traits.session
    if length is None or not rows:
        return list(rows), []
    heard = sessions.heard_since(db, [row.address for row in rows], now - length)
    opened = sessions.opened_since(db, channel.name, now - DAY)
    refused = sessions.refused_since(db, channel.name, now - PLATFORM_PAUSE)
    going, failing = [], []
    for row in rows:
        cause = "" if row.address in heard else _obstacle(channel, row, opened, refused=refused)
        if cause:
            failing.append(Failed(at=now, outbox_id=row.id, cause=cause))
            continue
        if row.address not in heard:
            row.opened_at = now
            opened.add(row.address)
        going.append(row)
    return going, failing


def _obstacle(channel: Line, row: Words, opened: set[str], *, refused: bool) -> str:
    if not channel.opens_with(row.key, row.language):
        return "no_session"
    most = channel.limits.people_per_day
    if refused or (most is not None and row.address not in opened and len(opened) >= most):
        return "rate_limited"
    return ""
