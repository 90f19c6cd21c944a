"""What a copy must agree with: a database counted, and its log's chain followed to the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, inspect, select, table
from sqlmodel import Session

from storage import bulk, log, outages

LEFT_OUT = ("share", "sighting")  # where people are: a copy would keep it beyond its time


class Unusable(Exception):  # noqa: N818 - said to a person, who can mend it
    """A backup that cannot be made or restored; `key` names the sentence."""

    def __init__(self, key: str, /, **blanks: Any) -> None:
        super().__init__(key, blanks)
        self.key, self.blanks = key, blanks


@dataclass(frozen=True, slots=True)
class Facts:
    """A database in numbers: rows a table, links of the log and its head, the last beat."""

    revision: str
    counts: dict[str, int]
    links: int
    head: str
    beat: datetime | None


def copied(counts: Mapping[str, int]) -> dict[str, int]:
    """Give what a copy of a database holds of each table."""
    return {name: 0 if name in LEFT_OUT else count for name, count in counts.items()}


def measure(db: Session) -> Facts:
    """Count a database and follow its log; raises Unusable if the log is broken."""
    broken = next(log.breaks(db), None)
    if broken is not None:
        raise Unusable("log_broken", number=broken)
    connection = db.connection()
    names = inspect(connection).get_table_names()
    counts = {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in sorted(names)
    }
    revision = MigrationContext.configure(connection).get_current_revision()
    links, head = bulk.chain(db)
    return Facts(revision or "", counts, links, head, outages.last_beat(db, ""))
