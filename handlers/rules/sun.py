"""Where the sun is: the time of Friday prayer at a place, or over a whole time zone."""

import math
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from handlers.rules.circular import WEEKDAYS, Circular, FridayPrayer, Place, Span
from handlers.rules.exempt import Worker, in_unit

FRIDAY = WEEKDAYS.index("fri")
J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
DEGREE = timedelta(minutes=4)  # of longitude
CAUTION = timedelta(minutes=4)  # tables of prayer times add up to this to the sun's noon (ihtiyat)
LAST_MINUTE = time(23, 59)

# The westernmost and the easternmost point of each zone of Indonesia (Keppres 41/1987), seas
# included: Sabang to the east of Central Kalimantan, the west of East Kalimantan to Talaud,
# Taliabu to Papua.
ZONES = {
    "Asia/Jakarta": (94.75, 116.0),
    "Asia/Pontianak": (94.75, 116.0),
    "Asia/Makassar": (113.5, 127.5),
    "Asia/Ujung_Pandang": (113.5, 127.5),
    "Asia/Jayapura": (124.0, 141.5),
}
ELSEWHERE = 15.0  # degrees on both sides of a zone's own meridian


@lru_cache(maxsize=4096)
def noon(on: date, longitude: float) -> datetime:
    """Give the moment at which the sun crosses the meridian of a place: the beginning of dhuhr.

    Meeus, Astronomical Algorithms, chapters 25 and 28, in its lower accuracy: within seconds.
    """
    mean = datetime.combine(on, time(12), UTC) - longitude * DEGREE
    return mean - _equation_of_time((mean - J2000) / DAY / 36525)


def _equation_of_time(centuries: float) -> timedelta:
    """Give by how much the sun is ahead of the clock."""
    mean_longitude = math.radians(280.46646 + 36000.76983 * centuries)
    anomaly = math.radians(357.52911 + 35999.05029 * centuries)
    eccentricity = 0.016708634 - 0.000042037 * centuries
    y = math.tan(math.radians(23.439291 - 0.0130042 * centuries) / 2) ** 2
    angle = (
        y * math.sin(2 * mean_longitude)
        - 2 * eccentricity * math.sin(anomaly)
        + 4 * eccentricity * y * math.sin(anomaly) * math.cos(2 * mean_longitude)
        - y * y / 2 * math.sin(4 * mean_longitude)
        - 5 / 4 * eccentricity * eccentricity * math.sin(2 * anomaly)
    )
    return math.degrees(angle) * DEGREE


def place(law: Circular, worker: Worker) -> Place | None:
    """Find the place of a person's unit, else of the office; None where the zone must do.

    A place says nothing about the sun of somebody who works in another zone.
    """
    if worker.zone not in {"", law.zone}:
        return None
    found = [one for one in law.places if any(in_unit(unit, worker.unit) for unit in one.units)]
    return next(iter(found + [one for one in law.places if not one.units]), None)


def quiet(law: Circular, worker: Worker, on: date) -> tuple[Span, ...]:
    """Give the time of Friday prayer at which nobody is called; none on another day."""
    if law.friday_prayer is None or on.weekday() != FRIDAY:
        return ()
    zone, where = worker.zone or law.zone, place(law, worker)
    west, east = (where.lon, where.lon) if where else bounds(zone, on)
    return (_around(law.friday_prayer, on, west, east, zone),)


def bounds(zone: str, on: date) -> tuple[float, float]:
    """Give the longitudes between which a time zone lies, the westernmost first."""
    if zone in ZONES:
        return ZONES[zone]
    offset = datetime.combine(on, time(12), ZoneInfo(zone)).utcoffset() or timedelta()
    return offset / DEGREE - ELSEWHERE, offset / DEGREE + ELSEWHERE


@lru_cache(maxsize=4096)
def _around(rule: FridayPrayer, on: date, west: float, east: float, zone: str) -> Span:
    """Span the prayer, in whole minutes, from the first place that it comes to until the last."""
    first, last = noon(on, east), noon(on, west)
    start = first - rule.before_minutes * MINUTE
    end = last + CAUTION + rule.after_minutes * MINUTE
    return Span(start=_clock(start, on, zone), end=_clock(end + MINUTE, on, zone))


def _clock(moment: datetime, on: date, zone: str) -> time:
    """Write a moment by the clock of a date, cut to its minute."""
    local = moment.astimezone(ZoneInfo(zone))
    if local.date() != on:
        return time.min if local.date() < on else LAST_MINUTE
    return local.time().replace(second=0, microsecond=0)
