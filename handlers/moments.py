"""Times and dates in people's words: 09.15, 9:15, "pukul 9 WITA", besok, 10-04-2026."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handlers.rules import dates
from handlers.rules.circular import Span
from handlers.rules.dates import Unclear

ZONES = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
ALONE = re.compile(
    r"(?:(?:pukul|jam)\s+)?(\d{1,2})(?:[.:](\d{2}))?(?:\s*(wib|wita|wit))?", re.IGNORECASE
)
LEADING = re.compile(
    r"((?:(?:pukul|jam)\s+)?\d{1,2}[.:]\d{2}(?![.:\d])(?:\s*(?:wib|wita|wit)\b)?)(.*)",
    re.IGNORECASE | re.DOTALL,
)
BETWEEN = re.compile(
    r"\s*(?:[-\u2013,]|s\.?d\.?|sampai|hingga|until|to)?\s+|\s*[-\u2013]\s*", re.IGNORECASE
)


def moment(words: str, on: date, zone: str) -> datetime | None:
    """Read a time of a date; a zone in the words goes before `zone`. None if it is none."""
    found = ALONE.fullmatch(words.strip())
    if found is None:
        return None
    try:
        at = time(int(found[1]), int(found[2] or 0))
    except ValueError:
        return None
    return datetime.combine(on, at, ZoneInfo(ZONES.get((found[3] or "").casefold(), zone)))


def leading(words: str) -> tuple[str, str]:
    """Split off a time with minutes that the words begin with: ("10.00", "Bank") or ("", all)."""
    found = LEADING.match(words.strip())
    if found is None:
        return "", words.strip()
    rest = BETWEEN.sub("", found[2], count=1) if BETWEEN.match(found[2]) else found[2]
    return found[1], rest.strip()


def hours(words: str) -> tuple[Span | None, str]:
    """Split off hours that words begin with: "08.00-12.00", "pukul 8.00 s.d. 12.00".

    Raises Unclear for a beginning without an end, or an end that is not after it.
    """
    start, rest = leading(words)
    if not start:
        return None, words.strip()
    end, rest = leading(rest)
    first, last = _clock(start), _clock(end)
    if first is None or last is None or last <= first:
        raise Unclear("admin.bad_time", words=words[:20])
    return Span(start=first, end=last), rest


def _clock(words: str) -> time | None:
    at = moment(words, date.min, "UTC")
    return at.time() if at else None


def leading_day(words: str, today: date) -> tuple[date | None, str]:
    """Split off one date that the words begin with; without one, None and all the words."""
    try:
        found, rest = dates.leading(words, today)
    except Unclear:
        return None, words.strip()
    if found is None or found.first != found.last:
        return None, words.strip()
    return found.first, rest
