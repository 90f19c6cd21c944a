"""Digests: the numbers of a tree of people, and what in it needs a human."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from handlers import attend, checklist, permit, recall, watch
from handlers.desk import Desk, Phrase, phrase
from handlers.job import Job
from handlers.plan import remind as plan
from handlers.report import remind as report
from handlers.rules.circular import Circular
from storage import calls, cases, days, people
from storage.rows import Call, Person

NAMES_SHOWN = 15
ASKED = {"late", "missed", "excused"}  # outcomes for which a reason was asked

DutyLine = Callable[[Desk, Sequence[Person], date], Phrase | None]
"""line(desk, team, on) -> how a team did a duty that day; None where the duty is off"""

DUTY_LINES: tuple[DutyLine, ...] = (
    plan.tally,
    report.tally,
    attend.digest_line,
    permit.line,
    recall.line,
    checklist.line,
    watch.line,
)  # each act that counts something


def jobs(law: Circular) -> Iterable[Job]:
    """Send supervisors and heads their digests at the circular's times."""
    for at in law.digest.supervisor_at:
        yield Job(name="digest", at=at, act=partial(_send_all, heads=False))
    for at in law.digest.unit_head_at:
        yield Job(name="digest_heads", at=at, act=partial(_send_all, heads=True))


def _send_all(desk: Desk, on: date, *, heads: bool) -> None:
    for reader in readers(desk, on, heads=heads):
        send(desk, reader, on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One day of some people in numbers (domain 5.3)."""

    modes: Counter[str]
    outcomes: Counter[str]
    exempt: int
    targeted: int
    reasoned: int
    undecided: int

    @property
    def calls(self) -> int:
        """Count the calls that have an outcome."""
        return sum(self.outcomes.values())


def tally(desk: Desk, team: Sequence[Person], on: date) -> Tally:
    """Count a team's day; an excused call counts as excused, whatever it was before."""
    ids = [person.id or 0 for person in team]
    opened = days.on(desk.db, on, ids)
    closed = [call for call in calls.of_people(desk.db, ids, on, on) if call.outcome]
    asked = [call.id or 0 for call in closed if call.outcome in ASKED]
    reasons, proposals = calls.reasons(desk.db, asked), cases.of_calls(desk.db, asked)
    return Tally(
        modes=Counter(day.mode for day in opened),
        outcomes=Counter(call.outcome for call in closed),
        exempt=sum(day.source == "exempt" for day in opened),
        targeted=sum(call.kind == "targeted" for call in closed),
        reasoned=len(reasons),
        undecided=sum(proposal.state == "waiting" for proposal in proposals.values()),
    )


def send(desk: Desk, reader: Person, on: date) -> None:
    """Send a reader the digest of his own tree."""
    say(desk, reader, people.subordinates(desk.db, reader), on)


def say(desk: Desk, reader: Person, team: Sequence[Person], on: date) -> None:
    """Say a digest about a team."""
    count = tally(desk, team, on)
    desk.say(
        reader,
        "digest.text",
        unit=reader.unit,
        on=on,
        at=desk.now,
        team=len(team),
        wfh=count.modes["WFH"],
        duties=_duties(desk, team, on, count.exempt),
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
        todo=needs_action(desk, team, on) or phrase("digest.nothing"),
    )


def _duties(desk: Desk, team: Sequence[Person], on: date, exempt: int) -> list[Phrase]:
    lines = [line(desk, team, on) for line in DUTY_LINES]
    return [phrase("digest.exempt", count=exempt), *(line for line in lines if line)]


def needs_action(desk: Desk, team: Sequence[Person], on: date) -> list[Phrase]:
    """List what waits for a human: decisions, closed channels, people who are not enrolled."""
    ids = [person.id or 0 for person in team]
    by_id = {person.id: person for person in team}
    deciding = [by_id[p.person_id] for p in cases.waiting(desk.db, ids)]
    unreached = [p for p in team if desk.address_of(p) is None and _works_from_home(desk, p, on)]
    enrolled = people.enrolled_ids(desk.db)
    groups = {
        "digest.to_decide": deciding,
        "digest.blocked": [p for p in unreached if p.id in enrolled],
        "digest.unenrolled": [p for p in unreached if p.id not in enrolled],
        "digest.void": [by_id[c.person_id] for c in _void_by_us(desk, ids, on)],
    }
    return [
        phrase(key, count=len(group), names=_names(group))
        for key, group in groups.items()
        if group
    ]


def _works_from_home(desk: Desk, person: Person, on: date) -> bool:
    day = days.get(desk.db, person.id or 0, on)
    return day is not None and day.mode == "WFH"


def _void_by_us(desk: Desk, ids: list[int], on: date) -> list[Call]:
    found = calls.of_people(desk.db, ids, on, on)
    return [
        c for c in found if c.void_cause in {"undelivered", "rate_limited", "no_session", "outage"}
    ]


def _names(group: Sequence[Person]) -> str:
    names = [
        name if times == 1 else f"{name} ({times})"
        for name, times in Counter(person.name for person in group).items()
    ]
    hidden = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f", +{hidden}" if hidden > 0 else "")


def readers(desk: Desk, on: date, *, heads: bool) -> list[Person]:
    """List who gets a digest: people with a tree in which somebody works from home that day."""
    home = {day.person_id for day in days.on(desk.db, on) if day.mode == "WFH"}
    leaders = [p for p in people.active(desk.db) if heads == ("unit_head" in p.roles)]
    return [
        leader for leader in leaders if home & {p.id for p in people.subordinates(desk.db, leader)}
    ]
