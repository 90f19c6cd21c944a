"""What a human lays down about a day: an order is kept, noted, and counts at once."""

from datetime import date

from handlers import schedule
from handlers.call import close, lots
from handlers.desk import Desk
from storage import calls, days
from storage.rows import Given, Person

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
    day = schedule.open_day(desk, target, on)
    lots.draw_for(desk, target, on)
    if day.mode != "WFH":
        for call in calls.of_people(desk.db, [target.id or 0], on, on):
            if call.outcome in {"", "late", "missed"}:
                close.void(desk, call, "on_leave" if day.mode == "LEAVE" else "not_wfh")
