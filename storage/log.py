"""The hash-chained log: what touches discipline, in an order nobody can change unseen."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.rows import Entry

GENESIS = "0" * 64


def append(db: Session, at: datetime, kind: str, facts: dict[str, Any]) -> Entry:
    """Add a link that carries the hash of the one before it."""
    last = db.exec(select(Entry.hash).order_by(col(Entry.id).desc()).limit(1)).first()
    entry = Entry(at=at, kind=kind, facts=facts, previous=last or GENESIS, hash="")
    entry.hash = link(entry)
    db.add(entry)
    db.flush()
    return entry


def link(entry: Entry) -> str:
    """Compute the SHA-256 of a link from its own contents and its predecessor's hash."""
    body = [entry.previous, entry.at.astimezone(UTC).isoformat(), entry.kind, entry.facts]
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def breaks(db: Session) -> Iterator[int]:
    """Yield the id of every link that does not fit the one before it."""
    previous = GENESIS
    for entry in db.exec(select(Entry).order_by(col(Entry.id))):
        if entry.previous != previous or entry.hash != link(entry):
            yield entry.id or 0
        previous = entry.hash


def of_kind(db: Session, kind: str) -> list[Entry]:
    """List the links of one kind, oldest first."""
    return list(db.exec(select(Entry).where(Entry.kind == kind).order_by(col(Entry.id))))
