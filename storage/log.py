"""The hash-chained log: what touches discipline, in an order nobody can change unseen."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, select

from storage import journal
from storage.locks import alone
from storage.rows import Entry

GENESIS = "0" * 64
AT_ONCE = 500  # links that are in hand when all of them are read
_ENTRY = SQLModel.metadata.tables["entry"]
_LAST = select(Entry.hash).order_by(col(Entry.id).desc()).limit(1)
_BODY = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def append(db: Session, at: datetime, kind: str, facts: dict[str, Any]) -> None:
    """Remember a link; it joins the chain when the transaction is sealed."""
    pending(db).append((at, kind, facts))
    journal.note(db, kind, facts)


def pending(db: Session) -> list[tuple[datetime, str, dict[str, Any]]]:
    """Give the links of this transaction that are not in the chain yet."""
    links: list[tuple[datetime, str, dict[str, Any]]] = db.info.setdefault("log", [])
    return links


def seal(db: Session) -> None:
    """Chain the pending links to the log, each with the hash of the one before it.

    The last thing a transaction does: from here on no other writer may chain to the same link.
    """
    links, db.info["log"] = pending(db), []
    if not links:
        return
    db.flush()  # whoever holds the log waits for nothing else any more
    alone(db, "log")
    last = db.exec(_LAST).first() or GENESIS
    rows = []
    for at, kind, facts in links:
        row = {"at": at, "kind": kind, "facts": facts, "previous": last}
        last = row["hash"] = _hash(last, at, kind, facts)
        rows.append(row)
    db.execute(insert(_ENTRY), rows)


def link(entry: Entry) -> str:
    """Compute the SHA-256 of a link from its own contents and its predecessor's hash."""
    return _hash(entry.previous, entry.at, entry.kind, entry.facts)


def _hash(previous: str, at: datetime, kind: str, facts: dict[str, Any]) -> str:
    body = [previous, at.astimezone(UTC).isoformat(), kind, facts]
    return hashlib.sha256(_BODY.encode(body).encode()).hexdigest()


def breaks(db: Session) -> Iterator[int]:
    """Yield the id of every link that does not fit the one before it."""
    seal(db)
    previous = GENESIS
    links = select(Entry.id, Entry.at, Entry.kind, Entry.facts, Entry.previous, Entry.hash)  # type: ignore[call-overload]
    for number, at, kind, facts, before, kept in _streamed(db, links.order_by(col(Entry.id))):
        if before != previous or kept != _hash(before, at, kind, facts):
            yield number
        previous = kept


def _streamed(db: Session, query: Any) -> Iterator[Any]:
    """Give rows of plain columns a few at a time: a log of years is larger than the memory."""
    with db.connection().execute(query, execution_options={"yield_per": AT_ONCE}) as rows:
        yield from rows


def by_day(db: Session, kind: str) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
    """Give the links of a kind that name a date: (date, when, facts), the oldest date first."""
    day = col(Entry.facts)["on"]["$on"].as_string()
    query = select(day, Entry.at, Entry.facts).where(Entry.kind == kind)
    yield from _streamed(db, query.order_by(day, col(Entry.id)))


def newest(db: Session, *kinds: str) -> dict[str, Any] | None:
    """Give the facts of the last link of some kinds."""
    seal(db)
    query = select(Entry.facts).where(col(Entry.kind).in_(kinds))
    found = db.exec(query.order_by(col(Entry.id).desc()).limit(1)).first()
    return dict(found) if found else None


def of_kind(db: Session, kind: str) -> list[Entry]:
    """List the links of one kind, oldest first."""
    seal(db)
    return list(db.exec(select(Entry).where(Entry.kind == kind).order_by(col(Entry.id))))
