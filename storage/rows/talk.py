"""What is heard and said: raw updates, words, and what we asked whom."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.moment import Moment


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


class Dialog(SQLModel, table=True):
    """What we asked somebody and what belongs to the answer; one question an address at a time."""

    address: str = Field(primary_key=True)
    asking: str
    about: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    until: datetime | None = Field(default=None, sa_type=Moment)
