"""Who wrote to us when, and to whom we wrote first: what channels with sessions count."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, func, select

from storage.rows import Heard, Outbox


def hear(db: Session, address: str, at: datetime) -> None:
    """Record a message from an address; it never goes back."""
    row = db.get(Heard, address) or Heard(address=address, at=at)
    row.at = max(row.at, at)
    db.add(row)


def heard_since(db: Session, addresses: Collection[str], since: datetime) -> set[str]:
    """Tell which of these addresses were heard from after a moment."""
    query = select(Heard.address).where(col(Heard.address).in_(addresses), Heard.at > since)
    return set(db.exec(query))


def opened_since(db: Session, channel: str, since: datetime) -> set[str]:
    """Tell to which addresses of a channel we have written first after a moment."""
    query = select(Outbox.address).where(
        col(Outbox.opened_at) > since, col(Outbox.address).startswith(f"{channel}:")
    )
    return set(db.exec(query.distinct()))


def refused_since(db: Session, channel: str, since: datetime) -> bool:
    """Tell whether the platform itself said after a moment that we write first to too many."""
    query = (
        select(func.count())
        .select_from(Outbox)
        .where(col(Outbox.opened_at) > since)
        .where(col(Outbox.address).startswith(f"{channel}:"))
        .where(col(Outbox.state).in_(("failed", "held")))
        .where(col(Outbox.error).startswith("rate_limited"))
    )
    return db.exec(query).one() > 0
