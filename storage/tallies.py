"""What happened to many people on a day, in plain values: what a digest counts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from storage.bulk import chunks
from storage.people import REACHABLE
from storage.rows import Call, Contact, Day, Proposal, Reason


class Opened(NamedTuple):
    """How somebody worked on the day, and by which rule."""

    mode: str
    source: str


class Ended(NamedTuple):
    """What became of a call."""

    due_at: datetime
    id: int
    person_id: int
    kind: str
    outcome: str
    void_cause: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A day of some people; whoever asks about others of them finds nothing."""

    days: dict[int, Opened]
    calls: dict[int, list[Ended]]  # closed ones, by person
    reasoned: set[int]  # calls
    undecided: set[int]  # calls
    deciding: list[int]  # people, once a proposal that waits, the oldest first
    states: dict[int, set[str]]  # of the addresses of people

    def of(self, team: Iterable[int]) -> Iterator[Ended]:
        """List the calls of a team that have an outcome."""
        return (call for one in team for call in self.calls.get(one, ()))


NOTHING = Facts({}, {}, set(), set(), [], {})


def read(db: Session, on: date, people: Collection[int] | None = None) -> Facts:
    """Read a day of some people, or of everybody."""
    days = _read(db, Day, people, Day.on == on, cols=(Day.person_id, Day.mode, Day.source))
    ended = _read(
        db,
        Call,
        people,
        Call.on == on,
        Call.outcome != "",
        cols=(Call.due_at, Call.id, Call.person_id, Call.kind, Call.outcome, Call.void_cause),
    )
    waiting = _read(
        db,
        Proposal,
        people,
        Proposal.state == "waiting",
        cols=(Proposal.id, Proposal.call_id, Proposal.person_id),
    )
    states = _read(
        db,
        Contact,
        people,
        col(Contact.state).in_(REACHABLE),
        cols=(Contact.person_id, Contact.state),
    )
    return Facts(
        days={person_id: Opened(mode, source) for person_id, mode, source in days},
        calls=_by_person(Ended(*row) for row in ended),
        reasoned=_reasoned(db, on),
        undecided={call_id for _, call_id, _ in waiting},
        deciding=[person_id for *_, person_id in sorted(waiting)],
        states=_grouped(states),
    )


def _read(
    db: Session, table: Any, people: Collection[int] | None, *where: Any, cols: tuple[Any, ...]
) -> list[Any]:
    """Ask for columns of a table, of everybody or of some people in several questions."""
    query = select(*cols).where(*where)
    if people is None:
        return list(db.execute(query))
    parts = [query.where(col(table.person_id).in_(ids)) for ids in chunks(people)]
    return [row for part in parts for row in db.execute(part)]


def _reasoned(db: Session, on: date) -> set[int]:
    query = select(Reason.call_id).join(Call, col(Call.id) == Reason.call_id)
    return set(db.exec(query.where(Call.on == on, Reason.code != "")))


def _by_person(ended: Iterator[Ended]) -> dict[int, list[Ended]]:
    found: dict[int, list[Ended]] = defaultdict(list)
    for call in ended:
        found[call.person_id].append(call)
    return found


def _grouped(rows: list[Any]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for person_id, state in rows:
        found[person_id].add(state)
    return found
