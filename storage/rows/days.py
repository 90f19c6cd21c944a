"""The law of each day, and who works where on it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from storage.moment import Moment
from storage.rows.naming import Row

REPLACED = JSON(none_as_null=True)  # what a row said before (`storage/replaced.py`)


class Law(Row, table=True):
    """A circular as it was read."""

    hash: str = Field(primary_key=True)
    circular_id: str
    layers: list[list[str]] = Field(sa_type=JSON)


class Adoption(Row, table=True):
    """From which day a circular governs; a later adoption ends it, and may bring it back."""

    id: int | None = Field(default=None, primary_key=True)
    law_hash: str = Field(foreign_key="law.hash")
    since: date = Field(index=True)
    adopted_at: datetime = Field(sa_type=Moment)


class Lottery(Row, table=True):
    """The secret of a day: its hash is published in the morning, itself after hours."""

    on: date = Field(primary_key=True)
    secret: str
    commitment: str
    revealed_at: datetime | None = Field(default=None, sa_type=Moment)


class Given(Row, table=True):
    """An explicit order for one person and date: WFH, WFO, WFA, LEAVE or TRAVEL."""

    __table_args__ = (UniqueConstraint("person_id", "on"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    on: date = Field(index=True)
    mode: str
    clause: str = ""
    source: str
    given_by: int | None = Field(default=None, foreign_key="person.id")
    given_at: datetime = Field(sa_type=Moment)
    replaced: dict[str, Any] | None = Field(default=None, sa_type=REPLACED)


class ExtraHoliday(Row, table=True):
    """A regional holiday that an administrator entered."""

    on: date = Field(primary_key=True)
    name: str
    given_by: int | None = Field(default=None, foreign_key="person.id")
    replaced: dict[str, Any] | None = Field(default=None, sa_type=REPLACED)


class Day(Row, table=True):
    """Where a person worked on a date, why, and whether his calls were drawn."""

    __table_args__ = (UniqueConstraint("person_id", "on"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    on: date = Field(index=True)
    mode: str
    clause: str
    source: str
    law_hash: str = Field(foreign_key="law.hash")
    drawn_at: datetime | None = Field(default=None, sa_type=Moment)


class Shift(Row, table=True):
    """Minutes by which a person starts later on a day, and ends later (flexible hours)."""

    __table_args__ = (UniqueConstraint("person_id", "on"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    on: date = Field(index=True)
    minutes: int


class HalfDay(Row, table=True):
    """Hours of a day for which somebody is on leave, in minutes since midnight where he is."""

    __table_args__ = (UniqueConstraint("person_id", "on"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    on: date = Field(index=True)
    start: int
    end: int
    kind: str
    given_by: int | None = Field(default=None, foreign_key="person.id")
    given_at: datetime = Field(sa_type=Moment)
    replaced: dict[str, Any] | None = Field(default=None, sa_type=REPLACED)


class Intent(Row, table=True):
    """What somebody is about to lay down: it counts only once he, or a second one, confirms it."""

    token: str = Field(primary_key=True)
    act: str
    facts: dict[str, Any] = Field(sa_type=JSON)
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=Moment)
    confirmed: bool = False
