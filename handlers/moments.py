"""Times and dates in people's words: 09.15, 9:15, "pukul 9 WITA", besok, 10-04-2026."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONES = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
TOMORROW = {"besok", "tomorrow"}
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
DATES = (
    re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"),
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


def leading_day(words: str, today: date) -> tuple[date | None, str]:
    """Split off a date that the words begin with; without one, None and all the words."""
    first, _, rest = words.strip().partition(" ")
    found = _day(first.casefold(), today)
    return (found, rest.strip()) if found else (None, words.strip())


def _day(word: str, today: date) -> date | None:
    if word in TOMORROW:
        return today + timedelta(days=1)
    match = next((found for shape in DATES if (found := shape.fullmatch(word))), None)
    if match is None:
        return None
    try:
        return date(*(int(match[part]) for part in ("year", "month", "day")))
    except ValueError:
        return None
