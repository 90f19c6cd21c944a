"""What an operator must know of the database itself: its kind, where it is, how large it is."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session


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
