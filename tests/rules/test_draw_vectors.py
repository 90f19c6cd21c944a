"""Golden vectors of the draw: whoever changes one breaks every proof that was published."""

import hashlib
import hmac
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.rules import draw, workdays
from handlers.rules.workdays import Interval
from tests.rules import laws

SECRET = bytes(range(32))
ANA, BUDI = "199001012015031001", "198512312010012002"
FRIDAY = (("07:45:00", "11:19:00"), ("13:30:00", "16:15:00"))
WEEKDAY = (("07:45:00", "11:49:00"), ("13:00:00", "15:45:00"))
FASTING = (("08:15:00", "11:49:00"), ("12:30:00", "14:45:00"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """Somebody's day, when in it a call may begin, and the moments that were drawn there."""

    nip: str
    on: date
    begin: tuple[tuple[str, str], ...]
    moments: str
    per_day: tuple[int, int] = (2, 4)

    @property
    def intervals(self) -> list[Interval]:
        return [laws.between(*pair, on=self.on) for pair in self.begin]


VECTORS = (
    Vector(nip=ANA, on=date(2026, 4, 10), begin=FRIDAY, moments="08:57:51 10:11:50"),
    Vector(
        nip=BUDI,
        on=date(2026, 4, 10),
        begin=FRIDAY,
        moments="07:57:20 08:44:01 10:06:50 13:57:52",
    ),
    Vector(nip=ANA, on=date(2026, 4, 17), begin=FRIDAY, moments="08:22:28 09:19:00"),
    Vector(
        nip=ANA,
        on=date(2026, 4, 8),
        begin=WEEKDAY,
        moments="09:37:55 10:59:23 13:50:31 14:50:53",
    ),
    Vector(
        nip=BUDI,
        on=date(2027, 2, 10),
        begin=FASTING,
        per_day=(4, 4),
        moments="10:01:19 10:54:50 13:26:14 14:30:46",
    ),
    Vector(
        nip=ANA,
        on=date(2028, 2, 29),
        begin=(("08:00:00", "08:00:02"),),
        per_day=(4, 4),
        moments="08:00:01",
    ),
    Vector(nip=ANA, on=date(2026, 4, 8), begin=WEEKDAY, per_day=(0, 0), moments=""),
)


def written(moments: tuple[datetime, ...]) -> str:
    zone = ZoneInfo(laws.WIB)
    return " ".join(f"{moment.astimezone(zone):%H:%M:%S}" for moment in moments)


@pytest.mark.parametrize("vector", VECTORS)
def test_the_moments_of_each_lot_are_those_that_were_published(vector: Vector) -> None:
    rule = laws.call_rule(per_day=vector.per_day)
    found = draw.moments(SECRET, vector.nip, vector.on, vector.intervals, rule)
    assert written(found) == vector.moments


@pytest.mark.parametrize("vector", VECTORS)
def test_an_outsider_draws_the_same_from_the_words_of_the_guide(vector: Vector) -> None:
    """HMAC-SHA256 of "NIP:YYYY-MM-DD" under the secret seeds Python's generator."""
    key = f"{vector.nip}:{vector.on.isoformat()}".encode()
    lots = random.Random(hmac.new(SECRET, key, hashlib.sha256).digest())
    second = timedelta(seconds=1)
    inside = [
        part.start + n * second
        for part in vector.intervals
        for n in range(1, (part.end - part.start) // second)
    ]
    gap = max(45 * 60, 2 * 300)
    count = min(lots.randint(*vector.per_day), (len(inside) - 1) // gap + 1)
    chosen = sorted(lots.sample(range(len(inside) - (count - 1) * (gap - 1)), count))
    again = tuple(inside[place + n * (gap - 1)] for n, place in enumerate(chosen))
    assert written(again) == vector.moments


@pytest.mark.parametrize(
    ("on", "begin", "moments"),
    [
        (date(2026, 4, 6), WEEKDAY, "08:16:50 14:03:19 15:10:47"),
        (date(2026, 4, 8), WEEKDAY, "09:37:55 10:59:23 13:50:31 14:50:53"),
        (date(2027, 2, 10), FASTING, "09:36:19 12:57:46 13:53:47"),
    ],
)
def test_a_day_without_friday_prayer_is_drawn_as_it_always_was(
    on: date, begin: tuple[tuple[str, str], ...], moments: str
) -> None:
    every_day = 'id = "x"\nwfh_days = ["mon", "tue", "wed", "thu", "fri"]\nholidays = false'
    law = laws.own(every_day)
    assert law.call
    parts = workdays.callable_intervals(law.call, laws.friday(on, law), laws.WIB)
    assert list(parts) == [laws.between(*pair, on=on) for pair in begin]
    assert written(draw.moments(SECRET, ANA, on, parts, law.call)) == moments
