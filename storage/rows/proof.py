"""Signs of life, outages, jobs that have run, and the log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storage.moment import Moment
from storage.rows.naming import Row


class Outage(Row, table=True):
    """An interval in which we could not be sure to hear; `channel` "" is the whole program.

    `unit` "" is the whole office; one that was declared by hand names a channel or a unit.
    """

    id: int | None = Field(default=None, primary_key=True)
    channel: str = ""
    since: datetime = Field(sa_type=Moment, index=True)
    until: datetime = Field(sa_type=Moment, index=True)
    cause: str
    unit: str = ""
    declared_by: int | None = Field(default=None, foreign_key="person.id")


class Beat(Row, table=True):
    """The last sign of life: "" for the program, else a channel that hears."""

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class Tenure(Row, table=True):
    """Which owner of a role this is (`epoch`), and until when he is one unless he renews it.

    Both by the database's clock; only a server's roles have such rows.
    """

    role: str = Field(primary_key=True)
    epoch: int
    until: datetime = Field(sa_type=Moment)


class Done(Row, table=True):
    """A daily job that has run: once, whoever ran it."""

    job: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class Entry(Row, table=True):
    """A link of the hash-chained log."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    kind: str
    facts: dict[str, Any] = Field(sa_type=JSON)
    previous: str
    hash: str = Field(unique=True)
