"""Calls are drawn by lot in the morning, so that nobody is picked on, and anyone can check."""

import hashlib
import hmac
from datetime import date
from typing import Any

from handlers import schedule
from handlers.desk import Desk
from handlers.rules import draw, workdays
from storage import ahead, calls, days, people
from storage.rows import Day, Person


def open_day(desk: Desk, on: date) -> None:
    """Open the day of everybody, and draw the calls of those who work from home."""
    secret = day_secret(desk, on)
    days.open_lottery(desk.db, on, secret.hex(), draw.commitment(secret))
    desk.note("lottery.opened", on=on, commitment=draw.commitment(secret))
    ahead.everybody(desk.db)
    drawn: list[dict[str, Any]] = []
    for person in people.active(desk.db):
        schedule.open_day(desk, person, on)
        drawn += _lots_of(desk, person, on)
    calls.draw(desk.db, drawn)


def day_secret(desk: Desk, on: date) -> bytes:
    """Derive the secret of a day; nobody without our key can foresee it."""
    return hmac.digest(desk.key, f"lottery:{on}".encode(), hashlib.sha256)


def draw_for(desk: Desk, person: Person, on: date) -> None:
    """Draw a person's calls once a day, if he works from home and can be reached."""
    calls.draw(desk.db, _lots_of(desk, person, on))


def _lots_of(desk: Desk, person: Person, on: date) -> list[dict[str, Any]]:
    day, law = days.get(desk.db, person.id or 0, on), desk.law(on)
    if day is None or day.drawn_at or day.mode != "WFH" or law.call is None:
        return []
    lottery = days.lottery(desk.db, on)
    if people.contact(desk.db, person) is None or lottery is None or lottery.revealed_at:
        return []
    day.drawn_at = desk.now
    return _draw(desk, person, day, bytes.fromhex(lottery.secret))


def _draw(desk: Desk, person: Person, day: Day, secret: bytes) -> list[dict[str, Any]]:
    law = desk.law(day.on)
    rule = law.call
    assert rule, "lots are drawn only where the law knows calls"
    begin = workdays.callable_intervals(rule, schedule.workday(desk, person, day.on), person.zone)
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
    number = calls.count(desk.db, person.id or 0, day.on)
    return [
        {**facts, "code": _code(person, day.on, number + n), "due_at": moment}
        for n, moment in enumerate(coming, 1)
    ]


def next_code(desk: Desk, person: Person, on: date) -> str:
    """Name a person's next call of a day: date, person, number."""
    return _code(person, on, calls.count(desk.db, person.id or 0, on) + 1)


def _code(person: Person, on: date, number: int) -> str:
    return f"{on:%y%m%d}-{person.id}-{number}"


def reveal(desk: Desk, on: date) -> None:
    """Publish the day's secret after hours; from now on anyone can draw again."""
    row = days.reveal(desk.db, on, desk.now)
    if row:
        desk.note("lottery.revealed", on=on, secret=row.secret)
