"""What stands still in our own program: since when, and whether it has ended.

A stall that stands and one that has ended are rows of `Done`: each is begun, and ended, once,
whoever noticed it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage import ahead, jobs
from storage.jobs import STANDS
from storage.rows import Done

ENDED = "stall_ended"
PAUSED = "paused."  # before the name of a channel over which nobody is called


@dataclass(frozen=True, slots=True)
class Stall:
    """What stood still, from when until when; None: it still does."""

    what: str
    since: datetime
    until: datetime | None = None


def standing(db: Session) -> dict[str, datetime]:
    """Tell what stands still now, and since when."""
    found = _once(db, STANDS, date.min, lambda: select(Done).where(Done.job == STANDS))
    return {row.slot: row.at for row in found}


def paused(db: Session) -> Collection[str]:
    """Name the channels over which nobody is called now; asked once a transaction."""
    read = ahead.known(db).days
    if (PAUSED, date.min) not in read:
        found = [what.removeprefix(PAUSED) for what in standing(db) if what.startswith(PAUSED)]
        read[PAUSED, date.min] = dict(enumerate(found))
    return read[PAUSED, date.min].values()


def begin(db: Session, what: str, since: datetime) -> bool:
    """Note that something stands still; False if that is known."""
    _forget(db)
    return jobs.claim(db, STANDS, what, since)


def end(db: Session, stall: Stall, on: date, until: datetime) -> bool:
    """Note that it goes again, under the date; False if that is known."""
    _forget(db)
    row = db.get(Done, (STANDS, stall.what))
    if row:
        db.delete(row)
    return jobs.claim(db, ENDED, f"{on} {stall.what} {stall.since.isoformat()}", until)


def ended(db: Session, on: date) -> list[Stall]:
    """List what stood still and ended on a date."""
    return [_read(row) for row in _once(db, ENDED, on, lambda: _ended_on(on))]


def _forget(db: Session) -> None:
    for what in (STANDS, PAUSED):
        ahead.known(db).days.pop((what, date.min), None)


def _ended_on(on: date) -> SelectOfScalar[Done]:
    query = select(Done).where(Done.job == ENDED, col(Done.slot).startswith(f"{on} "))
    return query.order_by(col(Done.at))


def _once(
    db: Session, what: str, on: date, query: Callable[[], SelectOfScalar[Done]]
) -> Collection[Done]:
    """Ask once for all readers of a digest."""
    read = ahead.known(db)
    if not read.bulk:
        return list(db.exec(query()))
    if (what, on) not in read.days:
        read.days[what, on] = dict(enumerate(db.exec(query())))
    return read.days[what, on].values()


def _read(row: Done) -> Stall:
    _, what, since = row.slot.split(" ")
    return Stall(what, datetime.fromisoformat(since), row.at)
