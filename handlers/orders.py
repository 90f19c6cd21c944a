"""What a human lays down about a day: an order is kept, noted, and counts at once."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers import schedule
from handlers.call import close, lots
from handlers.desk import Desk
from handlers.rules import window
from handlers.rules.circular import Span
from storage import calls, days
from storage.rows import Call, Given, Person

MODES = ("WFH", "WFO", "WFA", "LEAVE", "TRAVEL")


def give(  # noqa: PLR0913 - who, when, what and on whose word
    desk: Desk,
    target: Person,
    on: date,
    mode: str,
    source: str,
    *,
    clause: str = "",
    by: Person | None = None,
) -> None:
    """Keep an order for one person and date; it replaces an earlier one (South Sumatra 4)."""
    days.give(
        desk.db,
        Given(
            person_id=target.id or 0,
            on=on,
            mode=mode,
            source=source,
            clause=clause,
            given_by=by.id if by else None,
            given_at=desk.now,
        ),
    )
    facts = {"nip": target.nip, "on": on, "mode": mode, "source": source}
    desk.note("day.given", **facts, by=by.nip if by else "")
    apply(desk, target, on)


def apply(desk: Desk, target: Person, on: date) -> None:
    """Let an order count at once where the day has been opened: no call on leave stands."""
    if days.get(desk.db, target.id or 0, on) is None:
        return
    day, off = schedule.open_day(desk, target, on), schedule.off(desk, target, on)
    lots.draw_for(desk, target, on)
    for call in calls.of_people(desk.db, [target.id or 0], on, on):
        if call.outcome not in {"", "late", "missed"}:
            continue
        if day.mode != "WFH":
            close.void(desk, call, "on_leave" if day.mode == "LEAVE" else "not_wfh")
        elif off and touches(desk, call, target, off.span):
            close.void(desk, call, "on_leave")


def touches(desk: Desk, call: Call, target: Person, off: Span) -> bool:
    """Tell whether a call's life touches hours of leave."""
    zone = ZoneInfo(target.zone)
    start, end = (datetime.combine(call.on, at, zone) for at in (off.start, off.end))
    return call.due_at < end and start < call.due_at + window.life(close.rule_of(desk, call))


def take_back(desk: Desk, target: Person, on: date, by: Person) -> None:
    """Take an order back; the one before it stands again, else what the circular says."""
    mode = days.take_back(desk.db, target.id or 0, on)
    before = days.given(desk.db, target.id or 0, on)
    facts = {"mode": mode, "restored": before.mode if before else ""}
    desk.note("day.taken_back", nip=target.nip, on=on, **facts, by=by.nip)
    apply(desk, target, on)
