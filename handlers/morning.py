"""The notice before work: where one works today, and that one may be called (10.b)."""

from collections.abc import Iterable
from datetime import date

from handlers import cite, schedule
from handlers.desk import Desk
from handlers.job import AT_ONCE, Job, Part
from handlers.rules.circular import Circular
from storage import days


def jobs(law: Circular) -> Iterable[Job]:
    """Greet people at the circular's time, on the days on which they may be called."""
    if law.morning and law.call:
        yield Job(name="morning", at=law.morning.at, act=greet, at_once=AT_ONCE)


def greet(desk: Desk, on: date, part: Part) -> None:
    """Tell everybody who works from home what today asks, spread over a quarter of an hour."""
    law, lottery = desk.law(on), days.lottery(desk.db, on)
    assert law.call, "without calls there is no such job"
    assert law.morning, "without the duty there is no such job"
    for person in part.opened(desk, on, "WFH"):
        workday = schedule.workday(desk, person, on)
        desk.say(
            person,
            "morning.text",
            not_before=desk.now + schedule.spread(person),
            name=person.name,
            hours=schedule.hours(workday.spans),
            quiet=schedule.hours(workday.quiet),
            phone_article=cite.source(law, "morning"),
            limit=cite.limit(law),
            article=cite.source(law, "call.window_seconds"),
            commitment=lottery.commitment[:12] if lottery else "-",
        )
