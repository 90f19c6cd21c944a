"""PostgreSQL: its own pg_dump and pg_restore, under one snapshot with what is counted."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session

from storage import database
from storage.backup.facts import LEFT_OUT, Facts, Unusable, copied, measure

NAME = "database.dump"
COPY = re.compile(rb'COPY (?:\w+\.)?"?(\w+)"? ')
SERVICE = "sigap"  # libpq reads its file; nothing of an address shows in a list of processes


def copy(engine: Engine, folder: Path) -> Facts:
    """Dump a database into a folder in the custom format, and prove the dump."""
    target = folder / NAME
    target.touch(mode=0o600)
    with database.reading(engine) as db:
        facts = measure(db)
        snapshot = db.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        where = [f"--snapshot={snapshot}", f"--file={target}"]
        but = [f"--exclude-table-data={name}" for name in LEFT_OUT]
        how = ["--format=custom", "--no-owner", *where, *but]
        with _service(engine, folder, **_reached(db)) as there:
            _tool("pg_dump", *how, f"--dbname=service={SERVICE}", environment=there)
    facts = replace(facts, counts=copied(facts.counts))
    if _counted(target, facts.counts) != facts.counts:
        raise Unusable("copy_differs")
    return facts


def _counted(dump: Path, tables: Iterable[str]) -> dict[str, int]:
    """Count the rows that stand in a dump, which reads all of it."""
    _tool("pg_restore", "--list", str(dump))
    command = [_path("pg_restore"), "--data-only", "--file=-", str(dump)]
    counts, table = dict.fromkeys(tables, 0), ""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as reading:  # noqa: S603 - no words of others
        for line in reading.stdout or ():
            begins = COPY.match(line) if not table else None
            if begins:
                table = begins[1].decode()
            elif line == b"\\.\n":
                table = ""
            elif table:
                counts[table] = counts.get(table, 0) + 1
    if reading.returncode:
        raise Unusable("damaged", why="pg_restore")
    return counts


def load(dump: Path, engine: Engine) -> Facts:
    """Restore a dump into an empty database, all of it or nothing; give what is there now."""
    how = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-acl"]
    with _service(engine, dump.parent) as there:
        _tool("pg_restore", *how, f"--dbname=service={SERVICE}", str(dump), environment=there)
    with Session(engine) as db:
        return measure(db)


def _tool(name: str, *words: str, environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(  # noqa: S603 - no shell, and no words but ours
        [_path(name), *words],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        why = done.stderr.strip().splitlines()
        raise Unusable("tool_failed", name=name, why=why[0] if why else done.returncode)


def _path(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Unusable("no_tool", name=name)
    return found


@contextmanager
def _service(engine: Engine, folder: Path, **instead: str) -> Iterator[dict[str, str]]:
    """Let libpq read an address as the driver does: hosts, certificates, passwords and all."""
    from psycopg.pq import Conninfo  # noqa: PLC0415 - SQLite needs no driver

    _, said = engine.dialect.create_connect_args(engine.url)
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    lines = [f"{name}={value}" for name, value in {**said, **instead}.items() if name in known]
    path = folder / "service.conf"
    path.touch(mode=0o600)
    path.write_text("\n".join([f"[{SERVICE}]", *lines, ""]), encoding="utf-8")
    try:
        yield {"PGSERVICEFILE": str(path)}
    finally:
        path.unlink()


def _reached(db: Session) -> dict[str, str]:
    """Name the one host of several that has the snapshot."""
    driver: Any = db.connection().connection.driver_connection
    return {"host": driver.info.host, "port": str(driver.info.port)}
