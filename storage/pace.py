"""How fast a channel's token may speak, counted for all processes that speak with it."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlmodel import Session, SQLModel, select

from storage.notify import notify
from storage.once import insert_once
from storage.rows import Pace

_PACE = SQLModel.metadata.tables["pace"]
_OURS = _PACE.c.channel == bindparam("of")
_LOCKED = select(_PACE.c.next_at).where(_OURS).with_for_update()
_BOOKED = update(_PACE).where(_OURS).values(next_at=bindparam("next"))


def room(db: Session, channel: str, now: datetime, gap: timedelta, within: timedelta) -> int:
    """Tell how many messages may begin within a span from now; nobody else may book meanwhile.

    None while half of the span is booked: to lease one word costs as much as to lease many.
    """
    wait = max(timedelta(), _next_at(db, channel, now) - now)
    return max(0, int((within - wait) / gap)) if wait <= within / 2 else 0


def book(db: Session, channel: str, now: datetime, gap: timedelta, count: int) -> list[datetime]:
    """Book the next moments to speak at, evenly spaced: no burst that a platform would punish."""
    first = max(now, _next_at(db, channel, now))
    if count:
        _set_next_at(db, channel, first + count * gap)
    return [first + number * gap for number in range(count)]


def halt(db: Session, channel: str, now: datetime, until: datetime) -> None:
    """Keep quiet until a moment: the platform asked for it (429). Who has booked hears of it."""
    _set_next_at(db, channel, max(_next_at(db, channel, now), until))
    row = db.get_one(Pace, channel)
    row.halted_until = max(row.halted_until or until, until)
    notify(db, "halt")


def halts(db: Session) -> dict[str, datetime]:
    """Tell until when each channel was last asked to keep quiet."""
    rows = db.exec(select(Pace.channel, Pace.halted_until))
    return {channel: until for channel, until in rows if until}


def _next_at(db: Session, channel: str, now: datetime) -> datetime:
    """Give a channel's next free moment, and keep it to ourselves until the transaction ends."""
    held: dict[str, datetime] = db.info.setdefault("pace", {})
    if channel not in held:
        held[channel] = _locked(db, channel) or _first(db, channel, now)
    return held[channel]


def _set_next_at(db: Session, channel: str, moment: datetime) -> None:
    db.execute(_BOOKED, {"of": channel, "next": moment})
    db.info["pace"][channel] = moment


def _locked(db: Session, channel: str) -> datetime | None:
    return db.execute(_LOCKED, {"of": channel}).scalar()


def _first(db: Session, channel: str, now: datetime) -> datetime:
    insert_once(db, "pace", channel=channel, next_at=now)
    found = _locked(db, channel)
    assert found, "it was written just now, by us or by somebody else"
    return found
