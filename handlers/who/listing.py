"""The distinct posts and units of a roster, and what the circular makes of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers import schedule
from handlers.desk import Desk
from handlers.rules import exempt
from handlers.rules.circular import Circular, Exemption
from handlers.rules.workdays import Worker
from storage import confirmations
from storage.rows import Confirmation


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A post in a unit, how many hold it, where they work, and what they nearly fall under."""

    post: str
    unit: str
    people: int
    mode: str
    clause: str
    near: tuple[Exemption, ...]
    confirmed: bool

    @property
    def waits(self) -> bool:
        """Tell whether people are not called only because nobody has confirmed their post."""
        return not self.confirmed and self.mode == "WFH"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many posts in units wait for confirmation, with how many people, and near misses."""

    seats: int
    people: int
    near: int

    def __bool__(self) -> bool:
        return self.seats > 0


def listing(desk: Desk, on: date) -> list[Seat]:
    """List posts and units by the law of a date: near misses first, then what else waits."""
    law, said = desk.law(on), confirmations.everything(desk.db)
    counted: Counter[Seat] = Counter()
    for (post, unit, kind, flags), people in confirmations.kinds(desk.db).items():
        seat = _seat(law, on, (post, unit, kind, flags), said.get((post, unit)))
        counted[seat] += people
    seats = [_counted(seat, people) for seat, people in counted.items()]
    return sorted(
        seats, key=lambda one: (one.confirmed, not one.near, one.mode, one.post, one.unit)
    )


def _counted(seat: Seat, people: int) -> Seat:
    facts = {name: getattr(seat, name) for name in Seat.__slots__}
    return Seat(**{**facts, "people": people})


def _seat(law: Circular, on: date, kind: confirmations.Kind, said: Confirmation | None) -> Seat:
    post, unit, person_type, flags = kind
    answer = exempt.answer(law, post, unit)
    confirmed = schedule.stands(said, answer)
    who = Worker(
        position=post,
        unit=unit,
        person_type=person_type,
        duties=exempt.standing(flags, on),
        clause=said.clause if said and confirmed else "",
    )
    mode, clause = _place(law, who)
    return Seat(
        post=post,
        unit=unit,
        people=0,
        mode=mode,
        clause=clause,
        near=answer.near if mode == "WFH" else (),
        confirmed=confirmed,
    )


def _place(law: Circular, who: Worker) -> tuple[str, str]:
    if law.population and not exempt.covers(law, who):
        return "WFO", law.population.article
    entry = exempt.exemption(law, who)
    return (entry.mode, entry.article) if entry else ("WFH", law.source("wfh_days").clause)


def waiting(seats: Sequence[Seat]) -> Waiting:
    """Count what waits."""
    open_ones = [seat for seat in seats if seat.waits]
    people = sum(seat.people for seat in open_ones)
    return Waiting(len(open_ones), people, sum(bool(seat.near) for seat in open_ones))


def strangers(desk: Desk, on: date) -> list[Exemption]:
    """List the exemptions by name that fit nobody on the roster: one may be misspelled there."""
    law = desk.law(on)
    found = [
        Worker(position=post, unit=unit, duties=exempt.standing(flags, on))
        for post, unit, _, flags in confirmations.kinds(desk.db)
    ]
    met = {entry.article for who in found if (entry := exempt.exemption(law, who))}
    met |= {row.clause for row in confirmations.everything(desk.db).values()}
    lone = {e.article: e for e in reversed(law.exempt) if e.article not in met and _named(law, e)}
    return list(lone.values())[::-1]


def _named(law: Circular, entry: Exemption) -> bool:
    """Tell whether any entry of a clause names posts or units: flags are the roster's own."""
    same = [one for one in law.exempt if one.article == entry.article]
    return any(one.positions or one.units for one in same)
