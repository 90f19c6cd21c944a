"""`sigap who`: every post and unit of the roster, and whether it may be called."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Engine

from bot import office, settings
from bot.clock import Clock
from bot.console import sentence, show, tell
from bot.settings import Settings
from handlers import who
from handlers.desk import Desk
from handlers.rules.circular import Exemption
from handlers.rules.nip import last4
from handlers.who import Seat, Waiting
from storage import laws
from storage.rows import Person


def who_(*, as_json: bool) -> None:
    """Print what a person of the office must confirm, near misses first."""
    given, clock = settings.load(), Clock()
    engine = office.open_database(given, clock)
    with office.at_desk(engine, given, clock) as desk:
        seats, alone, asked = _seats(desk), _strangers(desk), who.held(desk)
    if as_json:
        show(json.dumps([_facts(seat) for seat in seats], ensure_ascii=False, indent=1))
        return
    show_seats(given.language, seats)
    _show_strangers(given.language, alone)
    show_held(given.language, asked)


def show_seats(language: str, seats: Iterable[Seat]) -> None:
    """Print posts and units, one a line, and how many wait."""
    listed = list(seats)
    for seat in listed:
        show(_line(language, seat))
    left = who.waiting(listed)
    show(say_waiting(language, left) if left else sentence(language, "who.all_confirmed"))


def say_waiting(language: str, left: Waiting) -> str:
    """Say how many are not called until somebody has confirmed their posts."""
    facts = {"seats": left.seats, "people": left.people, "near": left.near}
    return sentence(language, "who.waiting", **facts)


def waiting(given: Settings, engine: Engine) -> tuple[Waiting, int]:
    """Count what waits, and who is held back, for `sigap check`."""
    with office.at_desk(engine, given, Clock()) as desk:
        return who.waiting(_seats(desk)), len(who.held(desk))


def show_held(language: str, asked: Sequence[Person]) -> None:
    """Print who is held back, and how to answer."""
    if asked:
        show(sentence(language, "who.held", count=len(asked)))
    for one in asked:
        blanks = {"name": one.name, "nip": last4(one.nip), "post": one.position}
        show(sentence(language, "who.held_one", **blanks, unit=one.unit))


def _seats(desk: Desk) -> list[Seat]:
    """List posts and units; before the first import there are none, and no law."""
    return who.listing(desk, desk.today()) if laws.newest(desk.db) else []


def _strangers(desk: Desk) -> list[Exemption]:
    return who.strangers(desk, desk.today()) if laws.newest(desk.db) else []


def _show_strangers(language: str, alone: Iterable[Exemption]) -> None:
    names = "; ".join(f"{entry.article} {entry.name}" for entry in alone)
    if names:
        tell(sentence(language, "who.strangers", names=names))


def _line(language: str, seat: Seat) -> str:
    state = "confirmed" if seat.confirmed else "near" if seat.near else "open"
    return sentence(
        language,
        f"who.{state}",
        post=seat.post,
        unit=seat.unit,
        people=seat.people,
        where=f"{seat.mode} {seat.clause}".strip(),
        near="; ".join(f"{entry.article} {entry.name}" for entry in seat.near),
    )


def _facts(seat: Seat) -> dict[str, object]:
    return {
        "post": seat.post,
        "unit": seat.unit,
        "people": seat.people,
        "mode": seat.mode,
        "clause": seat.clause,
        "near": [{"clause": entry.article, "name": entry.name} for entry in seat.near],
        "confirmed": seat.confirmed,
    }
