"""Calls on their way: of which nobody has said yet whether they reached the phone."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.rows import Attempt, Call, Outbox


@dataclass(frozen=True, slots=True)
class Awaited:
    """A message of a call: when it was sent, and when the call is void if it has not arrived."""

    outbox_id: int
    ref: str
    sent_at: datetime
    void_at: datetime


def awaited(db: Session, channel: str) -> list[Awaited]:
    """List a channel's messages of calls that are still on their way, the most urgent first."""
    columns = (col(Outbox.id), col(Outbox.ref), col(Outbox.sent_at), col(Call.judge_at))
    query = select(*columns).join(Attempt, col(Attempt.id) == Outbox.attempt_id)
    query = query.join(Call, col(Call.id) == Attempt.call_id)
    query = query.where(Call.state == "sending", col(Call.judge_at).is_not(None))
    query = query.where(Outbox.state == "sent", Outbox.delivery == "awaited")
    query = query.where(Attempt.channel == channel, Outbox.ref != "")
    found = db.exec(query.order_by(col(Call.judge_at))).all()
    return [Awaited(number or 0, ref, at, void) for number, ref, at, void in found if at and void]
