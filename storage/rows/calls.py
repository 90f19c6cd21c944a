"""Calls, their attempts, and what became of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storage.moment import Moment
from storage.rows.naming import Row


class Call(Row, table=True):
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


class Attempt(Row, table=True):
    """One message of a call; its window starts when the channel took it."""

    __table_args__ = (UniqueConstraint("call_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", index=True)
    number: int
    channel: str = ""
    clock_start: datetime | None = Field(default=None, sa_type=Moment)
    deadline: datetime | None = Field(default=None, sa_type=Moment)
    ref: str = Field(default="", index=True)


class Reason(Row, table=True):
    """Why a call was late or silent, in the person's own words or by a choice.

    `code`: the choice, "" while nothing counts; `late_text`: what was said after the time for it;
    `attached`: the kinds of what came without words, as "photo"; `doubt`: words asked back;
    `files`: how what was sent is found again, {"kind", "address", "file", "doubt"} each.
    """

    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", unique=True)
    code: str
    text: str = ""
    late_text: str = ""
    attached: list[str] = Field(default_factory=list, sa_type=JSON)
    doubt: str = ""
    files: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    given_at: datetime = Field(sa_type=Moment)
