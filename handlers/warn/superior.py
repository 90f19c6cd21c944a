"""Who decides: the direct superior, or the next one who can, and why it is him."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers import schedule
from handlers.desk import Desk, Phrase, phrase
from storage import people
from storage.rows import Person


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets a card, and who could not get it, with the reason why."""

    person: Person | None
    passed: tuple[tuple[Person, str], ...] = ()
    of_office: bool = False

    def why(self) -> list[Phrase]:
        """Say why it is he who gets the card: nothing if he is the direct superior."""
        said = [phrase(f"case.passed_{why}", name=who.name) for who, why in self.passed]
        if self.of_office:
            said.append(phrase("case.for_office" if self.passed else "case.no_superior"))
        return said


def hindrance(desk: Desk, superior: Person) -> str:
    """Name why somebody cannot be asked to decide now: "" if he can."""
    if not superior.active:
        return "left"
    contact = people.contact(desk.db, superior)
    if contact is None:
        return "unenrolled"
    if contact.state != "active":
        return "blocked"
    day = schedule.workday(desk, superior, desk.today(superior.zone))
    return "leave" if day.mode == "LEAVE" else ""


def reader(desk: Desk, person: Person) -> Reader:
    """Find who gets a card about somebody; with nobody above, it is the personnel office."""
    chain = people.superiors(desk.db, person)
    found, passed = _first(desk, chain)
    if found:
        return Reader(found, passed)
    office = [p for p in people.officers(desk.db) if p.id != person.id]
    officer, _ = _first(desk, office)
    return Reader(officer, passed, of_office=officer is not None)


def _first(
    desk: Desk, candidates: Sequence[Person]
) -> tuple[Person | None, tuple[tuple[Person, str], ...]]:
    passed: list[tuple[Person, str]] = []
    for one in candidates:
        why = hindrance(desk, one)
        if not why:
            return one, tuple(passed)
        passed.append((one, why))
    return None, tuple(passed)


def decider(desk: Desk, person: Person) -> Person | None:
    """Name the superior to turn to: the first who can be asked now, or else the direct one."""
    chain = people.superiors(desk.db, person)
    found, _ = _first(desk, chain)
    return found or next((superior for superior in chain if superior.active), None)


def above(desk: Desk, person: Person, reader_: Person) -> Person | None:
    """Name the next one above whoever has a card about somebody and has not decided it."""
    chain = people.superiors(desk.db, person)
    at = next((n for n, one in enumerate(chain) if one.id == reader_.id), None)
    found, _ = _first(desk, chain[at + 1 :]) if at is not None else (None, ())
    office = [p for p in people.officers(desk.db) if p.id not in {person.id, reader_.id}]
    return found or _first(desk, office)[0]
