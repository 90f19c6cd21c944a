"""Digests: the numbers of a tree of people, and what in it needs a human."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from handlers import attend, checklist, location, permit, recall, watch
from handlers.call.send import OUR_FAULTS
from handlers.desk import Desk, Phrase, phrase
from handlers.job import WHOLE, Job, Part
from handlers.plan import remind as plan
from handlers.report import remind as report
from handlers.rules.circular import Circular
from storage import crowd, people, tallies
from storage.rows import Person
from storage.tallies import Ended, Facts

NAMES_SHOWN = 15
ASKED = {"late", "missed", "excused"}  # outcomes for which a reason was asked

DutyLine = Callable[[Desk, Sequence[Person], date], Phrase | None]
"""line(desk, team, on) -> how a team did a duty that day; None where the duty is off"""

DUTY_LINES: tuple[DutyLine, ...] = (
    plan.tally,
    report.tally,
    attend.digest_line,
    location.digest_line,
    permit.line,
    recall.line,
    checklist.line,
    watch.line,
)  # each act that counts something


def jobs(law: Circular) -> Iterable[Job]:
    """Send supervisors and heads their digests at the circular's times."""
    for at in law.digest.supervisor_at:
        yield Job(name="digest", at=at, act=partial(_send_all, heads=False), at_once=WHOLE)
    for at in law.digest.unit_head_at:
        yield Job(name="digest_heads", at=at, act=partial(_send_all, heads=True), at_once=WHOLE)


def _send_all(desk: Desk, on: date, part: Part, *, heads: bool) -> None:
    """Read the day once for all readers; each has a tree in which somebody is at home."""
    leaders = part.of(crowd.leaders(desk.db))
    readers = [leader for leader in leaders if heads == ("unit_head" in leader.roles)]
    facts = tallies.read(desk.db, on) if readers else tallies.NOTHING
    for reader in readers:
        team = people.subordinates(desk.db, reader)
        if any(_is_at_home(facts, member) for member in team):
            say(desk, reader, team, on, facts)


def _is_at_home(facts: Facts, person: Person) -> bool:
    day = facts.days.get(person.id or 0)
    return day is not None and day.mode == "WFH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One day of some people in numbers (domain 5.3)."""

    modes: Counter[str]
    outcomes: Counter[str]
    exempt: int
    unconfirmed: int
    targeted: int
    reasoned: int
    undecided: int

    @property
    def calls(self) -> int:
        """Count the calls that have an outcome."""
        return sum(self.outcomes.values())


def tally(desk: Desk, team: Sequence[Person], on: date) -> Tally:
    """Count a team's day; an excused call counts as excused, whatever it was before."""
    ids = _ids(team)
    return _tally(tallies.read(desk.db, on, ids), ids)


def _tally(facts: Facts, ids: Sequence[int]) -> Tally:
    opened = [facts.days[one] for one in ids if one in facts.days]
    closed = list(facts.of(ids))
    asked = {call.id for call in closed if call.outcome in ASKED}
    return Tally(
        modes=Counter(day.mode for day in opened),
        outcomes=Counter(call.outcome for call in closed),
        exempt=sum(day.source == "exempt" for day in opened),
        unconfirmed=sum(day.source == "unconfirmed" for day in opened),
        targeted=sum(call.kind == "targeted" for call in closed),
        reasoned=len(asked & facts.reasoned),
        undecided=len(asked & facts.undecided),
    )


def _ids(team: Sequence[Person]) -> list[int]:
    return [person.id or 0 for person in team]


def send(desk: Desk, reader: Person, on: date, team: Sequence[Person], *, unit: str) -> None:
    """Send a reader the digest of some people."""
    say(desk, reader, team, on, tallies.read(desk.db, on, _ids(team)), unit=unit)


def say(
    desk: Desk,
    reader: Person,
    team: Sequence[Person],
    on: date,
    facts: Facts,
    *,
    unit: str = "",
) -> None:
    """Say a digest about a team."""
    count = _tally(facts, _ids(team))
    desk.say(
        reader,
        "digest.text",
        unit=unit or reader.unit,
        on=on,
        at=desk.now,
        team=len(team),
        wfh=count.modes["WFH"],
        duties=_duties(desk, team, on, count),
        away=count.modes["LEAVE"] + count.modes["TRAVEL"],
        office=count.modes["WFO"],
        calls=count.calls,
        targeted=count.targeted,
        on_time=count.outcomes["on_time"],
        late=count.outcomes["late"],
        missed=count.outcomes["missed"],
        excused=count.outcomes["excused"],
        void=count.outcomes["void"],
        reasoned=count.reasoned,
        undecided=count.undecided,
        todo=needs_action(team, facts) or phrase("digest.nothing"),
    )


def _duties(desk: Desk, team: Sequence[Person], on: date, count: Tally) -> list[Phrase]:
    lines = [line(desk, team, on) for line in DUTY_LINES]
    waits = [phrase("digest.unconfirmed", count=count.unconfirmed)] if count.unconfirmed else []
    said = (line for line in lines if line)
    return [phrase("digest.exempt", count=count.exempt), *waits, *said]


def needs_action(team: Sequence[Person], facts: Facts) -> list[Phrase]:
    """List what waits for a human: decisions, closed channels, people who are not enrolled."""
    by_id = {person.id or 0: person for person in team}
    unreached = [p for p in team if _is_at_home(facts, p) and not _is_reached(facts, p)]
    groups = {
        "digest.to_decide": [by_id[one] for one in facts.deciding if one in by_id],
        "digest.blocked": [p for p in unreached if p.id in facts.states],
        "digest.unenrolled": [p for p in unreached if p.id not in facts.states],
        "digest.void": [by_id[c.person_id] for c in _void_by_us(facts, by_id)],
    }
    return [
        phrase(key, count=len(group), names=_names(group))
        for key, group in groups.items()
        if group
    ]


def _is_reached(facts: Facts, person: Person) -> bool:
    return "active" in facts.states.get(person.id or 0, ())


def _void_by_us(facts: Facts, ids: Iterable[int]) -> list[Ended]:
    """List the calls that came to nothing by our fault, by the moment at which they fell due."""
    found = [call for call in facts.of(ids) if call.void_cause in OUR_FAULTS]
    return sorted(found, key=lambda call: (call.due_at, call.id))


def _names(group: Sequence[Person]) -> str:
    names = [
        name if times == 1 else f"{name} ({times})"
        for name, times in Counter(person.name for person in group).items()
    ]
    hidden = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f", +{hidden}" if hidden > 0 else "")
