"""The circulars as they were read, and which of them governs a day."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from storage.rows import Law

__all__ = ["Law", "adopt", "by_hash", "newest", "on"]


def on(db: Session, day: date) -> Law:
    """Give the law of a day: the last one adopted that had begun by then."""
    found = db.exec(
        select(Law)
        .where(Law.since <= day)
        .order_by(col(Law.since).desc(), col(Law.adopted_at).desc())
        .limit(1)
    ).first()
    return found or _first(db)


def _first(db: Session) -> Law:
    return db.exec(select(Law).order_by(col(Law.since)).limit(1)).one()


def newest(db: Session) -> Law:
    """Give the law that was adopted last, whether or not it governs already."""
    return db.exec(
        select(Law).order_by(col(Law.adopted_at).desc(), col(Law.since).desc()).limit(1)
    ).one()


def by_hash(db: Session, law_hash: str) -> Law:
    """Give the law that a row was stamped with."""
    return db.get_one(Law, law_hash)


def adopt(db: Session, law: Law, now: datetime, today: date, tomorrow: date) -> Law:
    """Keep a law; it governs from tomorrow, or from today if there was none before it."""
    known = db.exec(select(Law).limit(1)).first()
    if known and newest(db).hash == law.hash:
        return newest(db)
    again = db.get(Law, law.hash)
    kept = again or law
    kept.adopted_at, kept.since = now, tomorrow if known else today
    db.add(kept)
    db.flush()
    return kept
