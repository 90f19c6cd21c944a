"""The daily jobs that have run: once, whoever ran them.

Of a job that is done in parts each part is a row, until the last one leaves a row for all.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage import restored
from storage.once import insert_once
from storage.rows import Done

PART = "part"
STANDS = "stall"  # see storage/stalls.py
GROUP = "group"  # one that has heard its one sentence
KEPT = (STANDS, GROUP, restored.LOST)


def done_on(db: Session, on: date, names: Collection[str]) -> set[tuple[str, str]]:
    """Give those of some jobs that have been taken on a day, and parts, each with its slot."""
    query = select(Done.job, Done.slot).where(
        col(Done.job).in_([PART, *names]), col(Done.slot).startswith(f"{on}")
    )
    return set(db.exec(query))


def claim(db: Session, job: str, slot: str, now: datetime) -> bool:
    """Take a daily job; False if it has been taken before."""
    if db.get(Done, (job, slot)):
        return False
    return insert_once(db, "done", job=job, slot=slot, at=now)


def part(job: str, slot: str, first: int) -> tuple[str, str]:
    """Name a part of a job, by the first number in it."""
    return PART, f"{slot} {job} {first}"


def finish(db: Session, job: str, slot: str, parts: Collection[str], now: datetime) -> None:
    """Keep that all parts of a job are done, in one row instead of theirs."""
    db.execute(delete(Done).where(col(Done.job) == PART, col(Done.slot).in_(list(parts))))
    insert_once(db, "done", job=job, slot=slot, at=now)


def forget(db: Session, before: datetime) -> None:
    """Delete what was taken before a moment, but not what holds for ever."""
    db.execute(delete(Done).where(col(Done.at) < before, col(Done.job).not_in(KEPT)))
