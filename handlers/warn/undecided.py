"""Nothing is forgotten: what nobody decided comes up again, and never becomes a fault (A3)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.desk import Desk, phrase
from handlers.job import Job, Part
from handlers.rules import workdays
from handlers.rules.circular import Circular
from handlers.warn import stage as stages
from handlers.warn import superior
from handlers.warn.card import show_card
from handlers.warn.stage import Stage
from storage import cases, days, people
from storage.rows import Person

AT, A_WORKING_DAY = time(9), timedelta(hours=8)
CARDS_AT_ONCE = 5
NAMES_SHOWN = 15


def jobs(law: Circular) -> Iterable[Job]:
    """Bring up what waits, and tell the personnel office who has nobody above him."""
    yield Job(name="undecided", at=AT, act=_bring_up, stale_after=A_WORKING_DAY)
    for at in law.digest.unit_head_at:
        yield Job(name="no_superior", at=at, act=_tell_office)


def _bring_up(desk: Desk, on: date, _part: Part) -> None:
    """Show again what waits too long: to who decides, and then to the superior above him."""
    holidays = days.holidays(desk.db)
    if workdays.rest(desk.law(on), on, holidays):
        return
    again: dict[int, tuple[Person, list[Stage]]] = {}
    for proposal in cases.undecided(desk.db, desk.now):
        stage = stages.of(desk, proposal)
        level = _waited(desk, stage, on) // stage.law.reason.decide_within_workdays
        if stage.word == "awaited" or level <= proposal.raised:
            continue
        proposal.raised = min(level, cases.RAISED_AT_MOST)
        to = _next_reader(desk, stage)
        if to:
            proposal.carded_to = to.id
            again.setdefault(to.id or 0, (to, []))[1].append(stage)
        desk.db.add(proposal)
    for to, waiting in again.values():
        _say(desk, to, waiting)


def _next_reader(desk: Desk, stage: Stage) -> Person | None:
    """Give whom a case comes before now: twice too late, it is the one above who decides."""
    reader = superior.reader(desk, stage.person).person
    if stage.proposal.raised < cases.RAISED_AT_MOST or reader is None:
        return reader
    return superior.above(desk, stage.person, reader) or reader


def _waited(desk: Desk, stage: Stage, on: date) -> int:
    """Count the workdays since a case could be decided."""
    holidays, law = days.holidays(desk.db), desk.law(on)
    first = _since(stage).astimezone(ZoneInfo(law.zone)).date()
    coming = (first + timedelta(days=n) for n in range(1, (on - first).days + 1))
    return sum(not workdays.rest(desk.law(day), day, holidays) for day in coming)


def _since(stage: Stage) -> datetime:
    """Tell since when a case could be decided, in the way in which it stands now."""
    if stage.standing:
        return stage.standing.decided_at
    until = stage.proposal.reason_until
    return min(until, stage.reason.given_at) if stage.reason else until


def _say(desk: Desk, to: Person, waiting: Sequence[Stage]) -> None:
    oldest = min(_since(stage) for stage in waiting)
    names = sorted({stage.person.name for stage in waiting})
    desk.say(to, "case.waiting_long", count=len(waiting), oldest=oldest, names=_some(names))
    for stage in waiting[:CARDS_AT_ONCE]:
        why = [phrase("case.waits_since", since=_since(stage))]
        show_card(desk, stage.proposal, to, [*why, *superior.reader(desk, stage.person).why()])
        desk.note("case.raised", call=stage.call.code, to=to.nip, times=stage.proposal.raised)


def _some(names: Sequence[str]) -> str:
    hidden = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f", +{hidden}" if hidden > 0 else "")


def _tell_office(desk: Desk, on: date, _part: Part) -> None:
    """Name to the personnel office who works at home today and has no superior at all."""
    alone = [p for p in people.without_superior(desk.db) if _is_home(desk, p, on)]
    for officer in people.officers(desk.db) if alone else ():
        names = _some([person.name for person in alone])
        desk.say(officer, "case.office_no_superior", on=on, count=len(alone), names=names)


def _is_home(desk: Desk, person: Person, on: date) -> bool:
    day = days.get(desk.db, person.id or 0, on)
    return day is not None and day.mode == "WFH"
