"""What stands still in our own program: since when, and whether it has ended.

A stall that stands and one that has ended are rows of `Done`: each is begun, and ended, once,
whoever noticed it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from storage import jobs
from storage.rows import Done

STANDS, ENDED = "stall", "stall_ended"


@dataclass(frozen=True, slots=True)
class Stall:
    """What stood still, from when until when; None: it still does."""

    what: str
    since: datetime
    until: datetime | None = None


def standing(db: Session) -> dict[str, datetime]:
    """Tell what stands still now, and since when."""
    return {row.slot: row.at for row in db.exec(select(Done).where(Done.job == STANDS))}


def begin(db: Session, what: str, since: datetime) -> bool:
    """Note that something stands still; False if that is known."""
    return jobs.claim(db, STANDS, what, since)


def end(db: Session, stall: Stall, on: date, until: datetime) -> bool:
    """Note that it goes again, under the date; False if that is known."""
    row = db.get(Done, (STANDS, stall.what))
    if row:
        db.delete(row)
    return jobs.claim(db, ENDED, f"{on} {stall.what} {stall.since.isoformat()}", until)


def ended(db: Session, on: date) -> list[Stall]:
    """List what stood still and ended on a date."""
    query = select(Done).where(Done.job == ENDED, col(Done.slot).startswith(f"{on} "))
    return [_read(row) for row in db.exec(query.order_by(col(Done.at)))]


def _read(row: Done) -> Stall:
    _, what, since = row.slot.split(" ")
    return Stall(what, datetime.fromisoformat(since), row.at)
