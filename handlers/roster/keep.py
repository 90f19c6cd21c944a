"""Keeping a roster: people are added, changed and marked as gone, never deleted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from handlers import orders, who
from handlers.desk import Desk
from handlers.roster.values import COLUMNS, Entry, Roster, Seat
from handlers.who import HELD
from storage import bulk
from storage.rows import Person

FIELD_OF = {"role": "roles"}  # columns are named as the field that they fill, but for this one
TREE = ("nip", "supervisor_nip")
FACTS = (*(FIELD_OF.get(c, c) for c in COLUMNS if c not in TREE), "supervisor_id", "active")

SEAT = {"position", "unit", "duties", "person_type"}  # what tells whether somebody is exempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How many people an import touched, and how."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deactivated: int = 0
    alone: Mapping[str, str] = field(default_factory=dict, compare=False)  # who has no superior


def seats(db: Session) -> dict[str, Seat]:
    """Give the tree as it is known, by number."""
    tree = bulk.tree(db)
    nips = {number: nip for number, nip, _, _ in tree}
    homes = bulk.homes(db)
    return {
        nip: Seat(nips.get(above, ""), active, homes.get(number))
        for number, nip, above, active in tree
    }


def apply(desk: Desk, roster: Roster, *, complete: bool = False) -> Summary:
    """Bring the people up to date; with `complete`, whoever is not in the roster has left."""
    known = {person.nip: person for person in bulk.everybody(desk.db)}
    before = {nip: _facts(person) for nip, person in known.items()}
    for entry in roster.entries:
        _fill(desk, known, entry, tells_state=roster.tells_state)
    held = [person for one in roster.held if (person := known.get(one.nip)) and _hold(person)]
    awaited = [one.entry for one in roster.held if one.entry and _await(desk, known, one.entry)]
    desk.db.flush()
    for entry in (*roster.entries, *awaited):
        if "supervisor_nip" in entry.given:
            above = known.get(entry.supervisor)
            known[entry.nip].supervisor_id = above.id if above else None
    left = _leave(known, roster) if complete else []
    desk.db.flush()
    gone = [*left, *held]
    changes = {nip: _changes(before.get(nip), known[nip]) for nip in _named(roster, gone)}
    for nip, fields in changes.items():
        _note(desk, nip, fields, new=nip not in before)
    for person in held:
        orders.apply(desk, person, desk.today(person.zone))
    touched = {nip for nip, fields in changes.items() if fields}
    for nip in touched & before.keys():
        if SEAT.intersection(changes[nip]) and known[nip] not in held:
            who.mend(desk, known[nip])
    return Summary(
        added=len(changes.keys() - before.keys()),
        changed=len(touched & before.keys()) - len(left),
        unchanged=len(changes) - len(touched),
        deactivated=len(left),
        alone=_alone(known),
    )


def _alone(known: Mapping[str, Person]) -> dict[str, str]:
    """Name whoever has nobody above him who is still here."""
    here = {person.id for person in known.values() if person.active}
    return {p.nip: p.name for p in known.values() if p.active and p.supervisor_id not in here}


def _hold(person: Person) -> bool:
    """Let nobody call somebody of whom it is asked whether he works; the answer frees him."""
    if not person.active or HELD in person.duties:
        return False
    person.duties = [*person.duties, HELD]
    return True


def _await(desk: Desk, known: dict[str, Person], entry: Entry) -> bool:
    """Keep somebody new beside the roster until the office has said whether he works."""
    if entry.nip in known:
        return False
    facts = _all(entry)
    facts |= {"active": False, "duties": [*entry.duties, HELD]}
    person = known[entry.nip] = Person(**facts)
    desk.db.add(person)
    desk.note("person.added", nip=entry.nip)
    return True


def _named(roster: Roster, left: list[Person]) -> list[str]:
    return [entry.nip for entry in roster.entries] + [person.nip for person in left]


def _fill(desk: Desk, known: dict[str, Person], entry: Entry, *, tells_state: bool) -> None:
    """Take what a row says; an empty cell leaves what is known of somebody."""
    person = known.get(entry.nip)
    if person is None:
        person = known[entry.nip] = Person(**_all(entry))
        desk.db.add(person)
        return
    new = _all(entry)
    for name in (FIELD_OF.get(column, column) for column in entry.given.difference(TREE)):
        if getattr(person, name) != new[name]:
            setattr(person, name, new[name])
    if tells_state and HELD in person.duties:
        person.duties = [duty for duty in person.duties if duty != HELD]
    person.active = True


def _all(entry: Entry) -> dict[str, Any]:
    return {
        "nip": entry.nip,
        "name": entry.name,
        "unit": entry.unit,
        "position": entry.position,
        "person_type": entry.person_type,
        "roles": list(entry.roles),
        "phone": entry.phone,
        "zone": entry.zone,
        "home_lat": entry.home_lat,
        "home_lon": entry.home_lon,
        "domicile": entry.domicile,
        "duties": list(entry.duties),
        "hours": entry.hours,
    }


def _leave(known: dict[str, Person], roster: Roster) -> list[Person]:
    stay = {one.nip for one in roster.entries} | {one.nip for one in roster.held}
    left = [person for nip, person in known.items() if person.active and nip not in stay]
    for person in left:
        person.active = False
    return left


def _facts(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in FACTS}


def _changes(before: dict[str, Any] | None, person: Person) -> list[str]:
    """Name the fields that are new: the log outlives the person, so it gets no contents."""
    now = _facts(person)
    return sorted(name for name, value in now.items() if before is None or before[name] != value)


def _note(desk: Desk, nip: str, fields: list[str], *, new: bool) -> None:
    if new:
        desk.note("person.added", nip=nip)
    elif fields:
        desk.note("person.changed", nip=nip, fields=fields)
