"""Parts of a day: by the clock of an office, and as moments of the world."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from handlers.rules.circular import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of time in UTC; `end` is the first moment after it."""

    start: datetime
    end: datetime


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Put spans in order, those that touch as one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: one.start):
        if found and span.start <= found[-1].end:
            found[-1] = Span(start=found[-1].start, end=max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


@lru_cache(maxsize=4096)
def intervals(
    on: date, spans: tuple[Span, ...], quiet: tuple[Span, ...], zone: str
) -> tuple[Interval, ...]:
    """Give the moments of spans without those in which it is quiet."""
    pieces = [(span.start, span.end) for span in spans]
    for hush in quiet:
        pieces = [rest for piece in pieces for rest in _without(piece, hush)]
    joined: list[tuple[time, time]] = []
    for start, end in pieces:
        touching = joined and joined[-1][1] == start
        joined.append((joined.pop()[0] if touching else start, end))
    found = [
        Interval(start=moment(on, start, zone), end=moment(on, end, zone)) for start, end in joined
    ]
    return tuple(one for one in found if one.start < one.end)


def _without(piece: tuple[time, time], hush: Span) -> Iterable[tuple[time, time]]:
    start, end = piece
    parts = ((start, min(end, hush.start)), (max(start, hush.end), end))
    return [part for part in parts if part[0] < part[1]]


def moment(on: date, at: time, zone: str) -> datetime:
    """Give the moment of a clock time on a date."""
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)
