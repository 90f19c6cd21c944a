"""Calls are drawn by lot in the morning, so that nobody is picked on, and anyone can check."""

import hashlib
import hmac
from datetime import date

from handlers import schedule
from handlers.desk import Desk
from handlers.rules import draw, workdays
from storage import calls, days, people
from storage.rows import Call, Day, Person


def open_day(desk: Desk, on: date) -> None:
    """Open the day of everybody, and draw the calls of those who work from home."""
    secret = day_secret(desk, on)
    days.open_lottery(desk.db, on, secret.hex(), draw.commitment(secret))
    desk.note("lottery.opened", on=on, commitment=draw.commitment(secret))
    for person in people.active(desk.db):
        schedule.open_day(desk, person, on)
        draw_for(desk, person, on)


def day_secret(desk: Desk, on: date) -> bytes:
    """Derive the secret of a day; nobody without our key can foresee it."""
    return hmac.digest(desk.key, f"lottery:{on}".encode(), hashlib.sha256)


def draw_for(desk: Desk, person: Person, on: date) -> None:
    """Draw a person's calls once a day, if he works from home and can be reached."""
    day, law = days.get(desk.db, person.id or 0, on), desk.law(on)
    if day is None or day.drawn_at or day.mode != "WFH" or law.call is None:
        return
    lottery = days.lottery(desk.db, on)
    if people.contact(desk.db, person) is None or lottery is None or lottery.revealed_at:
        return
    day.drawn_at = desk.now
    _draw(desk, person, day, bytes.fromhex(lottery.secret))


def _draw(desk: Desk, person: Person, day: Day, secret: bytes) -> None:
    law = desk.law(day.on)
    rule = law.call
    assert rule, "lots are drawn only where the law knows calls"
    begin = workdays.callable_intervals(rule, schedule.workday(desk, person, day.on), person.zone)
    moments = draw.moments(secret, person.nip, day.on, begin, rule)
    # whoever enrols in the middle of a day is called only in what is left of it
    ahead = [moment for moment in moments if moment >= desk.now]
    for moment in ahead:
        calls.add(
            desk.db,
            Call(
                code=next_code(desk, person, day.on),
                person_id=person.id or 0,
                on=day.on,
                law_hash=law.hash,
                circular_id=law.id,
                drawn_at=desk.now,
                due_at=moment,
            ),
        )
    desk.note(
        "lots.drawn",
        nip=person.nip,
        on=day.on,
        law=law.hash,
        begin=[[i.start, i.end] for i in begin],
        moments=ahead,
    )


def next_code(desk: Desk, person: Person, on: date) -> str:
    """Name a person's next call of a day: date, person, number."""
    return f"{on:%y%m%d}-{person.id}-{calls.count(desk.db, person.id or 0, on) + 1}"


def reveal(desk: Desk, on: date) -> None:
    """Publish the day's secret after hours; from now on anyone can draw again."""
    row = days.reveal(desk.db, on, desk.now)
    if row:
        desk.note("lottery.revealed", on=on, secret=row.secret)
