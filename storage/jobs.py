"""The daily jobs that have run: once, whoever ran them."""

from datetime import datetime

from sqlmodel import Session

from storage.rows import Done


def claim(db: Session, job: str, slot: str, now: datetime) -> bool:
    """Take a daily job; False if it has been taken before."""
    if db.get(Done, (job, slot)):
        return False
    db.add(Done(job=job, slot=slot, at=now))
    db.flush()
    return True
