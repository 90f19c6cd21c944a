"""What a date is to a person: at home, in the office, off; and when in it one may be called."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from handlers.rules import personal, spans, sun, window
from handlers.rules.circular import WEEKDAYS, CallRule, Circular, Hours, Span
from handlers.rules.exempt import Worker, covers, exemption
from handlers.rules.restdays import NONE, Why, holiday, national_holidays, rest
from handlers.rules.spans import Interval, joined, moment

__all__ = [
    "Given",
    "HoursOff",
    "Interval",
    "Workday",
    "Worker",
    "callable_intervals",
    "callable_spans",
    "end_of_work",
    "fasting",
    "holiday",
    "intervals",
    "is_working",
    "may_call_at",
    "national_holidays",
    "previous_workday",
    "rest",
    "start_of_work",
    "workday",
]

AWAY = ("LEAVE", "TRAVEL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a human has laid down for a person and a date: an assignment, leave, travel."""

    mode: str
    clause: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursOff:
    """Hours of a day for which somebody is on leave, and the kind of it."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Workday:
    """A date of a person: WFH, WFO, WFA, OFF, LEAVE or TRAVEL, and why; office clock times."""

    on: date
    mode: str
    clause: str
    source: str
    detail: str
    spans: tuple[Span, ...]
    quiet: tuple[Span, ...]


def workday(  # noqa: PLR0913 - all that a day follows from
    law: Circular,
    worker: Worker,
    on: date,
    given: Given | None = None,
    extra_holidays: Mapping[date, str] = NONE,
    *,
    late_minutes: int = 0,
    off: HoursOff | None = None,
) -> Workday:
    """Decide where a person works on a date (Perpres 21/2023; South Sumatra 2, 6, 11, 12, 14).

    A human's word goes before holiday and weekday, but sends nobody home who is exempt or of whom
    the circular does not speak, and nobody outside the time in which it is in force. His hours
    are his own if he has any, and on a day of flexible hours they begin and end `late_minutes`
    later. Hours of leave are none of work, and the whole day is leave if they leave nothing of it.
    """
    mode, why = _where(law, worker, on, given, extra_holidays)
    hours = Hours() if mode in {"OFF", *AWAY} else _hours(law, worker, on)
    if given is None and not hours.work and mode != "OFF":
        mode, why = "OFF", ("own_hours", "", "")
    work = personal.later(hours.work, late_minutes)
    if off and work and not (work := personal.without(work, off.span)):
        hours = Hours()
        mode, why = "LEAVE", ("given", "", off.kind)
    source, clause, detail = why
    return Workday(
        on=on,
        mode=mode,
        clause=clause,
        source=source,
        detail=detail,
        spans=work,
        quiet=joined(hours.quiet + sun.quiet(law, worker, on)) if hours.work else (),
    )


def previous_workday(law: Circular, on: date, extra_holidays: Mapping[date, str] = NONE) -> date:
    """Find the last work day before a date, over weekends and holidays (default A13)."""
    day = on - timedelta(days=1)
    while rest(law, day, extra_holidays):
        day -= timedelta(days=1)
    return day


def intervals(day: Workday, zone: str) -> tuple[Interval, ...]:
    """List the working time of a day without its quiet times."""
    return spans.intervals(day.on, day.spans, day.quiet, zone)


def start_of_work(day: Workday, zone: str) -> datetime | None:
    """Give the moment at which work begins, or None on a day off."""
    return moment(day.on, day.spans[0].start, zone) if day.spans else None


def end_of_work(day: Workday, zone: str) -> datetime | None:
    """Give the first moment after work, or None on a day off."""
    return moment(day.on, day.spans[-1].end, zone) if day.spans else None


def is_working(day: Workday, zone: str, moment: datetime) -> bool:
    """Tell whether a moment lies in working time and not in a break or a quiet time."""
    return any(part.start <= moment < part.end for part in intervals(day, zone))


def callable_intervals(rule: CallRule, day: Workday, zone: str) -> tuple[Interval, ...]:
    """List when a drawn call may begin, so that its last window ends before work pauses (A6).

    Only people at home are called; the margin at the start and end of the day is left out.
    """
    if day.mode != "WFH":
        return ()
    return _callable(
        spans.intervals(day.on, day.spans, day.quiet, zone), rule, rule.margin_minutes
    )


def callable_spans(rule: CallRule, day: Workday, zone: str) -> tuple[Span, ...]:
    """List the same by the clock of the person's zone, as he and his office read it."""
    local = ZoneInfo(zone)
    return tuple(
        Span(start=one.start.astimezone(local).time(), end=one.end.astimezone(local).time())
        for one in callable_intervals(rule, day, zone)
    )


def may_call_at(rule: CallRule, day: Workday, zone: str, moment: datetime) -> bool:
    """Tell whether a supervisor may call now: as for a drawn call, but without the margin."""
    if day.mode != "WFH":
        return False
    latest = moment + window.life(rule)
    return any(part.start <= moment and latest <= part.end for part in intervals(day, zone))


def _outside(law: Circular, on: date) -> str:
    if on < law.since:
        return "before_since"
    return "after_until" if law.until and on > law.until else ""


def _where(
    law: Circular,
    worker: Worker,
    on: date,
    given: Given | None,
    extra_holidays: Mapping[date, str],
) -> tuple[str, Why]:
    free = rest(law, on, extra_holidays)
    if free and (given is None or given.mode in AWAY):
        return "OFF", free
    if given and given.mode != "WFH":
        return _given(given)
    if outside := _outside(law, on):
        return "WFO", (outside, "", "")
    if staying := _staying(law, worker):
        return staying
    return _given(given) if given else _by_weekday(law, on)


def _staying(law: Circular, worker: Worker) -> tuple[str, Why] | None:
    """Tell who is not at home whatever the day: who is exempt, or may be, or no ASN."""
    if law.population and not covers(law, worker):
        return "WFO", ("outside", law.population.article, "")
    if entry := exemption(law, worker):
        return entry.mode, ("exempt", entry.article, entry.name)
    return None if worker.confirmed else ("WFO", ("unconfirmed", "", ""))


def _given(given: Given) -> tuple[str, Why]:
    return given.mode, ("given", given.clause, given.source)


def _by_weekday(law: Circular, on: date) -> tuple[str, Why]:
    if WEEKDAYS[on.weekday()] in law.wfh_days and law.assignment_article:
        return "WFO", ("no_letter", law.assignment_article, "")  # Metro 1.d
    if WEEKDAYS[on.weekday()] in law.wfh_days:
        return "WFH", ("wfh_day", law.source("wfh_days").clause, "")
    return "WFO", ("office_day", "", "")


def fasting(law: Circular, on: date) -> bool:
    """Tell whether a date lies in Ramadan, by the days that the circular's files give."""
    return any(month.start <= on <= month.end for month in law.ramadan)


def _hours(law: Circular, worker: Worker, on: date) -> Hours:
    """Give a person's hours: his own where he has any, in Ramadan never beyond its day."""
    name = WEEKDAYS[on.weekday()]
    month = f"ramadan_{name}"
    ordinary = law.hours.get(name, Hours())
    of_law = law.hours.get(month, ordinary) if fasting(law, on) else ordinary
    own = personal.read(worker.hours)
    if fasting(law, on) and month in own:
        return Hours(work=own[month], quiet=of_law.quiet)
    if name not in own:
        return of_law
    work = personal.within(own[name], of_law.work) if fasting(law, on) else own[name]
    return Hours(work=work, quiet=of_law.quiet)


@lru_cache(maxsize=4096)
def _callable(
    parts: tuple[Interval, ...], rule: CallRule, margin_minutes: int
) -> tuple[Interval, ...]:
    if not parts:
        return ()
    margin, life = timedelta(minutes=margin_minutes), window.life(rule) + window.delay(rule)
    first, last = parts[0].start + margin, parts[-1].end - margin
    found = [
        Interval(start=max(part.start, first), end=min(part.end - life, last)) for part in parts
    ]
    return tuple(one for one in found if one.start < one.end)
