"""What keeps people at home from being called: a permission to leave, an order to come."""

from datetime import datetime

from handlers.desk import Desk, Phrase, phrase
from storage import calls, people, permits, recalls
from storage.rows import Call, Permit


def hindrance(desk: Desk, call: Call, since: datetime, until: datetime) -> str:
    """Name why nobody may be asked between two moments: "" for nothing (Bukittinggi 2.f, 2.g)."""
    order = recalls.standing(desk.db, call.person_id, call.on)
    if order and order.ordered_at <= until and (order.arrived_at or until) >= since:
        return "recalled"
    rule = desk.law_by_hash(call.law_hash).permit
    if rule and rule.calls == "stop":
        given = permits.granted(desk.db, call.person_id, call.on)
        if any(permit.start <= until and since < _end(permit) for permit in given):
            return "on_permit"
    return ""


def during(desk: Desk, call: Call) -> str:
    """Name what kept a person from answering while a call was open: "" for nothing."""
    since, until = _life(desk, call)
    return hindrance(desk, call, since, until)


def facts(desk: Desk, call: Call) -> list[Phrase]:
    """List the requests to leave that touch a call, for whoever decides about it (2.g)."""
    since, until = _life(desk, call)
    asked = permits.of_day(desk.db, call.person_id, call.on)
    counted = [p for p in asked if p.state not in {"refused", "withdrawn"}]
    return [
        _fact(desk, p)
        for p in counted
        if p.start <= until and since < max(p.until, p.returned_at or p.until)
    ]


def _life(desk: Desk, call: Call) -> tuple[datetime, datetime]:
    """Give the first moment of a call's first window, and the last of its last one."""
    attempts = [a for a in calls.attempts(desk.db, call) if a.clock_start]
    starts = [a.clock_start for a in attempts if a.clock_start]
    ends = [a.deadline for a in attempts if a.deadline]
    return min(starts, default=call.due_at), max(ends, default=call.due_at)


def _end(permit: Permit) -> datetime:
    return min(permit.until, permit.returned_at or permit.until)


def _fact(desk: Desk, permit: Permit) -> Phrase:
    by = people.get(desk.db, permit.decided_by) if permit.decided_by else None
    back = phrase("permit.back_at", at=permit.returned_at)
    if permit.state not in permits.GRANTED:
        key = "permit.fact_pending"
    else:
        key = "permit.fact_approved" if by else "permit.fact_emergency"
    return phrase(
        key,
        number=permit.id,
        start=permit.start,
        until=permit.until,
        by=by.name if by else "-",
        at=permit.decided_at,
        back=back if permit.returned_at else phrase("permit.not_back"),
    )
