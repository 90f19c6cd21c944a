"""Where somebody works from home, and what his share says of it: words and one coarse point."""

from datetime import date, datetime

from sqlmodel import Field

from storage.moment import Moment
from storage.rows.naming import Row


class Home(Row, table=True):
    """A place of work from home; `state`: asked, confirmed, refused or replaced."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    lat: float
    lon: float
    state: str = "asked"
    asked_at: datetime = Field(sa_type=Moment)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=Moment)


class Share(Row, table=True):
    """What is known of a person's place on a day; one row a person, begun anew each day.

    `look_at` is when time alone changes something about it.
    """

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    on: date = Field(index=True)
    state: str = "none"
    since: datetime | None = Field(default=None, sa_type=Moment)
    heard_at: datetime | None = Field(default=None, sa_type=Moment)
    judged_at: datetime | None = Field(default=None, sa_type=Moment)
    sure_at: datetime | None = Field(default=None, sa_type=Moment)
    run: int = 0
    run_from: datetime | None = Field(default=None, sa_type=Moment)
    run_at: datetime | None = Field(default=None, sa_type=Moment)
    jumped_at: datetime | None = Field(default=None, sa_type=Moment)
    away_m: float = 0.0
    echo: int = 0
    lat: float | None = None
    lon: float | None = None
    source: str = ""
    ref: str = ""
    began_at: datetime | None = Field(default=None, sa_type=Moment)
    ends_at: datetime | None = Field(default=None, sa_type=Moment)
    thanked: bool = False
    renewed_at: datetime | None = Field(default=None, sa_type=Moment)
    asked_at: datetime | None = Field(default=None, sa_type=Moment)
    told_at: datetime | None = Field(default=None, sa_type=Moment)
    wrong_lat: float | None = None
    wrong_lon: float | None = None
    look_at: datetime | None = Field(default=None, sa_type=Moment, index=True)


class Sighting(Row, table=True):
    """A change of what is known of a person's place: no point, only the word."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    on: date = Field(index=True)
    at: datetime = Field(sa_type=Moment)
    state: str
    source: str
