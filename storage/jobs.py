"""The daily jobs that have run: once, whoever ran them."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from storage.once import insert_once
from storage.rows import Done


def done_on(db: Session, on: date) -> set[tuple[str, str]]:
    """Give the jobs of a day that have been taken, each with its slot."""
    query = select(Done.job, Done.slot).where(col(Done.slot).startswith(f"{on}"))
    return set(db.exec(query))


def claim(db: Session, job: str, slot: str, now: datetime) -> bool:
    """Take a daily job; False if it has been taken before."""
    if db.get(Done, (job, slot)):
        return False
    return insert_once(db, "done", job=job, slot=slot, at=now)
