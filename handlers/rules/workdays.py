"""What a date is to a person: at home, in the office, off; and when in it one may be called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

from handlers.rules import window
from handlers.rules.circular import WEEKDAYS, CallRule, Circular, Hours, Span
from handlers.rules.exempt import Worker, exemption

__all__ = [
    "Given",
    "Interval",
    "Workday",
    "Worker",
    "callable_intervals",
    "end_of_work",
    "holiday",
    "intervals",
    "is_working",
    "may_call_at",
    "national_holidays",
    "previous_workday",
    "start_of_work",
    "workday",
]

AWAY = ("LEAVE", "TRAVEL")
NONE: Mapping[date, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a human has laid down for a person and a date: an assignment, leave, travel."""

    mode: str
    clause: str
    source: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of time in UTC; `end` is the first moment after it."""

    start: datetime
    end: datetime


def workday(
    law: Circular,
    worker: Worker,
    on: date,
    given: Given | None = None,
    extra_holidays: Mapping[date, str] = NONE,
) -> Workday:
    """Decide where a person works on a date (Perpres 21/2023; South Sumatra 2, 6, 11, 12, 14).

    A human's word goes before holiday and weekday, but sends nobody home who is exempt, and
    nobody outside the time in which the circular is in force.
    """
    rest = _rest(law, on, extra_holidays)
    if rest and (given is None or given.mode in AWAY):
        return _day(law, on, "OFF", rest)
    if given and given.mode != "WFH":
        return _given(law, on, given)
    if outside := _outside(law, on):
        return _day(law, on, "WFO", (outside, "", ""))
    if entry := exemption(law, worker):
        return _day(law, on, entry.mode, ("exempt", entry.article, entry.name))
    return _given(law, on, given) if given else _by_weekday(law, on)


@lru_cache(maxsize=16)
def national_holidays(year: int) -> Mapping[date, str]:
    """List the public holidays and the cuti bersama of a year (joint ministerial decree)."""
    found = holidays.country_holidays(
        "ID", years=year, categories=("public", "government"), language="id"
    )
    return MappingProxyType(dict(found.items()))


def holiday(law: Circular, on: date, extra_holidays: Mapping[date, str] = NONE) -> str:
    """Name the holiday of a date: one of ours, of the circular, or of the nation; else ""."""
    own = {one.on: one.name for one in law.extra_holidays} | dict(extra_holidays)
    national = national_holidays(on.year) if law.holidays else NONE
    return own.get(on) or national.get(on, "")


def previous_workday(law: Circular, on: date, extra_holidays: Mapping[date, str] = NONE) -> date:
    """Find the last work day before a date, over weekends and holidays (default A13)."""
    day = on - timedelta(days=1)
    while _rest(law, day, extra_holidays):
        day -= timedelta(days=1)
    return day


def intervals(day: Workday, zone: str) -> tuple[Interval, ...]:
    """List the working time of a day without its quiet times."""
    return _intervals(day.on, day.spans, day.quiet, zone)


def start_of_work(day: Workday, zone: str) -> datetime | None:
    """Give the moment at which work begins, or None on a day off."""
    return _moment(day.on, day.spans[0].start, zone) if day.spans else None


def end_of_work(day: Workday, zone: str) -> datetime | None:
    """Give the first moment after work, or None on a day off."""
    return _moment(day.on, day.spans[-1].end, zone) if day.spans else None


def is_working(day: Workday, zone: str, moment: datetime) -> bool:
    """Tell whether a moment lies in working time and not in a break or a quiet time."""
    return any(part.start <= moment < part.end for part in intervals(day, zone))


def callable_intervals(rule: CallRule, day: Workday, zone: str) -> tuple[Interval, ...]:
    """List when a drawn call may begin, so that its last window ends before work pauses (A6).

    Only people at home are called; the margin at the start and end of the day is left out.
    """
    if day.mode != "WFH":
        return ()
    return _callable(_intervals(day.on, day.spans, day.quiet, zone), rule, rule.margin_minutes)


def may_call_at(rule: CallRule, day: Workday, zone: str, moment: datetime) -> bool:
    """Tell whether a supervisor may call now: as for a drawn call, but without the margin."""
    if day.mode != "WFH":
        return False
    latest = moment + window.life(rule)
    return any(part.start <= moment and latest <= part.end for part in intervals(day, zone))


def _rest(
    law: Circular, on: date, extra_holidays: Mapping[date, str]
) -> tuple[str, str, str] | None:
    if WEEKDAYS[on.weekday()] not in law.workdays:
        return "weekend", "", ""
    name = holiday(law, on, extra_holidays)
    return ("holiday", "", name) if name else None


def _outside(law: Circular, on: date) -> str:
    if on < law.since:
        return "before_since"
    return "after_until" if law.until and on > law.until else ""


def _by_weekday(law: Circular, on: date) -> Workday:
    if WEEKDAYS[on.weekday()] in law.wfh_days:
        return _day(law, on, "WFH", ("wfh_day", law.wfh_article, ""))
    return _day(law, on, "WFO", ("office_day", "", ""))


def _given(law: Circular, on: date, given: Given) -> Workday:
    return _day(law, on, given.mode, ("given", given.clause, given.source))


def _day(law: Circular, on: date, mode: str, why: tuple[str, str, str]) -> Workday:
    hours = Hours() if mode in {"OFF", *AWAY} else _hours(law, on)
    source, clause, detail = why
    return Workday(
        on=on,
        mode=mode,
        clause=clause,
        source=source,
        detail=detail,
        spans=hours.work,
        quiet=hours.quiet,
    )


def _hours(law: Circular, on: date) -> Hours:
    name = WEEKDAYS[on.weekday()]
    fasting = any(month.start <= on <= month.end for month in law.ramadan)
    ordinary = law.hours.get(name, Hours())
    return law.hours.get(f"ramadan_{name}", ordinary) if fasting else ordinary


@lru_cache(maxsize=4096)
def _intervals(
    on: date, spans: tuple[Span, ...], quiet: tuple[Span, ...], zone: str
) -> tuple[Interval, ...]:
    pieces = [(span.start, span.end) for span in spans]
    for hush in quiet:
        pieces = [rest for piece in pieces for rest in _without(piece, hush)]
    joined: list[tuple[time, time]] = []
    for start, end in pieces:
        touching = joined and joined[-1][1] == start
        joined.append((joined.pop()[0] if touching else start, end))
    found = [
        Interval(start=_moment(on, start, zone), end=_moment(on, end, zone))
        for start, end in joined
    ]
    return tuple(one for one in found if one.start < one.end)


def _without(piece: tuple[time, time], hush: Span) -> Iterable[tuple[time, time]]:
    start, end = piece
    parts = ((start, min(end, hush.start)), (max(start, hush.end), end))
    return [part for part in parts if part[0] < part[1]]


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


def _moment(on: date, at: time, zone: str) -> datetime:
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)
