"""One-time codes and the guesses that were wrong."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from storage.rows import Guess, Invitation


def replace(db: Session, row: Invitation) -> None:
    """Keep a new code; the person's older unused codes die."""
    db.execute(
        delete(Invitation).where(
            col(Invitation.person_id) == row.person_id, col(Invitation.used_at).is_(None)
        )
    )
    db.add(row)
    db.flush()


def end_open(db: Session, now: datetime) -> int:
    """End all unused codes; tell how many could still have been used."""
    unused = col(Invitation.used_at).is_(None)
    query = select(func.count()).select_from(Invitation).where(unused, Invitation.expires_at > now)
    open_codes = db.exec(query).one()
    db.execute(delete(Invitation).where(unused))
    return open_codes


def by_hash(db: Session, code_hash: str) -> Invitation | None:
    """Find an invitation by the hash of its code."""
    return db.exec(select(Invitation).where(Invitation.code_hash == code_hash)).first()


def wrong(db: Session, address: str, at: datetime) -> None:
    """Count a wrong code against an address."""
    db.add(Guess(address=address, at=at))
    db.flush()


def wrong_since(db: Session, since: datetime, address: str | None = None) -> int:
    """Count wrong codes after a moment, from one address or from all."""
    query = select(func.count()).select_from(Guess).where(Guess.at > since)
    if address is not None:
        query = query.where(Guess.address == address)
    return db.exec(query).one()


def wrong_from(db: Session, since: datetime) -> int:
    """Count the addresses from which wrong codes came after a moment."""
    query = select(func.count(func.distinct(Guess.address))).where(Guess.at > since)
    return db.exec(query).one()


def forget_guesses(db: Session, before: datetime) -> None:
    """Delete old wrong guesses."""
    db.execute(delete(Guess).where(col(Guess.at) < before))
