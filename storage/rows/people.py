"""People, the addresses at which they can be reached, and how they came to them."""

from datetime import date, datetime

from sqlalchemy import JSON, UniqueConstraint
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


class Confirmation(Row, table=True):
    """What the personnel office has said of a post in a unit: nobody is called before.

    `seen` is what the law made of the names when it was said; `clause` is that of the exemption
    under which they fall although their names do not tell.
    """

    __table_args__ = (UniqueConstraint("post", "unit"),)
    id: int | None = Field(default=None, primary_key=True)
    post: str = Field(index=True)
    unit: str
    seen: str
    clause: str = ""
    by: str
    at: datetime = Field(sa_type=Moment)


class Contact(Row, table=True):
    """An account of a person, and the `address` at which it was heard last.

    `state`: active, blocked, taken, waiting or ended (handlers/reach.py says how one becomes the
    other). A person has at most one on a channel that is neither waiting nor ended.
    """

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    channel: str
    address: str = Field(index=True)
    state: str = "active"
    preferred: bool = False
    since: datetime = Field(sa_type=Moment)
    until: datetime | None = Field(default=None, sa_type=Moment)
    consented_at: datetime = Field(sa_type=Moment)


class Alias(Row, table=True):
    """Another name of a contact's account: a number that it hides, an id that stays."""

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    address: str = Field(index=True)


class Invitation(Row, table=True):
    """A one-time code, stored as its hash only; with `lost` the phone before is in other hands."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    code_hash: str = Field(unique=True)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    lost: bool = False


class Guess(Row, table=True):
    """A wrong code from an address; too many and it must wait."""

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(index=True)
    at: datetime = Field(sa_type=Moment)
