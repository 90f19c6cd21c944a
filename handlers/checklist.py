"""The office is switched off on the workday before a day at home (10.a; 1.h; 1.k; A16)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers import cite, duty, schedule
from handlers.desk import CLEAR, Choice, Desk, Phrase, phrase
from handlers.events import Text
from handlers.job import AT_ONCE, EVERYBODY, Job, Part
from handlers.rules.circular import Circular
from storage import checks, days, people
from storage.rows import Person

DONE = "press.office_checked"
SUMMARY_AFTER = timedelta(hours=1)
SUMMARY_STALE = timedelta(hours=3)


def jobs(law: Circular) -> Iterable[Job]:
    """Ask at the circular's time, and tell the heads an hour later."""
    if law.checklist is None:
        return
    yield Job(name="checklist", at=law.checklist.at, act=ask, at_once=AT_ONCE)
    yield Job(
        name="checklist_heads",
        at=_later(law.checklist.at),
        act=summarize,
        stale_after=SUMMARY_STALE,
    )


def _later(at: time) -> time:
    last = time.max.replace(second=0, microsecond=0)
    moment = datetime.combine(date.min, at) + SUMMARY_AFTER
    return moment.time() if moment.date() == date.min else last


def ask(desk: Desk, on: date, part: Part) -> None:
    """Ask those who are in the office today and at home next, spread over a quarter of an hour."""
    law = desk.law(on)
    assert law.checklist, "without the duty there is no such job"
    concerned = _concerned(desk, on, part)
    ticked = {home: _ticked(desk, home, concerned) for home in {home for _, home in concerned}}
    for person, home in concerned:
        if person.id in ticked[home]:
            continue
        desk.say(
            person,
            "checklist.ask",
            choices=[[Choice(DONE)]],
            not_before=desk.now + schedule.spread(person),
            name=person.name,
            on=home,
            items=[phrase("checklist.item", item=item) for item in law.checklist.items],
            article=cite.source(law, "checklist.items"),
        )


def _ticked(desk: Desk, home: date, concerned: Iterable[tuple[Person, date]]) -> set[int]:
    return checks.ticked(desk.db, home, [p.id or 0 for p, day in concerned if day == home])


def _concerned(desk: Desk, on: date, part: Part) -> list[tuple[Person, date]]:
    """List who is in the office on a date and works from home next, and when that is."""
    coming = _coming(desk, on)
    found = []
    for person in part.opened(desk, on, "WFO"):
        if person.active:
            home = next((d for d in coming if duty.at_home(desk, person, d)), None)
            found += [(person, home)] if home else []
    return found


def _coming(desk: Desk, on: date) -> list[date]:
    """List the dates after one, up to the next workday."""
    last = duty.next_workday(desk, on)
    return [on + timedelta(days=n) for n in range(1, (last - on).days + 1)]


def done(desk: Desk, person: Person, message: Text) -> bool:
    """Take DONE for the day at home that comes, or for today; pressed twice, it counts once."""
    today = message.at.astimezone(ZoneInfo(person.zone)).date()
    rule = desk.law(today).checklist
    homes = [d for d in [today, *_coming(desk, today)] if duty.at_home(desk, person, d)]
    if rule is None or not homes:
        return False
    open_ones = [home for home in homes if not checks.get(desk.db, person.id or 0, home)]
    tick = checks.tick(desk.db, person.id or 0, (open_ones or homes)[0], message.at)
    desk.say(person, "checklist.done", choices=CLEAR, on=tick.on, at=tick.ticked_at)
    return True


def summarize(desk: Desk, on: date, _part: Part) -> None:
    """Tell each head of a unit how far his people are; it is for information (1.h.2)."""
    concerned = {person.id: (person, home) for person, home in _concerned(desk, on, EVERYBODY)}
    heads = people.with_role(desk.db, "unit_head") if concerned else []
    for head in heads:
        ids = [person.id for person in people.subordinates(desk.db, head)]
        own = [concerned[one] for one in ids if one in concerned]
        for home in sorted({home for _, home in own}):
            _say_summary(desk, head, home, [person for person, day in own if day == home])


def _say_summary(desk: Desk, head: Person, home: date, team: Sequence[Person]) -> None:
    ticked = checks.ticked(desk.db, home, [person.id or 0 for person in team])
    left = [person for person in team if person.id not in ticked]
    desk.say(
        head,
        "checklist.summary",
        unit=head.unit,
        on=home,
        count=len(ticked),
        total=len(team),
        left=duty.names(left) if left else phrase("common.none"),
        article=cite.source(desk.law(home), "checklist"),
    )


def line(desk: Desk, team: Sequence[Person], on: date) -> Phrase | None:
    """Count for the digest of a day at home who ticked the list before it."""
    if desk.law(on).checklist is None:
        return None
    ids = days.at_home(desk.db, on, [person.id or 0 for person in team])
    return phrase("checklist.digest", count=len(checks.ticked(desk.db, on, ids)), total=len(ids))
