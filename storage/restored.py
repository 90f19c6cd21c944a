"""What a restore has lost: numbers that cards of the lost memory bear, and codes of its calls."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select

from storage import ahead
from storage.once import insert_once
from storage.rows import Done

LOST = "lost"  # numbers of a table
AGAIN = "again"  # a day whose calls are counted from a higher number on
DAY = timedelta(days=1)


def remember(db: Session, now: datetime, lost: Mapping[str, Sequence[int]]) -> None:
    """Keep what the lost memory may have given out; it is given to nobody else."""
    for table, (first, last) in lost.items():
        insert_once(db, "done", job=LOST, slot=f"{table} {first} {last}", at=now)
    for day in (now - DAY, now, now + DAY):  # it may be another day where people are
        since = datetime.combine(day.date() - DAY, time(), UTC)
        minutes = int((now - since).total_seconds()) // 60  # later restores count from higher on
        insert_once(db, "done", job=AGAIN, slot=f"{day.date()} {minutes}", at=now)


def is_lost(db: Session, table: str, number: int) -> bool:
    """Tell whether a number is one that only a lost memory can have given."""
    query = select(Done.slot).where(Done.job == LOST, col(Done.slot).startswith(f"{table} "))
    spans = [slot.split() for slot in db.exec(query)]
    return any(int(first) <= number <= int(last) for _, first, last in spans)


def since(db: Session, moment: datetime) -> bool:
    """Tell whether the memory has been restored since a moment."""
    query = select(Done.slot).where(Done.job == LOST, col(Done.at) >= moment).limit(1)
    return db.exec(query).first() is not None


def counted_before(db: Session, on: date) -> int:
    """Tell after which number the calls of a day are counted."""
    read = ahead.known(db).days
    if (AGAIN, on) not in read:
        query = select(Done.slot).where(Done.job == AGAIN, col(Done.slot).startswith(f"{on} "))
        highest = max((int(slot.split()[1]) for slot in db.exec(query)), default=0)
        read[AGAIN, on] = {0: highest}
    return int(read[AGAIN, on][0])
