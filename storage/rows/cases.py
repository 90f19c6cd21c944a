"""What may follow a late or missed call."""

from datetime import date, datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from storage.moment import Moment
from storage.rows.naming import Row


class Proposal(Row, table=True):
    """What the circular names for a case.

    `state`: waiting (for a decision, also after a reason was refused), examining, reported,
    decided or withdrawn; `raised` counts how often it was brought up again.
    """

    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    steps: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    state: str = Field(default="waiting", index=True)
    reason_until: datetime = Field(sa_type=Moment)
    carded_at: datetime | None = Field(default=None, sa_type=Moment)
    carded_to: int | None = Field(default=None, foreign_key="person.id", index=True)
    raised: int = 0
    made_at: datetime = Field(sa_type=Moment)


class Decision(Row, table=True):
    """What a named human decided on a proposal (`handlers/rules/process.py`)."""

    id: int | None = Field(default=None, primary_key=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    choice: str
    decided_by: int = Field(foreign_key="person.id")
    decided_at: datetime = Field(sa_type=Moment)
    taken_back_at: datetime | None = Field(default=None, sa_type=Moment)


class Ruling(Row, table=True):
    """A decision against somebody that can still be taken back; at `tell_at` he is told.

    `about` and `number` name what it is about: a decision on a case, a permit, a plan, ...;
    `stamp` tells what its decider had read, `words` what he wrote.
    """

    __table_args__ = (UniqueConstraint("about", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    about: str
    number: int
    person_id: int = Field(foreign_key="person.id", index=True)
    choice: str
    stamp: str = ""
    words: str = ""
    decided_by: int = Field(foreign_key="person.id", index=True)
    decided_at: datetime = Field(sa_type=Moment)
    tell_at: datetime = Field(sa_type=Moment, index=True)


class Fault(Row, table=True):
    """A late or missed call whose reason a supervisor did not accept."""

    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    on: date
    kind: str
    confirmed: bool
    withdrawn: bool = False
