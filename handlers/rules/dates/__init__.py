"""The one reader of dates in people's words: "besok", "9 s.d. 10 April", "Jumat, 10-4-26"."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from handlers.rules.dates.words import (
    BARE,
    BEFORE,
    CLOCK,
    DASH,
    LIST,
    MIDNIGHT,
    MONTHS,
    RELATIVE,
    RELATIVE_DAY,
    SHAPES,
    UNTIL,
    WEEKDAY,
    WEEKDAYS,
)

YEAR = timedelta(days=366)  # what lies further away is a slip
DAYS_OF_WEEK = 7


class Unclear(ValueError):  # noqa: N818 - it is said to a person
    """Words that cannot be understood; `key` is the sentence that says so."""

    def __init__(self, key: str, **blanks: Any) -> None:
        super().__init__(key)
        self.key, self.blanks = key, blanks


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from a first to a last one."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """One date as it was said: parts of it, or a distance from today, or a weekday."""

    words: str
    day: int = 0
    month: int = 0
    year: int = 0
    distance: int | None = None
    weekday: int | None = None
    when: str = ""


def leading(words: str, today: date) -> tuple[Period | None, str]:
    """Split off the days that words begin with; None and all the words if they name none.

    Raises Unclear for what looks like a date and is none, for a beginning without its end, and
    for days more than a year away: nothing that was said is left out.
    """
    text = BEFORE.sub("", words.strip(), count=1)
    if CLOCK.match(text):
        return None, words.strip()
    first, rest = _one(text)
    if first is None:
        if text[:1].isdigit():
            raise Unclear("admin.bad_date", words=text[:20])
        return None, words.strip()
    last, rest = _last(first, rest)
    if LIST.match(rest):
        raise Unclear("admin.bad_date", words=text[:40])
    return _period(first, last, today), rest.strip(" ,")


def one(words: str, today: date) -> date:
    """Read words that are one date and nothing else."""
    found, rest = leading(words, today)
    if found is None or rest or found.first != found.last:
        raise Unclear("admin.bad_date", words=words[:20])
    return found.first


def written(words: str) -> date:
    """Read one date with its year, however far away: for files and command lines."""
    said, rest = _one(MIDNIGHT.sub("", words.strip()))
    if said is None or rest or not (said.day and said.month and said.year):
        raise Unclear("admin.bad_date", words=words[:20])
    return _resolve(said, date.min)


def _one(text: str) -> tuple[_Said | None, str]:
    """Read one date at the beginning of a text; a weekday may stand before it or alone."""
    if found := RELATIVE_DAY.match(text):
        distance = RELATIVE[found["word"].casefold()]
        return _Said(words=found[0], distance=distance), text[found.end() :]
    named = WEEKDAY.match(text)
    start = named.end() if named else 0
    found = next((found for shape in (*SHAPES, BARE) if (found := shape.match(text, start))), None)
    if found:
        return _numbers(found, named), text[found.end() :]
    return (_weekday(named), text[start:]) if named else (None, text)


def _numbers(found: re.Match[str], named: re.Match[str] | None) -> _Said:
    parts = found.groupdict()
    month, year = parts.get("month") or "0", parts.get("year") or "0"
    return _Said(
        words=found[0].strip(),
        day=int(parts["day"]),
        month=int(month) if month.isdigit() else MONTHS[month.casefold()],
        year=int(f"20{year}" if len(year) == len("26") else year),
        weekday=WEEKDAYS[named["name"].casefold()] if named else None,
    )


def _weekday(named: re.Match[str]) -> _Said:
    name, when = named["name"].casefold(), (named["when"] or "").casefold()
    if name == "minggu" and when:  # a Sunday, or a whole week
        raise Unclear("admin.bad_date", words=named[0].strip())
    return _Said(words=named[0].strip(), weekday=WEEKDAYS[name], when=when)


def _last(first: _Said, rest: str) -> tuple[_Said, str]:
    """Read the last day after the first; a dash may also stand before other words."""
    word, dash = UNTIL.match(rest), DASH.match(rest)
    between = word or dash
    after = rest[between.end() :] if between else rest.lstrip()
    if (not between and not after[:1].isdigit()) or (not word and CLOCK.match(after)):
        return first, after
    found, left = _one(after)
    if found and (between or found.month):
        return found, left
    if word or (dash and after[:1].isdigit()):
        raise Unclear("admin.bad_date", words=f"{first.words}{rest}"[:40])
    return first, after


def _period(first: _Said, last: _Said, today: date) -> Period:
    """Give both days, each completed by the other, within a year of today."""
    if last is first:
        begin = end = _resolve(first, today)
    elif first.day and last.day and not first.year:
        end = _resolve(_with(last, first.month), today)
        begin = _resolve(_with(first, last.month), today, at_most=end)
    else:
        begin = _resolve(first, today)
        same_month = replace(last, month=begin.month, year=begin.year)
        end = _resolve(last if last.month else same_month, today, at_least=begin)
    if end < begin:
        raise Unclear("admin.bad_period")
    for on in (begin, end):
        if abs(on - today) > YEAR:
            raise Unclear("admin.far_date", on=on)
    return Period(first=begin, last=end)


def _with(said: _Said, month: int) -> _Said:
    return said if said.month else replace(said, month=month)


def _resolve(
    said: _Said, today: date, *, at_least: date = date.min, at_most: date = date.max
) -> date:
    """Find the day that was meant: without a year the nearest one, as far as it may be."""
    if said.distance is not None:
        return today + timedelta(days=said.distance)
    if not said.day:
        return _of_week(said, today, at_least)
    years = [said.year] if said.year else range(today.year - 2, today.year + 3)
    found = [on for year in years if (on := _date(year, said.month, said.day))]
    fitting = [on for on in found if at_least <= on <= at_most] or found
    if not fitting:
        raise Unclear("admin.bad_date", words=said.words[:20])
    near = _near(today, at_least, at_most)
    on = min(fitting, key=lambda one: abs(one - near))
    if said.weekday not in {None, on.weekday()}:
        raise Unclear("admin.bad_weekday", words=said.words[:20], on=on)
    return on


def _near(today: date, at_least: date, at_most: date) -> date:
    if at_least > date.min:
        return at_least
    return at_most if at_most < date.max else today


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of_week(said: _Said, today: date, at_least: date) -> date:
    """Find a weekday: the next one from today on, or that of this, the next or the last week."""
    weekday = said.weekday or 0
    if said.when:
        weeks = {"lalu": -1, "last": -1, "depan": 1, "next": 1}.get(said.when, 0)
        return today + timedelta(days=weekday - today.weekday() + weeks * DAYS_OF_WEEK)
    start = max(today, at_least)
    return start + timedelta(days=(weekday - start.weekday()) % DAYS_OF_WEEK)
