"""Waking other processes when a change is committed; within one process nobody needs it."""

from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session


def notify(db: Session, channel: str, words: str = "") -> None:
    """Wake whoever listens when this transaction commits; the same twice is as good as once."""
    if db.get_bind().dialect.name == "postgresql":
        said = {"channel": channel, "words": words}
        db.connection().execute(text("SELECT pg_notify(:channel, :words)"), said)


class Broken(Exception):  # noqa: N818 - it says it all
    """A connection that hears nothing any more; open another ear and look at the rows."""


class Ear:
    """A connection of its own that hears what is notified; PostgreSQL only.

    A notice is a hint: whoever misses one because his connection broke finds the rows anyway
    when he looks, so look at every start and every few seconds.
    """

    def __init__(self, engine: Engine, *channels: str) -> None:
        from psycopg import Error  # noqa: PLC0415 - SQLite needs no driver

        try:
            self._driver = _listening(engine, channels)
        except Error as error:
            raise Broken from error

    def wait(self, seconds: float) -> set[str]:
        """Wait for notices that long at most, and give their channels; raises Broken."""
        return {channel for channel, _ in self.hear(seconds)}

    def hear(self, seconds: float) -> list[tuple[str, str]]:
        """Wait likewise, and give their channels and words."""
        from psycopg import Error  # noqa: PLC0415 - SQLite needs no driver

        try:
            heard = self._driver.notifies(timeout=seconds, stop_after=1)
            return [(notice.channel, notice.payload) for notice in heard]
        except Error as error:
            raise Broken from error

    def close(self) -> None:
        """Listen no more; a wait that is under way in another thread ends."""
        self._driver.close()


def _listening(engine: Engine, channels: tuple[str, ...]) -> Any:
    connection = engine.raw_connection()
    driver: Any = connection.driver_connection
    connection.detach()  # it is no part of the pool
    driver.autocommit = True
    driver.execute("SET idle_session_timeout = 0")
    for channel in channels:
        driver.execute(f'LISTEN "{channel}"')
    return driver
