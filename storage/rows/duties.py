"""What else a circular may ask for: plans, reports, attendance, permits, recalls, checks."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.moment import Moment
from storage.rows.naming import Row


class Plan(Row, table=True):
    """What a person means to do on a WFH day; `state`: draft, sent, approved or commented."""

    __table_args__ = (UniqueConstraint("person_id", "on"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    on: date = Field(index=True)
    state: str = "draft"
    address: str = ""
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    late: bool = False
    comment: str = ""
    reviewed_by: int | None = Field(default=None, foreign_key="person.id")
    reviewed_at: datetime | None = Field(default=None, sa_type=Moment)


class PlanItem(Row, table=True):
    """One piece of work in a plan."""

    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    number: int
    task: str
    target: str = ""
    unit: str = ""
    minutes: int | None = None


class Report(Row, table=True):
    """What came of a WFH day; `state`: draft, sent or assessed."""

    __table_args__ = (UniqueConstraint("person_id", "on"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    on: date = Field(index=True)
    state: str = "draft"
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    late: bool = False
    assessment: str = ""
    comment: str = ""
    assessed_by: int | None = Field(default=None, foreign_key="person.id")
    assessed_at: datetime | None = Field(default=None, sa_type=Moment)


class ReportItem(Row, table=True):
    """What came of one piece of work; `progress`: done, partly, not or "" (not said yet)."""

    __table_args__ = (UniqueConstraint("report_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id")
    number: int
    task: str
    progress: str = ""
    output: str = ""
    obstacle: str = ""


class Photo(Row, table=True):
    """A picture that a duty asked for; `state`: wanted, kept, failed, expired or deleted."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    on: date = Field(index=True)
    duty: str
    address: str
    file: str
    taken_at: datetime = Field(sa_type=Moment)
    state: str = Field(default="wanted", index=True)
    path: str = ""
    sha256: str = ""
    size: int = 0
    delete_after: date


class Mark(Row, table=True):
    """An attendance mark of one slot; `status`: draft, on_time or late, `place` a fence's word."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    on: date = Field(index=True)
    slot: str
    at: datetime = Field(sa_type=Moment)
    way: str
    status: str
    place: str = ""
    photo_id: int | None = Field(default=None, foreign_key="photo.id")
    undone_at: datetime | None = Field(default=None, sa_type=Moment)


class Permit(Row, table=True):
    """A permission to leave; `state`: asked, question, approved, refused, emergency, returned."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    on: date = Field(index=True)
    reason: str
    destination: str
    start: datetime = Field(sa_type=Moment)
    until: datetime = Field(sa_type=Moment)
    state: str = "asked"
    asked_at: datetime = Field(sa_type=Moment)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    note: str = ""
    returned_at: datetime | None = Field(default=None, sa_type=Moment)
    reminded_at: datetime | None = Field(default=None, sa_type=Moment)


class Recall(Row, table=True):
    """An order to come to the office; `answer`: ready, hindered or "" (not said yet)."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    on: date = Field(index=True)
    ordered_by: int = Field(foreign_key="person.id")
    ordered_at: datetime = Field(sa_type=Moment)
    article: str
    place: str
    purpose: str
    due_at: datetime = Field(sa_type=Moment)
    answer: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    note: str = ""
    arrived_at: datetime | None = Field(default=None, sa_type=Moment)
    cancelled_at: datetime | None = Field(default=None, sa_type=Moment)


class Check(Row, table=True):
    """The office checklist before a WFH day, ticked by a person."""

    __table_args__ = (UniqueConstraint("person_id", "on"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    on: date = Field(index=True)
    ticked_at: datetime = Field(sa_type=Moment)
