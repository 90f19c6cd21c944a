"""People, the addresses at which they can be reached, and how they came to them."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field

from storage.moment import Moment
from storage.rows.naming import Row


class Person(Row, table=True):
    """One row of the roster; people who leave it become inactive and keep their history."""

    id: int | None = Field(default=None, primary_key=True)
    nip: str = Field(unique=True)
    name: str
    unit: str
    position: str
    person_type: str
    supervisor_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    roles: list[str] = Field(default_factory=list, sa_type=JSON)
    phone: str = ""
    zone: str
    home_lat: float | None = None
    home_lon: float | None = None
    domicile: str = ""
    duties: list[str] = Field(default_factory=list, sa_type=JSON)
    language: str = "id"
    hours: str = ""
    active: bool = True
    left_on: date | None = None  # since when somebody is not on the roster


class Contact(Row, table=True):
    """An address of a person; `state`: active, blocked, waiting (to replace another) or ended.

    A person has at most one a channel; `alias` is another address of the same account.
    """

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    channel: str
    address: str = Field(index=True)
    alias: str = Field(default="", index=True)
    state: str = "active"
    preferred: bool = False
    since: datetime = Field(sa_type=Moment)
    until: datetime | None = Field(default=None, sa_type=Moment)
    consented_at: datetime = Field(sa_type=Moment)


class Invitation(Row, table=True):
    """A one-time code, stored as its hash only."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    code_hash: str = Field(unique=True)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Guess(Row, table=True):
    """A wrong code from an address; too many and it must wait."""

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(index=True)
    at: datetime = Field(sa_type=Moment)
