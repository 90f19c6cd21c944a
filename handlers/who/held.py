"""People of whom a list said that they do not work: nobody calls them until the office answers."""

from handlers.desk import Desk
from handlers.who.confirm import mend
from storage import people
from storage.rows import Person

HELD = "kedudukan_ditahan"  # a flag of asn.toml


def held(desk: Desk) -> list[Person]:
    """List who is asked about; whoever no list named before is not on the roster yet."""
    return people.flagged(desk.db, HELD)


def answer(desk: Desk, person: Person, *, works: bool) -> None:
    """Take the office's word: he works and may be called, or he is not on the roster."""
    changed = ["duties"] if person.active == works else ["active", "duties"]
    person.duties = [duty for duty in person.duties if duty != HELD]
    person.active = works
    desk.db.flush()
    desk.note("person.changed", nip=person.nip, fields=changed)
    mend(desk, person)
