"""The circulars as they were read, and which of them governs a day."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from storage.rows import Adoption, Law

__all__ = ["Adoption", "Law", "adopt", "by_hash", "newest", "on"]


def on(db: Session, day: date) -> str:
    """Give the hash of a day's law: the last adopted that had begun by then, else the first."""
    begun = select(Adoption).where(Adoption.since <= day).order_by(col(Adoption.id).desc())
    adoption = (
        db.exec(begun).first()
        or db.exec(select(Adoption).order_by(col(Adoption.id)).limit(1)).one()
    )
    return adoption.law_hash


def newest(db: Session) -> Adoption | None:
    """Give the adoption that was made last, whether or not it governs already."""
    return db.exec(select(Adoption).order_by(col(Adoption.id).desc())).first()


def by_hash(db: Session, law_hash: str) -> Law:
    """Give the law that a row was stamped with."""
    return db.get_one(Law, law_hash)


def adopt(db: Session, law: Law, now: datetime, today: date, tomorrow: date) -> Adoption:
    """Keep a law; it governs from `tomorrow` (or later), or from today if it is the first."""
    before = newest(db)
    if before and before.law_hash == law.hash:
        return before
    db.merge(law)
    db.flush()
    adoption = Adoption(law_hash=law.hash, since=tomorrow if before else today, adopted_at=now)
    db.add(adoption)
    db.flush()
    return adoption
