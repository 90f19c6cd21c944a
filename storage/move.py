"""Carrying a memory over to another database: every row, in one transaction, or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, bindparam, func, select, text
from sqlmodel import Session, SQLModel

from storage import bulk, database, log, numbers, outages
from storage import rows as _rows  # noqa: F401 - registers the tables
from storage.database import transaction

BATCH = 1000
QUIET = timedelta(seconds=30)  # a program without a sign of life for so long has stopped

Said = Callable[[str, int], None]
Row = dict[str, Any]


class Unmovable(Exception):  # noqa: N818 - a person reads it, and can mend it
    """Why nothing was moved: the key of a sentence, and its blanks."""

    def __init__(self, key: str, /, **blanks: Any) -> None:
        super().__init__(key)
        self.key, self.blanks = key, blanks


@dataclass(frozen=True, slots=True)
class Moved:
    """What arrived; `broken` are the links of the log that did not fit in the old database."""

    tables: int
    rows: int
    links: int
    head: str
    broken: int


def move(source: Engine, target: Engine, now: datetime, said: Said) -> Moved:
    """Copy all rows to an empty database and check what arrived; `said` hears of each table.

    Raises Unmovable, and then the target is as it was. The source is only read.
    """
    _refuse_what_is_no_pair(source, target)
    with transaction(source) as old, transaction(target) as new:
        _let_nobody_write(old)
        _refuse_while_it_runs(old, now)
        _refuse_rows(new)
        counts = [_copy(old.connection(), new.connection(), table, said) for table in _tables()]
        return _checked(old, new, counts)


def _tables() -> list[Table]:
    """List the tables so that none comes before one that it refers to."""
    return SQLModel.metadata.sorted_tables


def _refuse_what_is_no_pair(source: Engine, target: Engine) -> None:
    if _place(source) == _place(target):
        raise Unmovable("move.same")
    if not (database.is_current(source) and database.is_current(target)):
        raise Unmovable("office.not_migrated")


def _place(engine: Engine) -> str:
    """Say where a database is, without user and password."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        return str(Path(url.database or "").resolve())
    return f"{url.host}:{url.port}/{url.database}"


def _let_nobody_write(db: Session) -> None:
    """Hold still what is copied; SQLite does so anyway from the start of a transaction."""
    if db.get_bind().dialect.name == "postgresql":
        quote = db.get_bind().dialect.identifier_preparer.quote
        names = ", ".join(quote(table.name) for table in _tables())
        db.connection().execute(text("SET LOCAL statement_timeout = 0"))
        db.connection().execute(text(f"LOCK TABLE {names} IN SHARE MODE"))


def _refuse_while_it_runs(db: Session, now: datetime) -> None:
    last = max(outages.beats(db).values(), default=None)
    if last and now - last < QUIET:
        quiet = int(QUIET.total_seconds())
        raise Unmovable("move.running", ago=int((now - last).total_seconds()), quiet=quiet)


def _refuse_rows(db: Session) -> None:
    for table in _tables():
        if db.execute(select(1).select_from(table).limit(1)).first():
            raise Unmovable("move.full", table=table.name)


def _copy(old: Connection, new: Connection, table: Table, said: Said) -> int:
    """Copy a table; what refers to the table itself is filled in when all of it is there."""
    loops = [column for column in table.columns if _refers_to_itself(column)]
    links: list[Row] = []
    count = 0
    for batch in _batches(old, table):
        links += [_link(table, loops, row) for row in batch if any(row[c.name] for c in loops)]
        blank = dict.fromkeys((column.name for column in loops), None)
        new.execute(table.insert(), [{**row, **blank} for row in batch])
        count += len(batch)
    _close_loops(new, table, loops, links)
    if table.autoincrement_column is not None:
        numbers.go_on(new, table, numbers.given(old, table))
    said(table.name, count)
    return count


def _refers_to_itself(column: Column[Any]) -> bool:
    return any(key.column.table is column.table for key in column.foreign_keys)


def _batches(old: Connection, table: Table) -> Iterator[list[Row]]:
    query = select(table).order_by(*table.primary_key.columns)
    result = old.execute(query, execution_options={"yield_per": BATCH})
    for batch in result.mappings().partitions():
        yield [dict(row) for row in batch]


def _link(table: Table, loops: list[Column[Any]], row: Row) -> Row:
    names = [column.name for column in (*table.primary_key.columns, *loops)]
    return {f"its_{name}": row[name] for name in names}


def _close_loops(
    new: Connection, table: Table, loops: list[Column[Any]], links: list[Row]
) -> None:
    query = table.update().values({column: bindparam(f"its_{column.name}") for column in loops})
    for column in table.primary_key.columns:
        query = query.where(column == bindparam(f"its_{column.name}"))
    for start in range(0, len(links), BATCH):
        new.execute(query, links[start : start + BATCH])


def _checked(old: Session, new: Session, counts: list[int]) -> Moved:
    """Compare what arrived with what was there: rows, and the log's chain link by link."""
    for table in _tables():
        there, here = _count(old, table), _count(new, table)
        if there != here:
            raise Unmovable("move.differs", table=table.name, there=there, here=here)
    chain, broken = bulk.chain(new), list(log.breaks(new))
    if chain != bulk.chain(old) or broken != list(log.breaks(old)):
        raise Unmovable("move.chain")
    links, head = chain
    return Moved(len(counts), sum(counts), links, head or "-", len(broken))


def _count(db: Session, table: Table) -> int:
    return int(db.execute(select(func.count()).select_from(table)).scalar_one())
