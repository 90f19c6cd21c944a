"""Pictures that a duty asked for: where they are, and until when."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, select

from storage.rows import Photo


def add(db: Session, row: Photo) -> Photo:
    """Keep the wish for a picture."""
    db.add(row)
    db.flush()
    return row


def get(db: Session, photo_id: int) -> Photo | None:
    """Give a picture's row, also one whose file is gone."""
    return db.get(Photo, photo_id)


def by_ids(db: Session, ids: Collection[int]) -> dict[int, Photo]:
    """Give several pictures by number."""
    query = select(Photo).where(col(Photo.id).in_(list(ids)))
    return {row.id or 0: row for row in db.exec(query)}


def wanted(db: Session, but: Collection[int] = (), limit: int = 100) -> list[Photo]:
    """List the pictures that nobody has fetched yet, oldest first."""
    query = select(Photo).where(Photo.state == "wanted", col(Photo.id).not_in(list(but)))
    return list(db.exec(query.order_by(col(Photo.id)).limit(limit)))


def expired(db: Session, but: Collection[int] = (), limit: int = 100) -> list[Photo]:
    """List the pictures whose files are to be deleted, oldest first."""
    query = select(Photo).where(Photo.state == "expired", col(Photo.id).not_in(list(but)))
    return list(db.exec(query.order_by(col(Photo.id)).limit(limit)))


def expire(db: Session, today: date) -> None:
    """Let go of the pictures whose time is over (UU 27/2022 art. 16)."""
    query = select(Photo).where(
        col(Photo.state).in_(("wanted", "kept", "failed")), Photo.delete_after < today
    )
    for row in db.exec(query):
        row.state = "expired"
        db.add(row)


def deleted(db: Session, photo_id: int) -> None:
    """Record that a file is gone; that there was one, and its hash, stay on record."""
    row = db.get_one(Photo, photo_id)
    row.state, row.path, row.file = "deleted", "", ""
    db.add(row)
