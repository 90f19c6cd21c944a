"""When we could not be sure to hear, and the signs of life from which that follows."""

from datetime import datetime

from sqlmodel import Session, col, select

from storage.rows import Beat, Outage


def add(db: Session, row: Outage) -> Outage:
    """Keep an interval."""
    db.add(row)
    db.flush()
    return row


def touching(db: Session, channel: str, since: datetime, until: datetime) -> Outage | None:
    """Give an outage of this channel, or of the whole program, that touches an interval."""
    query = select(Outage).where(
        col(Outage.channel).in_(("", channel)), Outage.since <= until, Outage.until >= since
    )
    return db.exec(query.order_by(col(Outage.since))).first()


def between(db: Session, since: datetime, until: datetime) -> list[Outage]:
    """List the outages that touch an interval."""
    query = select(Outage).where(Outage.since <= until, Outage.until >= since)
    return list(db.exec(query.order_by(col(Outage.since))))


def beat(db: Session, name: str, at: datetime) -> None:
    """Record a sign of life; it never goes back."""
    row = db.get(Beat, name) or Beat(name=name, at=at)
    row.at = max(row.at, at)
    db.add(row)


def last_beat(db: Session, name: str) -> datetime | None:
    """Tell the last sign of life."""
    row = db.get(Beat, name)
    return row.at if row else None


def beats(db: Session) -> dict[str, datetime]:
    """Give the last signs of life by name."""
    return {row.name: row.at for row in db.exec(select(Beat))}
