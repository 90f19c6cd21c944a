"""The place of work from home: asked for with a pin, confirmed by the supervisor (domain A9)."""

from datetime import timedelta
from typing import Any

from handlers import confirm, ruling, warn
from handlers.desk import Choice, Desk
from handlers.events import Message, Spot, Text
from handlers.ruling import Press
from storage import dialogs, people, places, rulings
from storage.rows import Home, Person, Ruling

ASKING, REGISTER = "location_home", "press.location_register"
ABOUT, CHOICES = "home", ("approve", "refuse")
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
        _show(desk, superior, person, row)
    return True


def _show(desk: Desk, superior: Person, person: Person, row: Home) -> None:
    data = f"{ABOUT}:{row.id}"
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


def press(desk: Desk, actor: Person, words: list[str]) -> bool:
    """Understand a superior's press; a stranger's button is an old one."""
    row = places.home(desk.db, int(words[0])) if words[0].isdecimal() else None
    return bool(_author(desk, actor, row)) and ruling.press(desk, actor, words, decide, undo)


def _author(desk: Desk, actor: Person, row: Home | None) -> Person | None:
    person = people.get(desk.db, row.person_id) if row else None
    return person if person and actor in people.superiors(desk.db, person) else None


def waiting(desk: Desk, actor: Person) -> list[Home]:
    """List the places of one's people that wait for a decision."""
    ids = [member.id or 0 for member in people.subordinates(desk.db, actor)]
    found = places.asked(desk.db, ids)
    untold = rulings.untold(desk.db, ABOUT, [row.id or 0 for row in found])
    return [row for row in found if row.id not in untold]


def decide(desk: Desk, actor: Person, press: Press) -> None:
    """Take a superior's decision; a place that was decided or replaced stays as it is."""
    choice, row = press.choice, places.home(desk.db, press.number)
    person = _author(desk, actor, row)
    if row is None or person is None or choice not in CHOICES:
        desk.say(actor, "common.old_button")
    elif row.state != "asked":
        desk.say(actor, "location.home_done_already", name=person.name)
    elif choice == "refuse":
        _refuse(desk, actor, person, row, is_sure=press.is_sure)
    else:
        rulings.drop(desk.db, ABOUT, [press.number])  # nobody has heard of a refusal
        places.confirm(desk.db, row, actor.id or 0, desk.now)
        desk.note("location.home_decided", home=row.id, choice=choice, by=actor.nip)
        desk.say(actor, "location.home_done_approve", name=person.name)
        desk.say(person, "location.home_told_approve", by=actor.name)


def _refuse(desk: Desk, actor: Person, person: Person, row: Home, *, is_sure: bool) -> None:
    if ruling.waits(desk, actor, ABOUT, row.id):
        return
    if not is_sure:
        data = f"{ABOUT}:{row.id}:refuse"
        desk.say(
            actor,
            "location.home_sure_refuse",
            choices=confirm.choices(desk, actor, data, row.state),
            repeatable=False,
            name=person.name,
        )
        return
    ruling.keep(desk, actor, person, ABOUT, row.id or 0, "refuse")
    desk.note("location.home_decided", home=row.id, choice="refuse", by=actor.nip)
    desk.say(
        actor,
        "location.home_done_refuse",
        choices=ruling.undo_button(ABOUT, row.id),
        name=person.name,
        told=ruling.told_later(desk),
    )


def undo(desk: Desk, actor: Person, number: int) -> None:
    """Take a refusal back; the place waits as before."""
    row = places.home(desk.db, number)
    person = _author(desk, actor, row)
    if row and person and ruling.taken_back(desk, actor, ABOUT, number):
        desk.say(actor, "ruling.undone", name=person.name)
        _show(desk, actor, person, row)


def settle(desk: Desk, told: Ruling) -> None:
    """Let a refusal stand, and tell it; a place that was replaced is left alone."""
    row = places.home(desk.db, told.number)
    if row is None or row.state != "asked":
        return
    row.state, row.decided_by, row.decided_at = "refused", told.decided_by, told.decided_at
    desk.db.add(row)
    by, person = people.get(desk.db, told.decided_by), people.get(desk.db, row.person_id)
    desk.say(person, "location.home_told_refuse", by=by.name)
