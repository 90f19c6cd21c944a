"""When we could not be sure to hear, and the signs of life from which that follows."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, update
from sqlmodel import Session, col, select

from storage import ahead
from storage.once import insert_once
from storage.rows import Beat, Outage

AHEAD = timedelta(hours=1)
_SINCE = select(Outage.channel, Outage.unit, Outage.since, Outage.until)
_SINCE = _SINCE.where(Outage.until >= bindparam("since"))
_LATER = update(Beat).where(col(Beat.name) == bindparam("who"), col(Beat.at) < bindparam("when"))
_LATER = _LATER.values(at=bindparam("when"))


def add(db: Session, row: Outage) -> Outage:
    """Keep an interval."""
    db.add(row)
    db.flush()
    ahead.known(db).outages_since = None
    return row


def touching(
    db: Session, channels: Collection[str], since: datetime, until: datetime, unit: str = ""
) -> bool:
    """Tell whether an outage of one of these channels, or of all, touches an interval.

    One that was declared for a unit touches only those who work in it.
    """
    names = {"", *channels}
    return any(
        since <= end and start <= until and channel in names and covers(where, unit)
        for channel, where, start, end in _since(db, since)
    )


def covers(outage_unit: str, unit: str) -> bool:
    """Tell whether an outage of a unit ("" for the office) reaches a unit of the tree."""
    return not outage_unit or f"{unit} / ".startswith(f"{outage_unit} / ")


def _since(db: Session, moment: datetime) -> Sequence[ahead.Interval]:
    """List what ended after a moment; asked once for all the calls of a transaction."""
    read = ahead.known(db)
    if read.outages_since is None or moment < read.outages_since:
        read.outages_since = moment - AHEAD
        with db.no_autoflush:  # what was changed meanwhile is written with all the rest
            asked = db.execute(_SINCE, {"since": read.outages_since})
        read.outages = [(row.channel, row.unit, row.since, row.until) for row in asked]
    return read.outages


def between(db: Session, since: datetime, until: datetime) -> list[Outage]:
    """List the outages that touch an interval."""
    query = select(Outage).where(Outage.since <= until, Outage.until >= since)
    return list(db.exec(query.order_by(col(Outage.since))))


def beat(db: Session, name: str, at: datetime) -> None:
    """Record a sign of life; it never goes back."""
    # no lock if there is nothing new
    written = cast(CursorResult[Any], db.execute(_LATER, {"who": name, "when": at}))
    if not written.rowcount and db.get(Beat, name) is None:
        insert_once(db, "beat", name=name, at=at)


def last_beat(db: Session, name: str) -> datetime | None:
    """Tell the last sign of life."""
    row = db.get(Beat, name)
    return row.at if row else None


def beats(db: Session) -> dict[str, datetime]:
    """Give the last signs of life by name."""
    return {row.name: row.at for row in db.exec(select(Beat))}
