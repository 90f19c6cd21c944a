"""Words in a hand: taken to be said, each by one sender at a time, kept, or put back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, or_, true, tuple_, update
from sqlmodel import Session, SQLModel, col, func, select

from storage import outbox
from storage.bulk import chunks
from storage.rows import Outbox

_OUTBOX = SQLModel.metadata.tables["outbox"]
Taken = tuple[int, int]  # the number of words, and which try of theirs this is
LEASE = timedelta(seconds=15)
RENEWED_AFTER = timedelta(seconds=2)  # by whoever holds words; most have had their end by then


@dataclass(slots=True)
class Words:
    """What a sender needs of a message; in a hand, `tries` counts this one and tells whose."""

    id: int
    address: str
    key: str
    blanks: dict[str, Any]
    buttons: list[list[Any]]
    keyboard: str
    language: str
    zone: str
    repeatable: bool
    tries: int
    expires_at: datetime | None
    opened_at: datetime | None
    spoken_at: datetime | None

    @property
    def channel(self) -> str:
        return self.address.partition(":")[0]


_COLUMNS = [_OUTBOX.c[name] for name in Words.__slots__]
_TAKEN = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id == bindparam("of"))
    .values(state="sending", tries=bindparam("time"), leased_until=bindparam("until"))
    .values(spoken_at=bindparam("spoken"), opened_at=bindparam("opened"))
)


def next_words(
    db: Session,
    channel: str,
    now: datetime,
    limit: int,
    spacing: timedelta = timedelta(),
    *,
    calls: bool = True,
) -> list[Words]:
    """List a channel's next messages that may go, urgent ones first, one an address, in order.

    Nobody is spoken to again before `spacing` is over; no other process is given the same ones
    until the transaction ends. Without `calls` only other words go: an answer to a call may be
    waiting to be understood.
    """
    outbox.write(db)
    asked = {"prefix": f"{channel}:", "now": now, "rested": now - spacing, "most": limit}
    found: dict[str, Words] = {}
    for row in db.execute(_next(calls), asked):
        found.setdefault(row.address, Words(*row))
    return list(found.values())


@cache
def _next(calls: bool) -> Select[Any]:  # noqa: FBT001 - one of two questions
    """Build the question for the words that may go now."""
    now: BindParameter[datetime] = bindparam("now")
    kinds = true() if calls else col(Outbox.attempt_id).is_(None)
    first = (
        select(func.min(Outbox.id))
        .where(Outbox.state == "new", Outbox.not_before <= now, kinds)
        .where(col(Outbox.address).startswith(bindparam("prefix")))
        .group_by(col(Outbox.address), col(Outbox.urgent))
    )
    speaking = select(Outbox.address).where(Outbox.state == "sending")
    resting = select(Outbox.address).where(col(Outbox.spoken_at) > bindparam("rested"))
    query: Select[Any] = (
        select(*_COLUMNS)
        .where(Outbox.state == "new", col(Outbox.id).in_(first))
        .where(or_(col(Outbox.expires_at).is_(None), col(Outbox.expires_at) > now))
        .where(col(Outbox.address).not_in(speaking))
        .where(col(Outbox.address).not_in(resting))
        .order_by(col(Outbox.urgent).desc(), col(Outbox.id))
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )
    return query


def take(db: Session, taken: Sequence[Words], now: datetime) -> None:
    """Take listed words into a hand, in the same transaction, and count the try."""
    rows = []
    for words in taken:
        words.tries += 1
        facts = {"of": words.id, "time": words.tries, "until": now + LEASE}
        rows.append({**facts, "spoken": words.spoken_at, "opened": words.opened_at})
    if rows:
        db.connection().execute(_TAKEN, rows)


def move(db: Session, words: Words, moment: datetime) -> None:
    """Record that taken words are said at another moment than was booked."""
    ours = update(_OUTBOX).where(_OUTBOX.c.id == words.id, _OUTBOX.c.tries == words.tries)
    db.execute(ours.where(_OUTBOX.c.state == "sending").values(spoken_at=moment))
    words.spoken_at = moment


def renew(db: Session, held: Collection[Taken], now: datetime) -> set[Taken]:
    """Prolong the lease of words; give those still in hand."""
    return {words for some in chunks(held) for words in _renewed(db, some, now)}


def _renewed(db: Session, held: Collection[Taken], now: datetime) -> set[Taken]:
    query = (
        select(Outbox.id, Outbox.tries)
        .where(Outbox.state == "sending", tuple_(col(Outbox.id), col(Outbox.tries)).in_(held))
        .with_for_update(skip_locked=True)  # what is locked gets its outcome just now
    )
    still = {(row_id or 0, tries) for row_id, tries in db.exec(query)}
    ours = update(_OUTBOX).where(_OUTBOX.c.id.in_([row_id for row_id, _ in still]))
    db.execute(ours.values(leased_until=now + LEASE))
    return still


def lost(db: Session, now: datetime | None = None) -> list[Outbox]:
    """List messages that a sender has taken and not reported on, or not until `now`."""
    query = select(Outbox).where(Outbox.state == "sending")
    return list(db.exec(query.where(col(Outbox.leased_until) <= now) if now else query))


def put_back(db: Session, row_id: int, not_before: datetime, error: str, tries: int = 0) -> None:
    """Put a message back that did not go out this time.

    Who says by `tries` which time it was cannot take it out of the hand that has it now.
    """
    held = update(Outbox).where(col(Outbox.id) == row_id, col(Outbox.state) == "sending")
    if tries:
        held = held.where(col(Outbox.tries) == tries)
    db.execute(held.values(state="new", not_before=not_before, leased_until=None, error=error))


def delay(db: Session, address: str, until: datetime) -> None:
    """Let what waits for a chat wait longer: it takes nothing before."""
    waits = update(Outbox).where(col(Outbox.address) == address, col(Outbox.state) == "new")
    db.execute(waits.where(col(Outbox.not_before) < until).values(not_before=until))


def look_again(db: Session, words: Words) -> bool:
    """Read until when words in a hand make sense now; False if they are in it no more."""
    ours = (_OUTBOX.c.id == words.id) & (_OUTBOX.c.tries == words.tries)
    query = select(_OUTBOX.c.expires_at).where(ours, _OUTBOX.c.state == "sending")
    row = db.execute(query).first()
    if row:
        words.expires_at = row[0]
    return row is not None
