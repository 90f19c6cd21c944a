"""Fault of ours is never fault of theirs: intervals in which we could not be sure to hear."""

from datetime import datetime, timedelta

from handlers import attend
from handlers.call import close
from handlers.desk import Desk
from handlers.events import Deaf
from storage import calls, outages, people
from storage.ahead import UNDER_WAY
from storage.rows import Call, Outage, Person

A_CALLS_LIFE = timedelta(hours=1)  # at most: whatever was under way began within it


def restarted(last: datetime, now: datetime) -> Deaf:
    """Tell what a restart leaves in doubt: all since the last sign of life.

    After a clock was set back it is the time that comes twice, in which an answer seems older than
    its call; but a machine that wakes up in 1970 takes back nothing that was judged long ago.
    """
    since, until = (last, now) if last <= now else (max(now, last - A_CALLS_LIFE), last)
    return Deaf(at=until, since=since, channel="", cause="restart")


def deaf(desk: Desk, event: Deaf) -> None:
    """Record what the heartbeat found, and take back what was judged inside it."""
    record(desk, event.channel, event.since, event.at, event.cause)


def record(  # noqa: PLR0913, PLR0917 - all that an outage is
    desk: Desk,
    channel: str,
    since: datetime,
    until: datetime,
    cause: str,
    declared_by: Person | None = None,
    unit: str = "",
) -> list[Call]:
    """Keep an outage and void the findings whose window it touched; return those calls.

    Open calls are left to the next verdict, which comes after the inbox is drained: an answer
    that was written in time may still be waiting at the platform. A declared outage voids them.
    """
    by = declared_by.id if declared_by else None
    outages.add(
        desk.db,
        Outage(
            channel=channel,
            unit=unit,
            since=since,
            until=until,
            cause=cause,
            declared_by=by,
        ),
    )
    facts = {"channel": channel, "since": since, "until": until, "by": by}
    if unit:
        facts["unit"] = unit
    desk.note("outage", **facts, cause=cause if by is None else "declared")
    found = hurt(desk, channel, since, until, unit=unit, declared=declared_by is not None)
    for call in found:
        close.void(desk, call, "outage")
    attend.mend(desk, since, until)
    return found


def hurt(
    desk: Desk, channel: str, since: datetime, until: datetime, *, unit: str, declared: bool
) -> list[Call]:
    """List the calls that an outage voids: of a unit, only those of its people."""
    touched = calls.alive_between(desk.db, since, until, channel)
    return [
        call
        for call in touched
        if _is_hurt(call, declared=declared)
        and outages.covers(unit, people.get(desk.db, call.person_id).unit)
    ]


def _is_hurt(call: Call, *, declared: bool) -> bool:
    is_open = call.state in UNDER_WAY
    return call.outcome in {"late", "missed"} or (declared and is_open)
