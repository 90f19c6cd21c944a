"""The databases that stories are told in: SQLite in memory, or a PostgreSQL that is given."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from sqlalchemy import Engine, create_engine, make_url, text
from sqlmodel import SQLModel

from storage import database

GIVEN = os.environ.get("SIGAP_TEST_DATABASE_URL", "")
BEGIN_AT_1 = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
_serial = count(1)


@contextmanager
def story_database() -> Iterator[str]:
    """Give the address of an empty database for a session's stories."""
    if GIVEN:
        with server_database() as url:
            yield url
    else:
        yield "sqlite://"


@contextmanager
def server_database(copy_of: str = "") -> Iterator[str]:
    """Make a database on the given PostgreSQL, empty or like another, and drop it in the end."""
    template = make_url(copy_of).database if copy_of else "template1"
    name = f"sigap_test_{os.getpid()}_{next(_serial)}"
    server = create_engine(GIVEN, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        # a test never cuts the power
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    try:
        yield make_url(GIVEN).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


def empty(engine: Engine) -> None:
    """Delete all rows of all tables; each story begins at 1."""
    tables = [table.name for table in reversed(SQLModel.metadata.sorted_tables)]
    deletions = [f'DELETE FROM "{name}"' for name in tables]
    with database.transaction(engine) as db:
        connection = db.connection()
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for deletion in [*deletions, "DELETE FROM sqlite_sequence"]:
                connection.exec_driver_sql(deletion)
        else:
            connection.exec_driver_sql("; ".join(deletions))
            connection.exec_driver_sql(BEGIN_AT_1)
