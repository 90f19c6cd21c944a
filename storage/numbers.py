"""Numbers of rows are given once: neither a deletion nor a restore lets one come again.

Buttons, codes, files and words that people write name a row by its number. One that came again
would let an old card decide another person's case.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, func, inspect, select, text
from sqlmodel import SQLModel

AHEAD = 10_000_000  # more than any memory gives between a copy and its return
_CREATED = "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
_PLAIN, _ONCE = "PRIMARY KEY (id)", "PRIMARY KEY (id AUTOINCREMENT)"


def numbered() -> list[Table]:
    """List the tables whose rows are numbered."""
    return [t for t in SQLModel.metadata.sorted_tables if t.autoincrement_column is not None]


def given(connection: Connection, table: Table) -> int:
    """Tell the highest number that a table has given, also to a row that is gone."""
    column = table.autoincrement_column
    highest = connection.execute(select(func.max(column))).scalar() or 0
    if connection.dialect.name == "postgresql":
        last = text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, 'id'))")
    elif inspect(connection).has_table("sqlite_sequence"):
        last = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    else:
        return int(highest)
    kept_in_mind = connection.execute(last, {"name": _name(connection, table)}).scalar()
    return max(int(highest), int(kept_in_mind or 0))


def go_on(connection: Connection, table: Table, after: int) -> None:
    """Let a table number its new rows after this one."""
    facts = {"name": _name(connection, table), "after": max(after, 1), "used": after > 0}
    if connection.dialect.name == "postgresql":
        move = "SELECT setval(pg_get_serial_sequence(:name, 'id'), :after, :used)"
        connection.execute(text(move), facts)
        return
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), facts)
    if after > 0:
        keep = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :after)"
        connection.execute(text(keep), facts)


def jump(connection: Connection) -> dict[str, list[int]]:
    """Leave out the numbers that a lost memory may have given; name those by table."""
    lost = {}
    for table in numbered():
        last = given(connection, table)
        lost[table.name] = [last + 1, last + AHEAD]
        go_on(connection, table, last + AHEAD)
    return lost


def _name(connection: Connection, table: Table) -> str:
    if connection.dialect.name == "sqlite":
        return table.name
    return connection.dialect.identifier_preparer.quote(table.name)


@contextmanager
def kept(connection: Connection) -> Iterator[None]:
    """Let migrations rebuild tables, and go on after the highest numbers of before."""
    there = set(inspect(connection).get_table_names())
    before = {t: given(connection, t) for t in numbered() if t.name in there}
    yield
    if connection.dialect.name != "sqlite":
        return
    _give_once(connection)
    there = set(inspect(connection).get_table_names())
    for table, last in before.items():
        if table.name in there:
            go_on(connection, table, last)


def _give_once(connection: Connection) -> None:
    """Let SQLite remember the highest number of every table; on the disk nothing else changes.

    See "Making other kinds of table schema changes" in SQLite's manual: a table need not be
    rebuilt, with all that refers to it, for a word that its rows do not bear.
    """
    ours = {table.name for table in numbered()}
    plain = [(n, sql) for n, sql in connection.exec_driver_sql(_CREATED) if n in ours]
    connection.exec_driver_sql("CREATE TABLE once (id INTEGER PRIMARY KEY AUTOINCREMENT)")
    connection.exec_driver_sql("DROP TABLE once")  # it leaves SQLite's own table of numbers
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for name, sql in plain:
        words = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?"
        connection.exec_driver_sql(words, (sql.replace(_PLAIN, _ONCE), name))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
