"""What an operator must know of the database itself: kind, place, size, and what it refuses."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlmodel import Session, SQLModel

OURS = {"entry", "lottery", "outbox"}  # of all versions, and together nobody else's
RIGHTS = """
SELECT bool_and(has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
    AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
FROM pg_class WHERE relkind = 'r' AND relname = ANY(:ours)
AND relnamespace = to_regnamespace(current_schema())
"""
LOOKS = 3  # at a session, while another one is at work


@dataclass(frozen=True, slots=True)
class Place:
    """A database: what it is called, on which hosts or in which file, and its bytes."""

    kind: str
    where: str
    size: int


def place(db: Session, engine: Engine) -> Place:
    """Tell what a database is; nothing of an address is a secret in it."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        pages = text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        size = db.execute(pages).scalar_one()
        return Place("SQLite", str(Path(url.database or "").absolute()), size)
    version = db.execute(text("SHOW server_version")).scalar_one()
    size = db.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    return Place(
        f"PostgreSQL {version.partition(' ')[0]}", f"{hosts(engine)}/{url.database}", size
    )


def hosts(engine: Engine) -> str:
    """Name the hosts of an address: one, several, or none but the default."""
    named = engine.url.query.get("host", ())
    several = [named] if isinstance(named, str) else list(named)
    one = [f"{engine.url.host}:{engine.url.port or 5432}"] if engine.url.host else []
    return ",".join(several or one) or "localhost"


def is_anothers(names: Collection[str], standing: str | None) -> bool:
    """Tell whether tables are another program's; theirs may stand at a migration too."""
    there = set(names) - {"alembic_version"}
    return bool(there) and not (standing and there >= OURS)


def refusal(engine: Engine) -> str:
    """Name why nobody can work with a database, though it answers; "" if all can.

    `replica`, `read_only`: nothing can be written; `rights`: not by this user; `file`: nor in this
    folder; `pooled`: a pooler gives each transaction another session, and our locks are sessions'.
    """
    if engine.dialect.name == "sqlite":
        return _refusal_of_file(Path(engine.url.database or ""))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.scalar(text("SELECT pg_is_in_recovery()")):
            return "replica"
        if connection.scalar(text("SHOW default_transaction_read_only")) == "on":
            return "read_only"
        if not _may_write(connection):
            return "rights"
    return "pooled" if _is_pooled(engine) else ""


def _refusal_of_file(file: Path) -> str:
    if file.name in {"", ":memory:"}:
        return ""
    known = [path for path in (file, file.absolute().parent) if path.exists()]
    return "" if all(os.access(path, os.W_OK) for path in known) else "file"


def _may_write(connection: Connection) -> bool:
    """Tell whether this user may do all with each of our tables that is there."""
    ours = [table.name for table in SQLModel.metadata.sorted_tables]
    return connection.scalar(text(RIGHTS), {"ours": ours}) is not False


def _is_pooled(engine: Engine) -> bool:
    """Tell whether a session is not ours for long: while one goes on, others get it too."""
    asked = text("SELECT pg_backend_pid()")
    with engine.connect() as ours:
        auto = ours.execution_options(isolation_level="AUTOCOMMIT")
        first = auto.scalar(asked)
        for _ in range(LOOKS):
            with engine.connect() as other:
                if other.scalar(asked) == first or auto.scalar(asked) != first:
                    return True
    return False
