"""The tables: one class a noun, facts only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.moment import Moment

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Inbox(SQLModel, table=True):
    """A raw update, kept until it is understood; `state`: new, done or quarantined."""

    __table_args__ = (UniqueConstraint("channel", "external_id"),)
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    external_id: str
    raw: dict[str, Any] = Field(sa_type=JSON)
    received_at: datetime = Field(sa_type=Moment)
    state: str = Field(default="new", index=True)
    error: str = ""


class Outbox(SQLModel, table=True):
    """Words until they are spoken; `state`: new, sending, sent, failed, uncertain or cancelled."""

    __table_args__ = (Index("ix_outbox_next", "state", "not_before"),)
    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(index=True)
    key: str
    blanks: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    buttons: list[list[Any]] = Field(default_factory=list, sa_type=JSON)
    keyboard: str = ""
    language: str
    zone: str
    urgent: bool = False
    repeatable: bool = True
    attempt_id: int | None = Field(default=None, index=True)
    not_before: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    state: str = "new"
    tries: int = 0
    leased_until: datetime | None = Field(default=None, sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    ref: str = ""
    error: str = ""


class Person(SQLModel, table=True):
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
    active: bool = True


class Contact(SQLModel, table=True):
    """An address of a person; `state`: active, blocked, waiting (to replace another) or ended."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    channel: str
    address: str = Field(index=True)
    state: str = "active"
    since: datetime = Field(sa_type=Moment)
    until: datetime | None = Field(default=None, sa_type=Moment)
    consented_at: datetime = Field(sa_type=Moment)


class Invitation(SQLModel, table=True):
    """A one-time code, stored as its hash only."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    code_hash: str = Field(unique=True)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Guess(SQLModel, table=True):
    """A wrong code from an address; too many and it must wait."""

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(index=True)
    at: datetime = Field(sa_type=Moment)


class Dialog(SQLModel, table=True):
    """What we asked somebody and what belongs to the answer; one question an address at a time."""

    address: str = Field(primary_key=True)
    asking: str
    about: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    until: datetime | None = Field(default=None, sa_type=Moment)


class Law(SQLModel, table=True):
    """A circular as it was read, and the first day that it governs."""

    hash: str = Field(primary_key=True)
    circular_id: str
    since: date = Field(index=True)
    adopted_at: datetime = Field(sa_type=Moment)
    layers: list[list[str]] = Field(sa_type=JSON)


class Lottery(SQLModel, table=True):
    """The secret of a day: its hash is published in the morning, itself after hours."""

    on: date = Field(primary_key=True)
    secret: str
    commitment: str
    revealed_at: datetime | None = Field(default=None, sa_type=Moment)


class Given(SQLModel, table=True):
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


class ExtraHoliday(SQLModel, table=True):
    """A regional holiday that an administrator entered."""

    on: date = Field(primary_key=True)
    name: str
    given_by: int | None = Field(default=None, foreign_key="person.id")


class Day(SQLModel, table=True):
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


class Call(SQLModel, table=True):
    """One question to one person; `state`: drawn, sending, open or closed, with an outcome."""

    __table_args__ = (
        Index("ix_call_due", "state", "due_at"),
        Index("ix_call_judge", "state", "judge_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    on: date = Field(index=True)
    law_hash: str = Field(foreign_key="law.hash")
    circular_id: str
    drawn_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    kind: str = "lot"
    purpose: str = ""
    ordered_by: int | None = Field(default=None, foreign_key="person.id")
    channel: str = ""
    state: str = "drawn"
    judge_at: datetime | None = Field(default=None, sa_type=Moment)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    answer_kind: str = ""
    heard_after_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str = Field(default="", index=True)
    void_cause: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class Attempt(SQLModel, table=True):
    """One message of a call; its window starts when the channel took it."""

    __table_args__ = (UniqueConstraint("call_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", index=True)
    number: int
    clock_start: datetime | None = Field(default=None, sa_type=Moment)
    deadline: datetime | None = Field(default=None, sa_type=Moment)
    ref: str = ""


class Reason(SQLModel, table=True):
    """Why a call was late or silent, in the person's own words or by a choice."""

    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", unique=True)
    code: str
    text: str = ""
    given_at: datetime = Field(sa_type=Moment)


class Proposal(SQLModel, table=True):
    """What the circular names for a case; `state`: waiting, decided or withdrawn."""

    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    steps: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    state: str = Field(default="waiting", index=True)
    reason_until: datetime = Field(sa_type=Moment)
    carded_at: datetime | None = Field(default=None, sa_type=Moment)
    made_at: datetime = Field(sa_type=Moment)


class Decision(SQLModel, table=True):
    """What a named human decided on a proposal: accept, examine, guide or report."""

    id: int | None = Field(default=None, primary_key=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    choice: str
    decided_by: int = Field(foreign_key="person.id")
    decided_at: datetime = Field(sa_type=Moment)


class Fault(SQLModel, table=True):
    """A late or missed call whose reason a supervisor did not accept."""

    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    on: date
    kind: str
    confirmed: bool
    withdrawn: bool = False


class Outage(SQLModel, table=True):
    """An interval in which we could not be sure to hear; `channel` "" is the whole program."""

    id: int | None = Field(default=None, primary_key=True)
    channel: str = ""
    since: datetime = Field(sa_type=Moment, index=True)
    until: datetime = Field(sa_type=Moment, index=True)
    cause: str
    declared_by: int | None = Field(default=None, foreign_key="person.id")


class Beat(SQLModel, table=True):
    """The last sign of life: "" for the program, else a channel that hears."""

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class Done(SQLModel, table=True):
    """A daily job that has run: once, whoever ran it."""

    job: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class Entry(SQLModel, table=True):
    """A link of the hash-chained log."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    kind: str
    facts: dict[str, Any] = Field(sa_type=JSON)
    previous: str
    hash: str = Field(unique=True)
