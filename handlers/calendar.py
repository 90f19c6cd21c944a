"""What the calendar asks of administrators: Ramadan's first day, a Surat Tugas, an evaluation."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from handlers import cite, schedule
from handlers.desk import Desk
from handlers.job import Job, Part
from handlers.rules import evaluation
from handlers.rules.circular import Circular, Ramadan
from storage import jobs as done
from storage import people
from storage.rows import Person

AT = time(10)
ALL_DAY = timedelta(hours=13)
WARNINGS = (14, 3)  # days before an unconfirmed start
NAMES_SHOWN = 15
READERS = {"unit_head", "admin", "personnel"}


def jobs(law: Circular) -> Iterable[Job]:
    """Look at the calendar once a day, if anything in it is open."""
    if not all(month.confirmed for month in law.ramadan):
        yield Job(name="ramadan", at=AT, act=warn_of_ramadan, stale_after=ALL_DAY)
    if law.assignment_article:
        yield Job(name="assignments", at=AT, act=ask_for_letters)
    yield Job(name="evaluation", at=AT, act=ask_for_evaluation, stale_after=ALL_DAY)


def warn_of_ramadan(desk: Desk, on: date, _part: Part) -> None:
    """Tell administrators 14 and 3 days before that Ramadan's first day is an estimate."""
    for month in desk.law(on).ramadan:
        left = (month.start - on).days
        due = [days for days in WARNINGS if 0 <= left <= days]
        if due and not month.confirmed:
            _warn(desk, month, left, min(due))


def _warn(desk: Desk, month: Ramadan, left: int, warning: int) -> None:
    if done.claim(desk.db, f"ramadan_{warning}", f"{month.start}", desk.now):
        for person in people.with_role(desk.db, "admin", "personnel"):
            desk.say(person, "dates.ramadan", start=month.start, end=month.end, days=left)


def ask_for_evaluation(desk: Desk, on: date, _part: Part) -> None:
    """Name, on its last work day, the months whose evaluation is due (South Sumatra 14)."""
    law, coming = desk.law(on), schedule.next_workday(desk, on)
    begin, end = evaluation.period(law, on)
    if coming is None or coming <= end or on < law.since:
        return
    for person in people.with_role(desk.db, "admin", "personnel"):
        desk.say(
            person,
            "dates.evaluation",
            months=law.evaluate_every_months,
            article=cite.source(law, "evaluate_every_months"),
            begin=begin,
            end=end,
            span=f"--from {begin} --to {end}",
        )


def ask_for_letters(desk: Desk, on: date, part: Part) -> None:
    """Name, the work day before, those who are at home without a Surat Tugas (Metro 1.d)."""
    coming = schedule.next_workday(desk, on)
    if coming is None:
        return
    here = part.active(desk)
    without = [person for person in here if _has_no_letter(desk, person, coming)]
    for reader in (person for person in here if READERS & set(person.roles)):
        below = {person.id for person in people.subordinates(desk.db, reader)}
        office = {"admin", "personnel"} & set(reader.roles)
        _ask(desk, reader, coming, [p for p in without if office or p.id in below])


def _ask(desk: Desk, reader: Person, on: date, without: list[Person]) -> None:
    if not without:
        return
    hidden = len(without) - NAMES_SHOWN
    names = ", ".join(person.name for person in without[:NAMES_SHOWN])
    desk.say(
        reader,
        "dates.no_letter",
        not_before=desk.now + schedule.spread(reader),
        on=on,
        article=cite.source(desk.law(on), "assignment_article"),
        count=len(without),
        names=f"{names}, +{hidden}" if hidden > 0 else names,
    )


def _has_no_letter(desk: Desk, person: Person, on: date) -> bool:
    return schedule.workday(desk, person, on).source == "no_letter"
