"""The one office that all stories are told in."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

from handlers.rules import circular
from storage import database
from tests.office import Office


@pytest.fixture(scope="session")
def memory() -> Engine:
    """One migrated database in memory for the whole session."""
    engine = database.connect("sqlite://")
    database.migrate(engine, datetime(2026, 4, 1, tzinfo=UTC))
    return engine


@pytest.fixture
def engine(memory: Engine) -> Engine:
    """Give the database empty."""
    with database.transaction(memory) as db:
        db.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in reversed(SQLModel.metadata.sorted_tables):
            db.execute(table.delete())
    return memory


@pytest.fixture
def office(engine: Engine) -> Office:
    """The morning of the first real WFH Friday in Sumsel; stories order the calls."""
    return Office(engine)


@pytest.fixture
def drawing_office(engine: Engine) -> Office:
    """The same morning, with calls drawn by lot as the circular says."""
    return Office(engine, circular.load("sumsel"))
