"""A PostgreSQL is dumped while it runs, counted, and restored into another one."""

import tarfile
from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import SQLModel, func, select

from storage import database, numbers
from storage.rows import Person, Share
from tests.databases import server_database
from tests.terminal import ROWS, Terminal

COPY = "copies/copy.tar.gz"


@pytest.fixture
def two() -> Iterator[tuple[str, str]]:
    with server_database() as first, server_database() as second:
        yield first, second


def test_a_backup_is_restored_into_an_empty_database_only(
    terminal: Terminal, two: tuple[str, str]
) -> None:
    first, second = two
    terminal.set(DATABASE_URL=first)
    terminal.run("migrate")
    terminal.run("import", terminal.roster(*ROWS))
    share_a_place(first)
    assert "3 people" in terminal.run("backup", "--to", COPY).stdout
    with tarfile.open(COPY) as tar:
        assert tar.getnames() == ["database.dump", "manifest.json"]
    assert "not empty" in terminal.refuses("restore", COPY)
    assert "3 people" in terminal.run("restore", COPY, "--to", second).stdout
    terminal.set(DATABASE_URL=second)
    terminal.run("verify")
    engine = database.connect(second)
    with database.reading(engine) as db:
        assert db.exec(select(Share)).all() == []
        people = SQLModel.metadata.tables["person"]
        assert numbers.given(db.connection(), people) == 3 + numbers.AHEAD
    engine.dispose()


def share_a_place(url: str) -> None:
    engine = database.connect(url)
    with database.transaction(engine) as db:
        number = db.exec(select(func.min(Person.id))).one()
        assert number
        db.add(Share(person_id=number, on=date(2026, 4, 10), state="inside"))
    engine.dispose()
