"""A PostgreSQL is dumped while it runs, counted, and restored into another one."""

import tarfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlmodel import SQLModel, func, select

from storage import database, numbers
from storage.backup import postgres
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


def test_every_address_that_the_guide_recommends_can_be_copied_and_filled(
    terminal: Terminal, two: tuple[str, str]
) -> None:
    """Several hosts of which one is the primary, certificates and a file of passwords."""
    first, second = map(recommended, two)
    (terminal.folder / "pgpass").write_text("*:*:*:*:x\n")
    (terminal.folder / "pgpass").chmod(0o600)
    terminal.set(DATABASE_URL=first)
    terminal.run("migrate")
    terminal.run("import", terminal.roster(*ROWS))
    assert "3 people" in terminal.run("backup", "--to", COPY).stdout
    assert "3 people" in terminal.run("restore", COPY, "--to", second).stdout
    assert sorted(path.name for path in (terminal.folder / "data").iterdir()) == [
        "last-backup",
        "secret.key",
    ]


def recommended(url: str) -> str:
    """Write an address as docs/scale.md does; the first host is none."""
    parsed = make_url(url)
    where = f"{parsed.host}:{parsed.port or 5432}"
    query = {
        "host": ("127.0.0.1:1", where),
        "target_session_attrs": "read-write",
        "sslmode": "prefer",
        "sslrootcert": "ca.pem",
        "passfile": "pgpass",
    }
    bare = parsed.set(host=None, port=None).set(query=query)
    return bare.render_as_string(hide_password=False)


def test_nothing_that_libpq_knows_is_left_out_and_nothing_else_gets_in(tmp_path: Path) -> None:
    words = "host=db1:5432&host=db2:5433&target_session_attrs=read-write&sslmode=verify-full"
    files = "sslrootcert=/ca&sslcert=/c&sslkey=/k&passfile=/p&prepare_threshold=5"
    engine = database.connect(f"postgresql+psycopg://sigap:a%40b%20c@/sigap?{words}&{files}")
    with postgres._service(engine, tmp_path) as there:
        file = Path(there["PGSERVICEFILE"])
        assert file.stat().st_mode & 0o777 == 0o600
        lines = file.read_text().splitlines()
    assert not file.exists()
    assert lines[0] == "[sigap]"
    assert sorted(lines[1:]) == [
        "dbname=sigap",
        "host=db1,db2",
        "passfile=/p",
        "password=a@b c",
        "port=5432,5433",
        "sslcert=/c",
        "sslkey=/k",
        "sslmode=verify-full",
        "sslrootcert=/ca",
        "target_session_attrs=read-write",
        "user=sigap",
    ]


def share_a_place(url: str) -> None:
    engine = database.connect(url)
    with database.transaction(engine) as db:
        number = db.exec(select(func.min(Person.id))).one()
        assert number
        db.add(Share(person_id=number, on=date(2026, 4, 10), state="inside"))
    engine.dispose()
