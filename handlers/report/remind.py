"""What the report asks of time: a word on its photo, the prompt after work, what is missing."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from handlers import cite, duty, schedule
from handlers.desk import Desk, Phrase, phrase
from handlers.job import AT_ONCE, Job, Part
from handlers.report import deadline
from handlers.rules.circular import Circular
from storage import crowd, days, plans, reports
from storage.rows import Person

BEGIN = time(7, 30)  # where a circular names no hours
NOON = time(12)  # for those who work half a day


def jobs(law: Circular) -> Iterable[Job]:
    """Speak of the photo in the morning, ask after work, list what is missing when due (A14)."""
    if law.report is None:
        return
    if law.report.photo:
        at = _morning(law)
        yield Job(name="report_photo", at=at, act=tell_photo, at_once=AT_ONCE)
    times = ends(law)
    for before, at in zip([None, *times], [*times], strict=False):
        act = partial(prompt, after=before, until=at if at != times[-1] else None)
        yield Job(name="report_open", at=at, act=act, stale_after=duty.LATE_LISTS, at_once=AT_ONCE)
    due = duty.after(law.report.due)
    yield Job(name="report_due", at=due, act=missing, stale_after=duty.LATE_LISTS)


def _morning(law: Circular) -> time:
    """Give the time of a day's first word: that of the notice, else when the first ones begin."""
    begins = min((day.work[0].start for day in law.hours.values() if day.work), default=BEGIN)
    return law.morning.at if law.morning else begins


def tell_photo(desk: Desk, on: date, part: Part) -> None:
    """Say before work that a photo belongs to the report, and may come all day (Metro 2.b)."""
    for person in part.opened(desk, on, "WFH"):
        desk.say(
            person,
            "report.photo_morning",
            not_before=desk.now + schedule.spread(person),
            name=person.name,
            article=cite.source(desk.law(on), "report.photo"),
        )


def ends(law: Circular) -> list[time]:
    """List when work may end under a circular; hours of one's own fall between or after them."""
    return sorted({NOON} | {day.work[-1].end for day in law.hours.values() if day.work})


def prompt(desk: Desk, on: date, part: Part, *, after: time | None, until: time | None) -> None:
    """Ask those whose work ends `after` one time and `until` another, each when it has ended."""
    zone, sent = ZoneInfo(desk.law(on).zone), reports.senders(desk.db, on)
    first = datetime.combine(on, after or time.min, zone)
    last = datetime.combine(on, until or time.max, zone)
    asked = [
        person
        for person in _at_home(desk, on, part)
        if person.id not in sent and first < deadline.opens(desk, person, on) <= last
    ]
    if asked:
        crowd.contacts(desk.db, part.first, part.last, asked)
        planned = plans.tasks(desk.db, on, part.first, part.last)
        for person in asked:
            _ask(desk, person, on, planned.get(person.id or 0, []))


def _at_home(desk: Desk, on: date, part: Part) -> list[Person]:
    """List them without their addresses: at most times few are asked."""
    modes = crowd.opened(desk.db, on, part.first, part.last)
    here = part.listed(desk) if "WFH" in modes.values() else []
    return [person for person in here if modes.get(person.id or 0) == "WFH"]


def _ask(desk: Desk, person: Person, on: date, planned: Sequence[tuple[int, str]]) -> None:
    opens, due = deadline.opens(desk, person, on), deadline.due(desk, person, on)
    desk.say(
        person,
        "report.prompt",
        not_before=max(desk.now, opens) + schedule.spread(person),
        expires_at=due,
        name=person.name,
        due=due,
        due_article=cite.source(desk.law(on), "report.due"),
        article=cite.source(desk.law(on), "report"),
        items=[phrase("report.planned", number=number, task=task) for number, task in planned]
        or phrase("report.nothing_planned"),
    )


def missing(desk: Desk, on: date, part: Part) -> None:
    """Tell each direct superior whose reports are not here yet; without any he hears nothing."""
    sent = reports.senders(desk.db, on)
    late = [
        person
        for person in part.opened(desk, on, "WFH")
        if person.active and person.id not in sent and deadline.is_late(desk, person, on)
    ]
    for superior, reached, unreached in duty.by_superior(desk, late):
        desk.say(
            superior,
            "report.missing",
            not_before=desk.now + schedule.spread(superior),
            on=on,
            at=desk.now,
            lists=duty.lists(reached, unreached),
        )


def tally(desk: Desk, team: Sequence[Person], on: date) -> Phrase | None:
    """Count for a digest how many of those at home have reported; not while all still work."""
    if not deadline.has_duty(desk, on):
        return None
    ids = {person.id: person for person in team}
    home = [ids[one] for one in days.at_home(desk.db, on, [number or 0 for number in ids])]
    if not any(desk.now >= deadline.opens(desk, person, on) for person in home):
        return None
    sent = reports.sent(desk.db, on, [person.id or 0 for person in home])
    late = sum(report.late for report in sent.values())
    return phrase("report.tally", sent=len(sent), count=len(home), late=late)
