"""The kinds of values that a circular's keys may hold, and how each says what it expected."""

import itertools
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Generic, TypeVar

from handlers.rules.circular.values import WEEKDAYS, Span

T_co = TypeVar("T_co", covariant=True)
PAIR = 2
PERSON_TYPES_KNOWN = ("PNS", "CPNS", "PPPK", "PPPK_PW", "NON_ASN", "MAGANG")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T_co]):
    """A reader of one raw value; it raises ValueError(what is wrong)."""

    expected: str
    read: Callable[[object], T_co]


def shown(value: object) -> str:
    """Show a raw value as a person would have written it in the file."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case list():
            return f"[{', '.join(shown(one) for one in value)}]"
        case dict():
            return "a table"
    return str(value)


def wrong(value: object) -> ValueError:
    """Make the error of a value that is not of its kind."""
    return ValueError(f"is {shown(value)}")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise wrong(value)
    return value.strip()


def _any_text(value: object) -> str:
    if not isinstance(value, str):
        raise wrong(value)
    return value.strip()


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise wrong(value)
    return value


def _day(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise wrong(value)
    return value


def _clock(value: object) -> time:
    if not isinstance(value, time) or value.microsecond:
        raise wrong(value)
    return value


def _zone(value: object) -> str:
    name = _text(value)
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise wrong(value) from None
    return name


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise wrong(value)
    return value


def _span(value: object) -> Span:
    pair = _list(value)
    if len(pair) != PAIR:
        raise wrong(value)
    span = Span(start=_clock(pair[0]), end=_clock(pair[1]))
    if span.end <= span.start:
        raise ValueError(f"{shown(value)} ends before it starts")
    return span


def _work(value: object) -> tuple[Span, ...]:
    spans = tuple(_span(one) for one in _list(value))
    if not spans:
        raise wrong(value)
    for earlier, later in itertools.pairwise(spans):
        if later.start < earlier.end:
            raise ValueError(f"the span at {later.start} overlaps the one before it")
    return spans


def _range(value: object) -> tuple[int, int]:
    pair = _list(value)
    if len(pair) != PAIR:
        raise wrong(value)
    low, high = (_int(one) for one in pair)
    if not 0 <= low <= high:
        raise wrong(value)
    return low, high


def _int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong(value)
    return value


def whole(low: int, high: int | None = None) -> Kind[int]:
    """Make the kind of whole numbers within bounds."""

    def read(value: object) -> int:
        number = _int(value)
        if number < low or (high is not None and number > high):
            raise wrong(value)
        return number

    return Kind(
        f"a whole number {f'of at least {low}' if high is None else f'{low} to {high}'}", read
    )


def degrees(most: int) -> Kind[float]:
    """Make the kind of degrees of latitude or longitude."""

    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
            raise wrong(value)
        return float(value)

    return Kind(f"degrees from -{most} to {most}, such as -2.99", read)


def one_of(*words: str) -> Kind[str]:
    """Make the kind of texts that are one of a few words."""

    def read(value: object) -> str:
        if value not in words:
            raise wrong(value)
        return str(value)

    return Kind(" | ".join(words), read)


def _until(value: object) -> str | int:
    return str(value) if value in {"end_of_work", "until_decided"} else whole(1).read(value)


def many(kind: Kind[T_co], expected: str) -> Kind[tuple[T_co, ...]]:
    """Make the kind of arrays of a kind."""
    return Kind(expected, lambda value: tuple(kind.read(one) for one in _list(value)))


def _weekdays(value: object) -> tuple[str, ...]:
    for name in _list(value):
        if name not in WEEKDAYS:
            raise ValueError(f"{shown(name)} is no weekday")
    return tuple(day for day in WEEKDAYS if day in _list(value))


def _some_weekdays(value: object) -> tuple[str, ...]:
    return _weekdays(value) or _refuse(value)


def _refuse(value: object) -> tuple[str, ...]:
    raise wrong(value)


def _person_types(value: object) -> tuple[str, ...]:
    for name in _list(value):
        if name not in PERSON_TYPES_KNOWN:
            raise ValueError(f"{shown(name)} is no type of person")
    return tuple(one for one in PERSON_TYPES_KNOWN if one in _list(value)) or _refuse(value)


TEXT = Kind("a text", _text)
ANY_TEXT = Kind("a text, which may be empty", _any_text)
FLAG = Kind("true or false", _flag)
DAY = Kind("a date such as 2026-04-01", _day)
CLOCK = Kind("a time in whole seconds such as 07:30:00", _clock)
CLOCKS = many(CLOCK, "a list of times such as [12:00:00, 17:15:00]")
ZONE = Kind('a time zone such as "Asia/Jakarta"', _zone)
NAMES = many(TEXT, 'a list of texts such as ["Kepala Dinas*"]')
DAYS = Kind(f"weekdays out of {', '.join(WEEKDAYS)}", _weekdays)
SOME_DAYS = Kind(f"at least one weekday out of {', '.join(WEEKDAYS)}", _some_weekdays)
PERSON_TYPES = Kind(f"at least one of {', '.join(PERSON_TYPES_KNOWN)}", _person_types)
WORK = Kind(
    "spans in order, in whole seconds, such as [[07:30:00, 12:00:00], [13:00:00, 16:00:00]]", _work
)
SPANS = many(Kind("", _span), "spans such as [[11:30:00, 13:30:00]]")
UNTIL = Kind("end_of_work | until_decided | a number of work days, at least 1", _until)
RANGE = Kind("[lowest, highest] such as [2, 4], neither below 0", _range)
