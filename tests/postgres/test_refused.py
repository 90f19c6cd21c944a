"""`sigap check` refuses a database in which nobody can work, and `sigap run` does not begin."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from tests.databases import GIVEN, server_database
from tests.terminal import ROWS, Terminal

POOLER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
READER = "sigap_reader"


@pytest.fixture
def server() -> Iterator[str]:
    with server_database() as url:
        yield url


def said(terminal: Terminal, about: str = "database") -> str:
    shown = terminal.run("check", code=1).stdout.splitlines()
    return next(line for line in shown if line.split()[:2] == ["FAULT", about])


@contextmanager
def pooler(folder: Path, url: str, mode: str) -> Iterator[str]:
    """Put PgBouncer before the server, in a mode; give the address through it."""
    assert POOLER, "apt-get install pgbouncer"
    given = make_url(url)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "users.txt").write_text(f'"{given.username}" ""\n')
    (folder / "pgbouncer.ini").write_text(
        f"""[databases]
* = host={given.host} port={given.port or 5432} user={given.username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
auth_file = {folder / "users.txt"}
pool_mode = {mode}
ignore_startup_parameters = extra_float_digits
"""
    )
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755)
    for above in folder.parents:
        if above.is_relative_to("/tmp") and above != Path("/tmp"):
            above.chmod(0o755)
    command = [POOLER, "-q", "-u", "postgres", str(folder / "pgbouncer.ini")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        through = given.set(host="127.0.0.1", port=port)
        try:
            _wait_for(through.set(drivername="postgresql").render_as_string(hide_password=False))
            yield through.render_as_string(hide_password=False)
        finally:
            process.terminate()


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the pooler did not come up")


def test_a_pooler_of_transactions_is_refused_and_one_of_sessions_is_not(
    terminal: Terminal, server: str, tmp_path: Path
) -> None:
    """Two processes polled at once behind one, and a call became void."""
    terminal.set(DATABASE_URL=server)
    terminal.run("migrate")
    folder = tmp_path / "pooler"
    folder.mkdir()
    with pooler(folder, server, "transaction") as through:
        terminal.set(DATABASE_URL=through)
        assert "transaction mode" in said(terminal)
        assert "transaction mode" in terminal.refuses("run")
    with pooler(folder, server, "session") as through:
        terminal.set(DATABASE_URL=through)
        terminal.run("check")


def test_a_database_that_is_read_only_is_refused(terminal: Terminal, server: str) -> None:
    terminal.set(DATABASE_URL=server)
    terminal.run("migrate")
    name = make_url(server).database
    engine = create_engine(GIVEN, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    engine.dispose()
    assert "read only" in said(terminal)
    assert "read only" in terminal.refuses("run")


def test_a_user_who_may_only_read_is_refused(terminal: Terminal, server: str) -> None:
    terminal.set(DATABASE_URL=server)
    terminal.run("migrate")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP ROLE IF EXISTS {READER}"))
        connection.execute(text(f"CREATE ROLE {READER} LOGIN"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}"))
    terminal.set(
        DATABASE_URL=make_url(server).set(username=READER).render_as_string(hide_password=False)
    )
    assert "may not write" in said(terminal)
    with engine.connect() as connection:
        connection.execute(text(f"DROP OWNED BY {READER}"))
        connection.execute(text(f"DROP ROLE {READER}"))
    engine.dispose()


def test_another_programs_database_is_refused_though_it_migrates_likewise(
    terminal: Terminal, server: str
) -> None:
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE person (id integer)"))
        connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('3f2a')"))
    engine.dispose()
    terminal.set(DATABASE_URL=server)
    assert "another program" in said(terminal)
    assert "another program" in terminal.refuses("migrate")


def test_a_key_that_is_not_the_backups_is_refused(terminal: Terminal) -> None:
    with server_database() as first, server_database() as second:
        terminal.set(DATABASE_URL=first)
        terminal.run("migrate")
        terminal.run("import", terminal.roster(*ROWS))
        terminal.run("backup", "--to", "copy.tar.gz")
        terminal.run("restore", "copy.tar.gz", "--to", second)
        terminal.set(DATABASE_URL=second)
        terminal.run("check")
        (terminal.folder / "data" / "secret.key").unlink()
        terminal.set(SECRET_KEY=terminal.run("key", "new").stdout.strip())
        assert "not the key of this database" in said(terminal, "key")
