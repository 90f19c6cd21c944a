"""A person's own hours: a part-time contract, a shift, a dynamic week (Permen PANRB 4/2025)."""

import itertools
import re
from collections.abc import Iterable, Mapping
from datetime import time
from functools import lru_cache
from types import MappingProxyType

from handlers.rules.circular import WEEKDAYS, Span
from handlers.rules.circular.hours import COVERS, RAMADAN

CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})")
NAMES = {**COVERS, "all": WEEKDAYS, "ramadan": RAMADAN}
OFF = "off"
LAST_MINUTE = 23 * 60 + 59


@lru_cache(maxsize=4096)
def read(text: str) -> Mapping[str, tuple[Span, ...]]:
    """Read "07:30-12:00,13:00-15:00" (every day) or "mon_thu=08:00-12:00;fri=off".

    Days that are not named keep the hours of the circular. Raises ValueError(the part).
    """
    found: dict[str, tuple[Span, ...]] = {}
    for part in filter(None, re.sub(r"\s+", "", text).casefold().split(";")):
        name, _, spans = part.rpartition("=")
        days = NAMES.get(name or "all")
        if days is None:
            raise ValueError(name)
        found |= dict.fromkeys(days, () if spans == OFF else _spans(spans))
    return MappingProxyType(found)


def within(spans: tuple[Span, ...], frame: tuple[Span, ...]) -> tuple[Span, ...]:
    """Cut hours to a day from its first to its last minute: nobody works longer in Ramadan."""
    if not frame:
        return spans
    first, last = frame[0].start, frame[-1].end
    cut = [(max(one.start, first), min(one.end, last)) for one in spans]
    return tuple(Span(start=start, end=end) for start, end in cut if start < end)


def without(spans: tuple[Span, ...], off: Span) -> tuple[Span, ...]:
    """Leave out hours in which somebody does not work."""
    parts = [
        (start, end)
        for one in spans
        for start, end in (
            (one.start, min(one.end, off.start)),
            (max(one.start, off.end), one.end),
        )
    ]
    return tuple(Span(start=start, end=end) for start, end in parts if start < end)


def minutes(spans: Iterable[Span]) -> int:
    """Count the minutes of some hours."""
    return sum(map(_minutes, spans))


def later(spans: tuple[Span, ...], minutes: int) -> tuple[Span, ...]:
    """Let a day begin later and make it up at its end; breaks stay (PANRB, Contoh Waktu 2)."""
    if not minutes or not spans:
        return spans
    start = _plus(spans[0].start, minutes)
    kept = [Span(start=max(one.start, start), end=one.end) for one in spans if one.end > start]
    if not kept:
        return ()
    lost = sum(map(_minutes, spans)) - sum(map(_minutes, kept))
    return (*kept[:-1], Span(start=kept[-1].start, end=_plus(kept[-1].end, lost)))


def _minutes(span: Span) -> int:
    return (span.end.hour - span.start.hour) * 60 + span.end.minute - span.start.minute


def _plus(clock: time, minutes: int) -> time:
    total = min(clock.hour * 60 + clock.minute + minutes, LAST_MINUTE)
    return time(total // 60, total % 60, clock.second)


def _spans(text: str) -> tuple[Span, ...]:
    spans = tuple(_span(part) for part in text.split(","))
    if any(before.end > after.start for before, after in itertools.pairwise(spans)):
        raise ValueError(text)
    return spans


def _span(text: str) -> Span:
    start, _, end = text.partition("-")
    span = Span(start=_clock(start), end=_clock(end))
    if span.end <= span.start:
        raise ValueError(text)
    return span


def _clock(text: str) -> time:
    found = CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2]))
