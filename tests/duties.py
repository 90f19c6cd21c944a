"""Offices whose circular asks for plans and reports, for the stories of those duties."""

from datetime import datetime
from functools import cache

from sqlalchemy import Engine

from handlers.rules import circular
from handlers.rules.circular import Circular
from storage.rows import Outbox, Person
from tests.office import ZONE, Office

THURSDAY = datetime(2026, 4, 9, 8, 0, tzinfo=ZONE)  # the work day before the first WFH Friday
DUTIES = """
id = "uji"
extends = "sumsel"
[call]
per_day = [0, 0]
[plan]
article = "2.a"
[report]
article = "2.a"
"""
QUIET = """
id = "uji"
extends = "{city}"
[call]
per_day = [0, 0]
"""


@cache
def law(text: str = DUTIES, on: str = "sumsel") -> Circular:
    """Give a circular with plans and reports, but without drawn calls."""
    return circular.parse((*circular.read_layers(on), circular.Layer(name="uji", text=text)))


def city(name: str, engine: Engine, now: datetime = THURSDAY) -> Office:
    """Open an office under a shipped circular; calls come only when a story orders them."""
    return Office(engine, law(QUIET.format(city=name), name), now)


def heard(office: Office, person: Person, *sections: str) -> list[str]:
    """List what somebody was told by some acts since he was asked last."""
    wanted = tuple(f"{section}." for section in sections)
    return [key for key in office.said(person) if key.startswith(wanted)]


def newest(office: Office, person: Person, key: str) -> str:
    """Give the newest message of a key as it is read."""
    return office.text(message(office, person, key))


def message(office: Office, person: Person, key: str) -> Outbox:
    """Give the newest message of a key."""
    return [row for row in office.words(person) if row.key == key][-1]


def press(office: Office, boss: Person, key: str, button: int) -> None:
    """Press a button of the newest card of a key, counted from 0, and confirm it if asked."""
    office.tap(boss, message(office, boss, key).buttons[0][button][1])
    office.confirm(boss)


def second_thoughts(office: Office) -> None:
    """Let the time pass in which a decision could be taken back."""
    office.wait(minutes=5)
