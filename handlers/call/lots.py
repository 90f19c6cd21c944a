"""Calls are drawn by lot in the morning, so that nobody is picked on, and anyone can check."""

from datetime import date, datetime
from typing import Any

from handlers import keys, schedule
from handlers.desk import Desk
from handlers.job import Part
from handlers.rules import draw, workdays
from handlers.rules.circular import CallRule
from handlers.rules.workdays import Workday
from storage import calls, crowd, days, people, restored
from storage.rows import Lottery, Person


def open_day(desk: Desk, on: date, part: Part) -> None:
    """Open the day of many people, and draw the calls of those who work from home."""
    lottery = open_lottery(desk, on)
    opened, drawn = [], []
    known = crowd.opened(desk.db, on, part.first, part.last)
    enrolled = crowd.enrolled(desk.db, part.first, part.last)
    for person in part.listed(desk):
        if person.id in known:  # he joined, or got an order, before his part's turn
            schedule.open_day(desk, person, on)
            drawn += _lots_of(desk, person, on)
        else:
            day = schedule.workday(desk, person, on)
            lots = _lots(desk, person, day, lottery) if person.id in enrolled else None
            drawn += lots or []
            opened.append(_opened(desk, person, day, None if lots is None else desk.now))
    calls.draw(desk.db, drawn)
    crowd.open_days(desk.db, opened)


def open_lottery(desk: Desk, on: date) -> Lottery:
    """Publish the fingerprint of a day's secret, once."""
    known = days.lottery(desk.db, on)
    if known:
        return known
    secret = day_secret(desk, on)
    desk.note("lottery.opened", on=on, commitment=draw.commitment(secret))
    return days.open_lottery(desk.db, on, secret.hex(), draw.commitment(secret))


def _opened(desk: Desk, person: Person, day: Workday, drawn_at: datetime | None) -> dict[str, Any]:
    return {
        "person_id": person.id,
        "on": day.on,
        "mode": day.mode,
        "clause": day.clause,
        "source": day.source,
        "law_hash": desk.law(day.on).hash,
        "drawn_at": drawn_at,
    }


def day_secret(desk: Desk, on: date) -> bytes:
    """Derive the secret of a day; nobody without our key can foresee it."""
    return keys.digest(desk.key, "lot", f"lottery:{on}")


def draw_for(desk: Desk, person: Person, on: date) -> None:
    """Draw a person's calls once a day, if he works from home and can be reached."""
    calls.draw(desk.db, _lots_of(desk, person, on))


def _lots_of(desk: Desk, person: Person, on: date) -> list[dict[str, Any]]:
    day = days.get(desk.db, person.id or 0, on)
    if day is None or day.drawn_at or day.mode != "WFH":
        return []
    if people.contact(desk.db, person) is None:
        return []
    lottery = days.lottery(desk.db, on)
    lots = _lots(desk, person, schedule.workday(desk, person, on), lottery)
    if lots is not None:
        day.drawn_at = desk.now
    return lots or []


def _lots(
    desk: Desk, person: Person, day: Workday, lottery: Lottery | None
) -> list[dict[str, Any]] | None:
    """Draw the lots of somebody's day; None if nothing is to be drawn for him yet."""
    rule = desk.law(day.on).call
    if day.mode != "WFH" or rule is None or lottery is None or lottery.revealed_at:
        return None
    return _draw(desk, person, day, rule, bytes.fromhex(lottery.secret))


def _draw(
    desk: Desk, person: Person, day: Workday, rule: CallRule, secret: bytes
) -> list[dict[str, Any]]:
    law = desk.law(day.on)
    begin = workdays.callable_intervals(rule, day, person.zone)
    moments = draw.moments(secret, person.nip, day.on, begin, rule)
    # whoever enrols in the middle of a day is called only in what is left of it
    coming = [moment for moment in moments if moment >= desk.now]
    desk.note(
        "lots.drawn",
        nip=person.nip,
        on=day.on,
        law=law.hash,
        begin=[[i.start, i.end] for i in begin],
        moments=coming,
    )
    facts = {
        "person_id": person.id or 0,
        "on": day.on,
        "law_hash": law.hash,
        "circular_id": law.id,
        "drawn_at": desk.now,
    }
    number = _last_number(desk, person, day.on)
    return [
        {**facts, "code": _code(person, day.on, number + n), "due_at": moment}
        for n, moment in enumerate(coming, 1)
    ]


def next_code(desk: Desk, person: Person, on: date) -> str:
    """Name a person's next call of a day: date, person, number."""
    return _code(person, on, _last_number(desk, person, on) + 1)


def _last_number(desk: Desk, person: Person, on: date) -> int:
    """Give the number of a person's last call of a day, one of a lost memory included."""
    return restored.counted_before(desk.db, on) + calls.count(desk.db, person.id or 0, on)


def _code(person: Person, on: date, number: int) -> str:
    return f"{on:%y%m%d}-{person.id}-{number}"


def reveal(desk: Desk, on: date) -> None:
    """Publish the day's secret after hours; from now on anyone can draw again."""
    row = days.reveal(desk.db, on, desk.now)
    if row:
        desk.note("lottery.revealed", on=on, secret=row.secret)
