"""Raw updates, on disk before they are acknowledged, until they are understood."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, func, select

from storage.rows import Inbox

FIRST, STRANGERS, EXCESS = 0, 1, 2  # ranks: who is heard when
ALL = 2**31 - 1

logger = logging.getLogger(__name__)
_INBOX = SQLModel.metadata.tables["inbox"]  # rows that nobody reads back need no objects


@dataclass(frozen=True, slots=True)
class Update:
    """What is to be understood of an update."""

    id: int
    channel: str
    external_id: str
    raw: dict[str, Any]
    received_at: datetime


_COLUMNS = [_INBOX.c[name] for name in Update.__slots__]
_NEW = select(*_COLUMNS).where(_INBOX.c.state == "new").limit(bindparam("most"))
_FIRST = _NEW.where(_INBOX.c.rank == FIRST, _INBOX.c.id <= bindparam("upto"))
_FIRST = _FIRST.order_by(_INBOX.c.id)
_BEHIND = _NEW.where(_INBOX.c.rank > FIRST).order_by(_INBOX.c.rank, _INBOX.c.id)
_TWICE = (
    select(_INBOX.c.external_id)
    .where(_INBOX.c.channel == bindparam("channel"))
    .where(_INBOX.c.external_id.in_(bindparam("ids", expanding=True)))
    .group_by(_INBOX.c.external_id)
    .having(func.count() > 1)
)
_KNOWN = (
    select(_INBOX.c.external_id)
    .where(_INBOX.c.channel == bindparam("channel"), _INBOX.c.fingerprint != "")
    .where(_INBOX.c.external_id.in_(bindparam("ids", expanding=True)))
)
_DONE = update(_INBOX).where(_INBOX.c.id.in_(bindparam("ids", expanding=True)))
_DONE = _DONE.values(state="done", raw={})


def store(
    db: Session,
    channel: str,
    updates: list[tuple[str, dict[str, Any]]],
    now: datetime,
    turns: Sequence[tuple[str, int]] = (),
) -> None:
    """Keep updates, each with its sender and rank; one that is known already is left as it is.

    An id "42:7#ab" names the update 7 of the bot 42 that says ab: another bot, or a server that
    counts anew, may say something else under the same number.
    """
    updates, turns = _unknown(db, channel, updates, turns)
    if not updates:
        return
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    rows = [
        {
            "channel": channel,
            "external_id": external.partition("#")[0],
            "fingerprint": external.partition("#")[2],
            "sender": sender,
            "rank": rank,
            "raw": raw,
            "received_at": now,
            "state": "new",
            "error": "",
        }
        for (external, raw), (sender, rank) in zip_longest(updates, turns, fillvalue=("", FIRST))
    ]
    db.execute(insert(_INBOX).on_conflict_do_nothing(), rows)
    for external in _numbered_twice(db, channel, rows):
        logger.warning("update %s of %s says something else than before", external, channel)


def _unknown(
    db: Session,
    channel: str,
    updates: list[tuple[str, dict[str, Any]]],
    turns: Sequence[tuple[str, int]],
) -> tuple[list[tuple[str, dict[str, Any]]], Sequence[tuple[str, int]]]:
    """Leave out what has no fingerprint and a number that is known with one: it tells less."""
    plain = [external for external, _ in updates if "#" not in external]
    asked = {"channel": channel, "ids": plain}
    known = set(db.execute(_KNOWN, asked).scalars()) if plain else set()
    if not known:
        return updates, turns
    kept = [number for number, (external, _) in enumerate(updates) if external not in known]
    return [updates[n] for n in kept], [turns[n] for n in kept] if turns else ()


def _numbered_twice(db: Session, channel: str, rows: list[dict[str, Any]]) -> Iterable[str]:
    """List the numbers among these that stand for more than one update."""
    marked = [row["external_id"] for row in rows if row["fingerprint"]]
    return db.execute(_TWICE, {"channel": channel, "ids": marked}).scalars() if marked else ()


def waiting(db: Session, limit: int, upto: int = ALL) -> list[Update]:
    """List the oldest updates that nobody has understood yet, up to one of them."""
    return [Update(*row) for row in db.execute(_FIRST, {"most": limit, "upto": upto})]


def behind(db: Session, limit: int) -> list[Update]:
    """List updates that wait until all others are understood."""
    return [Update(*row) for row in db.execute(_BEHIND, {"most": limit})]


def newest(db: Session) -> int:
    """Give the number of the newest update."""
    return db.exec(select(func.max(Inbox.id))).one() or 0


def unread(db: Session) -> set[str]:
    """Tell of whom more waits than is read at once: nobody is judged over words unread."""
    query = select(Inbox.sender).where(Inbox.state == "new", Inbox.rank == EXCESS)
    return set(db.exec(query.distinct()))


def unreadable(db: Session, senders: Collection[str], since: datetime) -> bool:
    """Tell whether something of these was set aside after a moment."""
    query = select(Inbox.id).where(Inbox.state == "quarantined", Inbox.received_at >= since)
    return db.exec(query.where(col(Inbox.sender).in_(senders)).limit(1)).first() is not None


def is_new(db: Session, row_id: int) -> bool:
    """Tell whether nobody has understood an update meanwhile."""
    query = select(Inbox.id).where(Inbox.id == row_id, Inbox.state == "new")
    return db.exec(query).first() is not None


def is_drained(db: Session) -> bool:
    """Tell whether everything that was heard has been handled."""
    return db.exec(select(Inbox.id).where(Inbox.state == "new").limit(1)).first() is None


def done(db: Session, row_ids: Collection[int]) -> None:
    """Mark updates as handled; what somebody wrote, or where he was, is not kept in them."""
    db.execute(_DONE, {"ids": list(row_ids)})


def quarantine(db: Session, row_id: int, error: str) -> None:
    """Set an update aside that breaks whoever touches it."""
    row = db.get_one(Inbox, row_id)
    row.state, row.error = "quarantined", error


def quarantined(db: Session) -> int:
    """Count the updates that were set aside."""
    return db.exec(
        select(func.count()).select_from(Inbox).where(Inbox.state == "quarantined")
    ).one()


def forget(db: Session, before: datetime) -> None:
    """Delete the updates that were handled before a moment."""
    db.execute(delete(Inbox).where(col(Inbox.received_at) < before, col(Inbox.state) != "new"))
