"""SQLite: a consistent copy while the program writes, and its way back."""

import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from storage import database
from storage.backup.facts import LEFT_OUT, Facts, Unusable, copied, measure

NAME = "database.sqlite"


def copy(engine: Engine, folder: Path) -> Facts:
    """Copy a database into a folder, and prove the copy; writers are not held up."""
    source, target = Path(engine.url.database or ""), folder / NAME
    if not source.is_file():
        raise Unusable("no_source", path=source)
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.execute("BEGIN")  # from here on both the counts and the copy see one moment
        counts = copied(_counts(old))
        old.backup(new)
        _leave_out(new, counts)
    facts = check(target)
    if facts.counts != counts:
        raise Unusable("copy_differs")
    return facts


def _leave_out(copy: sqlite3.Connection, counts: Mapping[str, int]) -> None:
    """Wipe what no copy may hold, its bytes too."""
    copy.execute("PRAGMA secure_delete = ON")
    for name in LEFT_OUT:
        if name in counts:
            copy.execute(f'DELETE FROM "{name}"')  # noqa: S608 - one of our own names
    copy.commit()


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    ours = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = [name for (name,) in connection.execute(ours)]
    count = 'SELECT count(*) FROM "{}"'
    return {name: connection.execute(count.format(name)).fetchone()[0] for name in names}


def check(path: Path) -> Facts:
    """Open a copy and prove that it is whole; it stays one plain file."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            torn = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise Unusable("damaged", why=error) from None
    if said != ["ok"] or torn:
        raise Unusable("damaged", why="; ".join(said[:3]) if said != ["ok"] else "foreign keys")
    engine = database.connect(f"sqlite:///{path}")
    try:
        with database.reading(engine) as db:
            return measure(db)
    finally:
        seal(engine)


def seal(engine: Engine) -> None:
    """Let go of a copy as one file that is on the disk, with no write-ahead log beside it."""
    engine.dispose()
    path = Path(engine.url.database or "")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with path.open("rb") as file:
        os.fsync(file.fileno())


def place(copied: Path, target: Path) -> None:
    """Put a finished copy where the program looks for it, at once and only where nothing is."""
    part = target.with_name(f"{target.name}.part")
    shutil.copyfile(copied, part)
    part.chmod(0o600)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    if target.exists() and target.stat().st_size == 0:
        target.unlink()
    try:
        os.link(part, target)
    except FileExistsError:
        raise Unusable("not_empty") from None
    finally:
        part.unlink()
