"""The place of work from home: asked for with a pin, confirmed by the supervisor (domain A9)."""

from datetime import timedelta
from typing import Any

from handlers import warn
from handlers.desk import Choice, Desk
from handlers.events import Message, Spot, Text
from storage import dialogs, people, places
from storage.rows import Home, Person

ASKING, REGISTER = "location_home", "press.location_register"
PATIENCE = timedelta(hours=3)


def register(desk: Desk, person: Person, message: Text) -> bool:
    """Take the press of DAFTARKAN: ask for a pin, sent from the place itself."""
    if desk.law(desk.day_of(person)).location is None:
        return False
    desk.ask(message.address, ASKING, desk.now + PATIENCE, {})
    desk.say(person, "location.home_pin")
    return True


def pin(desk: Desk, person: Person, message: Message, _about: dict[str, Any]) -> bool:
    """Take the pin of a place of work, and put it before the supervisor."""
    if not isinstance(message, Spot):
        return False
    if message.forwarded or message.scheduled or message.picked:
        desk.say(person, "location.fresh")
        return True
    dialogs.close(desk.db, message.address)
    row = places.add_home(
        desk.db,
        Home(
            person_id=person.id or 0,
            lat=message.lat,
            lon=message.lon,
            asked_at=desk.now,
        ),
    )
    desk.note("location.home_asked", nip=person.nip, home=row.id)
    desk.say(person, "location.home_asked", choices="clear")
    superior = warn.decider(desk, person)
    if superior:
        data = f"home:{row.id}"
        desk.say(
            superior,
            "location.home_card",
            choices=[
                [Choice("location.home_yes", f"{data}:approve")],
                [Choice("location.home_no", f"{data}:refuse")],
            ],
            repeatable=False,
            name=person.name,
            unit=person.unit,
            number=row.id,
        )
    return True


def press(desk: Desk, actor: Person, words: list[str]) -> bool:
    """Take the supervisor's press; a place that was decided or replaced stays as it is."""
    match words:
        case [number, "approve" | "refuse" as choice] if number.isdecimal():
            row = places.home(desk.db, int(number))
        case _:
            return False
    person = people.get(desk.db, row.person_id) if row else None
    if row is None or person is None or actor not in people.superiors(desk.db, person):
        return False
    if row.state != "asked":
        desk.say(actor, "location.home_done_already", name=person.name)
        return True
    if choice == "approve":
        places.confirm(desk.db, row, actor.id or 0, desk.now)
    else:
        row.state, row.decided_by, row.decided_at = "refused", actor.id, desk.now
        desk.db.add(row)
    desk.note("location.home_decided", home=row.id, choice=choice, by=actor.nip)
    desk.say(actor, f"location.home_done_{choice}", name=person.name)
    desk.say(person, f"location.home_told_{choice}", by=actor.name)
    return True
