"""How fast a channel's token may speak, counted for all processes that speak with it."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from storage.notify import notify
from storage.once import insert_once
from storage.rows import Pace


def room(db: Session, channel: str, now: datetime, gap: timedelta, within: timedelta) -> int:
    """Tell how many messages may begin within a span from now; nobody else may book meanwhile.

    None while half of the span is booked: to lease one word costs as much as to lease many.
    """
    wait = max(timedelta(), _row(db, channel, now).next_at - now)
    return max(0, int((within - wait) / gap)) if wait <= within / 2 else 0


def book(db: Session, channel: str, now: datetime, gap: timedelta, count: int) -> list[datetime]:
    """Book the next moments to speak at, evenly spaced: no burst that a platform would punish."""
    row = _row(db, channel, now)
    first = max(now, row.next_at)
    row.next_at = first + count * gap
    db.add(row)
    return [first + number * gap for number in range(count)]


def halt(db: Session, channel: str, now: datetime, until: datetime) -> None:
    """Keep quiet until a moment: the platform asked for it (429). Who has booked hears of it."""
    row = _row(db, channel, now)
    row.next_at = max(row.next_at, until)
    row.halted_until = max(row.halted_until or until, until)
    db.add(row)
    notify(db, "halt")


def halts(db: Session) -> dict[str, datetime]:
    """Tell until when each channel was last asked to keep quiet."""
    rows = db.exec(select(Pace.channel, Pace.halted_until))
    return {channel: until for channel, until in rows if until}


def _row(db: Session, channel: str, now: datetime) -> Pace:
    """Give a channel's row, and keep it to ourselves until the transaction ends."""
    held: dict[str, Pace] = db.info.setdefault("pace", {})
    if channel not in held:
        held[channel] = _locked(db, channel) or _first(db, channel, now)
    return held[channel]


def _locked(db: Session, channel: str) -> Pace | None:
    return db.exec(select(Pace).where(Pace.channel == channel).with_for_update()).first()


def _first(db: Session, channel: str, now: datetime) -> Pace:
    insert_once(db, "pace", channel=channel, next_at=now)
    found = _locked(db, channel)
    assert found, "it was written just now, by us or by somebody else"
    return found
