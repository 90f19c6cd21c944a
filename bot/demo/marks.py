"""Seven marks: what this product is for, each lit when it has happened in the played day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import col, select

from bot.demo.office import MEMBERS
from storage.database import reading
from storage.rows import Outbox

MARKS = {  # each by the words that show it, whoever gets them first
    "call": ("call.first",),
    "window": ("call.thanks", "case.late"),
    "location": ("location.thanks", "location.pinned"),
    "plan": ("plan.sent", "plan.sent_late"),
    "proposal": ("case.card",),
    "digest": ("digest.text",),
    "admin": ("admin.policy",),
}
NAMES = {member.key: member.name for member in MEMBERS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One of them: on whose phone, when, and in which message."""

    name: str
    key: str
    person: str
    at: datetime
    number: int


class Marks:
    """Reads from the outbox which of them have happened; what has, stays."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._found: dict[str, Mark] = {}

    def read(self) -> list[Mark]:
        """List the marks that are lit, in their order (in the core's thread)."""
        wanted = [key for name, keys in MARKS.items() if name not in self._found for key in keys]
        with reading(self._engine) as db:
            query = select(Outbox).where(col(Outbox.key).in_(wanted), Outbox.state == "sent")
            rows = list(db.exec(query.order_by(col(Outbox.sent_at), col(Outbox.id))))
        for name, keys in MARKS.items():
            first = next((row for row in rows if row.key in keys and row.sent_at), None)
            if first and name not in self._found:
                self._found[name] = _mark(name, first)
        return [self._found[name] for name in MARKS if name in self._found]


def _mark(name: str, row: Outbox) -> Mark:
    assert row.sent_at, "only what was sent lights a mark"
    key = row.address.partition(":")[2]
    return Mark(name=name, key=key, person=NAMES[key], at=row.sent_at, number=int(row.ref))
