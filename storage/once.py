"""Rows of which there is one, whoever of several processes is the first to write it."""

from typing import Any

from sqlalchemy import literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_once(db: Session, table: str, **facts: Any) -> bool:
    """Write a row unless its key is there; False if it was. Waits for a rival to commit."""
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = insert(SQLModel.metadata.tables[table]).values(**facts)
    written = db.execute(row.on_conflict_do_nothing().returning(literal_column("1")))
    return written.first() is not None
