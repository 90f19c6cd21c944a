"""A daily job: what a duty wants done at a time of the day, once, for however many people."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from handlers.desk import Desk
from storage import crowd
from storage.rows import Person

STALE_AFTER = timedelta(hours=1)  # a notice that late helps nobody
AT_ONCE = 2_000  # people in one transaction; answers and verdicts get in between
WHOLE = 10_000  # readers in one, where each part has to read everybody's day anyhow


@dataclass(frozen=True, slots=True)
class Part:
    """Those of the people whose numbers are in a range; by default everybody."""

    first: int = 0
    last: int = 2**31 - 1

    def listed(self, desk: Desk) -> list[Person]:
        """List those who are on the roster now, without their addresses."""
        return [p for p in crowd.people(desk.db, self.first, self.last) if p.active]

    def people(self, desk: Desk) -> list[Person]:
        """List them, also those who have left, with their addresses."""
        found = crowd.people(desk.db, self.first, self.last)
        crowd.contacts(desk.db, self.first, self.last, found)
        return found

    def active(self, desk: Desk) -> list[Person]:
        """List those who are on the roster now, with their addresses."""
        return [person for person in self.people(desk) if person.active]

    def opened(self, desk: Desk, on: date, mode: str) -> list[Person]:
        """List those who work in a mode on a day that was opened, in the order of opening."""
        modes = crowd.opened(desk.db, on, self.first, self.last)
        wanted = [number for number, of in modes.items() if of == mode]
        people = {person.id: person for person in self.people(desk)} if wanted else {}
        return [people[number] for number in wanted]

    def of(self, people: Iterable[Person]) -> list[Person]:
        """Choose those of some people who belong to it."""
        return [person for person in people if self.first <= (person.id or 0) <= self.last]


EVERYBODY = Part()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Run `act(desk, today, part)` at `at` (the institution's zone), or within `stale_after`.

    With `at_once` it runs for so many numbers of people a tick, each part once, until all had
    their turn; without, it runs for everybody at once.
    """

    name: str
    at: time
    act: Callable[[Desk, date, Part], None]
    stale_after: timedelta = STALE_AFTER
    at_once: int = 0


def parts(job: Job, lowest: int, highest: int) -> Sequence[Part]:
    """Divide the people with these numbers and all between; one part is everybody."""
    if not 0 < job.at_once <= highest - lowest:
        return [EVERYBODY]
    firsts = range(lowest, highest + 1, job.at_once)
    return [Part(first, first + job.at_once - 1) for first in firsts]
