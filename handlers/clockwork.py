"""What the passing of time means: the day opens, calls fall due, windows end, digests go."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers import (
    attend,
    calendar,
    checklist,
    chores,
    digest,
    location,
    morning,
    permit,
    readiness,
    recall,
    retention,
    takeover,
    telling,
    warn,
    watch,
    who,
)
from handlers.call import judge, lots, send
from handlers.chores import Chore
from handlers.desk import Desk
from handlers.events import Tick
from handlers.job import AT_ONCE, Job
from handlers.plan import remind as plan
from handlers.report import remind as report
from handlers.rules.circular import Circular
from storage import calls, cases, outages, outbox

SOON = timedelta(seconds=1)  # a job that is under way goes on in the next tick
TIMETABLES = (  # each gives the jobs that a circular wants
    morning.jobs,
    attend.jobs,
    location.jobs,
    permit.jobs,
    readiness.jobs_of,
    checklist.jobs,
    plan.jobs,
    report.jobs,
    digest.jobs,
    calendar.jobs,
    warn.jobs,
    who.jobs,
)
WATCHES = (
    location,
    permit,
    recall,
    takeover,
    telling,
    watch,
)  # acts with moments of their own: each has `watch` and `next_moment`


def tick(desk: Desk, event: Tick) -> None:
    """Do whatever has fallen due; the inbox has been drained before."""
    outages.beat(desk.db, "", event.at)
    for channel, heard in event.heard.items():
        outages.beat(desk.db, channel, heard)
    _daily(desk)
    warn.show_late_cards(desk)
    for act in WATCHES:
        act.watch(desk)
    send.send_due(desk, event.heard)
    judge.judge(desk, event.heard)


def _daily(desk: Desk) -> None:
    """Do what is left of the day's jobs; a long one ends the tick, and goes on in the next."""
    on = desk.today()
    law = desk.law(on)
    if all(chores.go_on(desk, on, chore) for chore in _due(desk, law, on)):
        _reveal(desk, law, on)


def timetable(law: Circular) -> list[Job]:
    """List what a day asks for under a circular."""
    return [job for jobs_of in TIMETABLES for job in jobs_of(law)]


def moment(law: Circular, on: date, at: time) -> datetime:
    """Give a time of day in the institution's zone as a moment."""
    return datetime.combine(on, at, ZoneInfo(law.zone))


def _due(desk: Desk, law: Circular, on: date) -> Iterable[Chore]:
    """List the jobs whose time has come and that are not done: first those that open the day."""
    times = [(job, f"{on}") for job in OPENING]
    times += [(job, f"{on} {job.at:%H:%M}") for job in timetable(law) if _is_time(desk, law, job)]
    return chores.left(desk, on, times)


def _is_time(desk: Desk, law: Circular, job: Job) -> bool:
    return timedelta() <= desk.now - moment(law, desk.today(), job.at) < job.stale_after


def _reveal(desk: Desk, law: Circular, on: date) -> None:
    """Publish the secret after the last digest, and never while a drawn call is to come."""
    last = max((*law.digest.unit_head_at, *law.digest.supervisor_at), default=time(18))
    if desk.now >= moment(law, on, last) and not calls.any_drawn(desk.db, on):
        lots.reveal(desk, on)
    lots.reveal(desk, on - timedelta(days=1))


def next_moment(desk: Desk) -> datetime | None:
    """Tell when the next thing falls due, for a clock that may jump."""
    on = desk.today()
    law = desk.law(on)
    times = [moment(law, on, job.at) for job in timetable(law)]
    jobs_due = [due for due in times if due > desk.now]
    found = [
        desk.now + SOON if any(chore.is_begun for chore in _due(desk, law, on)) else None,
        calls.next_moment(desk.db),
        outbox.next_moment(desk.db),
        cases.next_card(desk.db, desk.now),
        *[act.next_moment(desk) for act in WATCHES],
        *jobs_due,
    ]
    return min((m for m in found if m), default=None)


OPENING = (  # before all else of a day
    Job(name="open_day", at=time.min, act=lots.open_day, at_once=AT_ONCE),
    Job(name="forget", at=time.min, act=retention.forget),
)
