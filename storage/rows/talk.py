"""What is heard and said: raw updates, words, and what we asked whom."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storage.moment import Moment
from storage.rows.naming import Row


class Inbox(Row, table=True):
    """A raw update, kept until it is understood; `state`: new, done or quarantined.

    Who numbers updates may begin anew, so one is known by its number and the `fingerprint` of what
    it says, which is "" where nobody can number twice. `rank`: 0 goes first, all else when
    there is time: what strangers send, and more from one `sender` than people write.
    """

    __table_args__ = (
        UniqueConstraint("channel", "external_id", "fingerprint"),
        Index("ix_inbox_next", "state", "rank", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    external_id: str
    fingerprint: str = ""
    sender: str = ""
    rank: int = 0
    raw: dict[str, Any] = Field(sa_type=JSON)
    received_at: datetime = Field(sa_type=Moment)
    state: str = "new"
    error: str = ""


class Outbox(Row, table=True):
    """Words until they are spoken.

    `state`: new, sending, sent, failed, uncertain, cancelled, or held until the person writes;
    `delivery`: "" on a channel without receipts, else awaited, asked (it arrived, but we had to
    ask), delivered or read; `opened_at`: when it was said to somebody who had not written for too
    long; `spoken_at`: when, by our own clock, it was booked to be said last.
    """

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
    spoken_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    opened_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    delivery: str = ""
    ref: str = Field(default="", index=True)
    error: str = ""


class Pace(Row, table=True):
    """From when on a channel may say its next message.

    `halted_until`: the end of the last silence that the platform asked for; what was booked
    before it is not said.
    """

    channel: str = Field(primary_key=True)
    next_at: datetime = Field(sa_type=Moment)
    halted_until: datetime | None = Field(default=None, sa_type=Moment)


class Heard(Row, table=True):
    """When a person's address was heard from last, where free words are allowed only after it."""

    address: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class Dialog(Row, table=True):
    """What we asked somebody and what belongs to the answer; one question an address at a time."""

    address: str = Field(primary_key=True)
    asking: str
    about: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    until: datetime | None = Field(default=None, sa_type=Moment)
