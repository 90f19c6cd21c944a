"""Friday prayer is where the sun is: nobody is called from 20 minutes before dhuhr to 75 after."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import draw, sun, window, workdays
from handlers.rules.circular import CircularError, Place, Span
from handlers.rules.spans import joined
from handlers.rules.workdays import Worker
from tests.circulars.laws import SHIPPED
from tests.rules import laws

MINUTE = timedelta(minutes=1)
BEFORE, AFTER = 20 * MINUTE, 75 * MINUTE
RULE = laws.call_rule()
PLACES = {
    "Sabang": 95.32,
    "Palembang": 104.76,
    "Surabaya": 112.75,
    "Banyuwangi": 114.37,
    "Manado": 124.84,
    "Jayapura": 140.72,
}
# The sun's transit at these places in UTC, as PyEphem 4.2.1 gives it.
TABLE = {
    date(2026, 2, 13): "05:52:52 05:15:07 04:43:09 04:36:41 03:54:48 02:51:17",
    date(2026, 5, 15): "05:35:03 04:57:18 04:25:20 04:18:51 03:36:58 02:33:27",
    date(2026, 7, 31): "05:45:09 05:07:24 04:35:26 04:28:57 03:47:05 02:43:33",
    date(2026, 10, 30): "05:22:23 04:44:38 04:12:40 04:06:12 03:24:19 02:20:48",
    date(2027, 1, 29): "05:51:43 05:13:57 04:41:59 04:35:31 03:53:38 02:50:06",
    date(2028, 2, 11): "05:52:54 05:15:09 04:43:11 04:36:42 03:54:49 02:51:18",
    date(2028, 11, 3): "05:22:17 04:44:31 04:12:34 04:06:05 03:24:12 02:20:41",
    date(2029, 6, 15): "05:39:14 05:01:28 04:29:30 04:23:01 03:41:08 02:37:36",
}
FRIDAYS = tuple(date(2026, 1, 2) + timedelta(weeks=n) for n in range(209))  # 2026 to 2029


@pytest.mark.parametrize("on", TABLE)
def test_noon_is_that_of_the_astronomers(on: date) -> None:
    for longitude, clock in zip(PLACES.values(), TABLE[on].split(), strict=True):
        published = datetime.fromisoformat(f"{on}T{clock}+00:00")
        assert abs(sun.noon(on, longitude) - published) < timedelta(seconds=5)


def test_noon_is_that_of_the_example_in_the_book() -> None:
    # Meeus, Astronomical Algorithms, example 28.b: 13 October 1992, 0h, E = +3.427351 degrees
    published = datetime(1992, 10, 13, tzinfo=UTC) - timedelta(minutes=4 * 3.427351)
    assert abs(sun.noon(date(1992, 10, 13), 180.0) - published) < timedelta(seconds=0.15)


def standing_at(longitude: float, zone: str, units: tuple[str, ...] = ()) -> Place:
    return Place(name=zone, lat=-3.0, lon=longitude, units=units)


def quiet(on: date, zone: str, *places: Place, unit: str = "Dinas Sosial") -> str:
    law = replace(laws.SUMSEL, zone=zone, places=places)
    who = Worker(position="Analis", unit=unit, zone=zone)
    spans = workdays.workday(law, who, on).quiet
    return ", ".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in spans)


@pytest.mark.parametrize(
    ("city", "zone", "on", "expected"),
    [
        ("Palembang", "Asia/Jakarta", date(2026, 4, 10), "11:30-13:30"),
        ("Surabaya", "Asia/Jakarta", date(2026, 10, 30), "10:52-13:30"),
        ("Banyuwangi", "Asia/Jakarta", date(2026, 10, 30), "10:46-13:30"),
        ("Sabang", "Asia/Jakarta", date(2026, 7, 31), "11:30-14:05"),
        ("Manado", "Asia/Makassar", date(2026, 10, 30), "11:04-13:30"),
        ("Jayapura", "Asia/Jayapura", date(2026, 10, 30), "11:00-13:30"),
    ],
)
def test_quiet_time_follows_the_sun_of_the_offices_own_place(
    city: str, zone: str, on: date, expected: str
) -> None:
    assert quiet(on, zone, standing_at(PLACES[city], zone)) == expected


def test_without_a_place_the_whole_zone_is_spared() -> None:
    on, zone = date(2026, 4, 10), "Asia/Jakarta"
    assert quiet(on, zone) == "10:57-14:02"
    elsewhere = Worker(position="Analis", unit="Dinas Sosial", zone="Asia/Jayapura")
    law = replace(laws.SUMSEL, places=(standing_at(104.76, zone),))
    assert sun.place(law, elsewhere) is None  # noon at Palembang is no noon in Jayapura


def test_a_unit_stands_where_it_is_said_to_stand() -> None:
    on, zone = date(2026, 4, 10), "Asia/Jakarta"
    office = standing_at(104.76, zone)
    east = standing_at(114.37, zone, units=("UPTD Banyuwangi*",))
    assert quiet(on, zone, office, east, unit="Dinas Sosial / UPTD Banyuwangi") == "11:03-13:30"
    assert quiet(on, zone, office, east) == "11:30-13:30"


def test_a_place_of_one_unit_says_nothing_of_the_others() -> None:
    on, zone = date(2026, 4, 10), "Asia/Jakarta"
    east = standing_at(114.37, zone, units=("UPTD Banyuwangi*",))
    assert quiet(on, zone, east) == quiet(on, zone)


def test_whoever_works_in_another_zone_prays_by_the_sun_of_that_zone() -> None:
    on = date(2026, 4, 10)
    there = Worker(position="Analis", unit="Dinas Sosial", zone="Asia/Jayapura")
    eastern = replace(laws.SUMSEL, zone="Asia/Jayapura")
    assert sun.quiet(laws.SUMSEL, there, on) == sun.quiet(eastern, there, on)
    assert sun.quiet(laws.SUMSEL, there, on) != sun.quiet(laws.SUMSEL, laws.ANA, on)


def test_on_other_days_and_days_off_the_sun_says_nothing() -> None:
    assert quiet(date(2026, 4, 9), "Asia/Jakarta") == ""
    assert quiet(date(2026, 5, 1), "Asia/Jakarta") == ""  # a Friday, Labour Day


def test_another_part_of_the_world_has_its_own_noon() -> None:
    on = date(2026, 4, 10)
    law = replace(laws.SUMSEL, zone="UTC")
    found = sun.quiet(law, Worker(position="Analis", unit="Dinas Sosial"), on)
    assert [(f"{one.start:%H:%M}", f"{one.end:%H:%M}") for one in found] == [("10:41", "14:21")]
    ahead = replace(laws.SUMSEL, zone="Asia/Tokyo")  # its meridian is at 135 degrees east
    assert sun.bounds(ahead.zone, on) == (120.0, 150.0)
    date_line = replace(laws.SUMSEL, zone="Etc/GMT-14")
    places = (standing_at(-157.4, "Etc/GMT-14"),)
    assert sun.quiet(replace(date_line, places=places), laws.ANA, on)


def test_no_circular_shortens_it_and_an_older_one_without_it_stays_as_it_was() -> None:
    with pytest.raises(CircularError, match="before_minutes"):
        laws.own('id = "x"\n[friday_prayer]\nbefore_minutes = 5')
    with pytest.raises(CircularError, match="lon"):
        laws.own('id = "x"\n[[place]]\nname = "Palembang"\nlat = -2.99\nlon = 1047.6')
    own = laws.own('id = "x"\n[[place]]\nname = "Palembang"\nlat = -2.99\nlon = 104.76')
    assert [place.lon for place in own.places] == [104.76]
    before = replace(laws.SUMSEL, friday_prayer=None)
    day = workdays.workday(before, laws.ANA, date(2026, 10, 30))
    assert day.quiet == laws.SUMSEL.hours["fri"].quiet


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_circular_keeps_it(name: str) -> None:
    assert SHIPPED[name].friday_prayer


SPANS = st.lists(st.tuples(st.integers(0, 1439), st.integers(0, 1439)), max_size=6)


@given(SPANS)
def test_joined_spans_cover_the_same_minutes_apart(
    pairs: list[tuple[int, int]],
) -> None:
    midnight = datetime(2026, 4, 10, tzinfo=UTC)
    clocks = [
        tuple((midnight + n * MINUTE).time() for n in sorted(pair))
        for pair in pairs
        if pair[0] != pair[1]
    ]
    spans = [Span(start=start, end=end) for start, end in clocks]
    found = joined(spans)
    for n in range(1440):
        minute = (midnight + n * MINUTE).time()
        covered = any(one.start <= minute < one.end for one in spans)
        assert covered == any(one.start <= minute < one.end for one in found)
    assert all(before.end < after.start for before, after in itertools.pairwise(found))


def grid(step: int) -> Iterable[tuple[float, str]]:
    """Give each longitude of Indonesia in steps of 0.25 degrees, in every zone that it is in."""
    for quarter in range(95 * 4, 141 * 4 + 1, step):
        for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"):
            west, east = sun.ZONES[zone]
            if west <= quarter / 4 <= east:
                yield quarter / 4, zone


def alive_in_prayer(people: int, fridays: Iterable[date], step: int) -> tuple[int, int]:
    """Draw calls all over the country; count them, and those alive while people pray."""
    drawn = alive = 0
    life = window.life(RULE) + window.delay(RULE)
    for on, (longitude, zone) in itertools.product(fridays, grid(step)):
        noon = sun.noon(on, longitude)
        for places in ((), (standing_at(longitude, zone),)):
            law = replace(LAW, zone=zone, places=places)
            day = workdays.workday(law, laws.ANA, on)
            begin = workdays.callable_intervals(RULE, day, zone)
            for person in range(people):
                calls = draw.moments(b"secret", f"{longitude} {person}", on, begin, RULE)
                drawn += len(calls)
                alive += sum(call < noon + AFTER and noon - BEFORE < call + life for call in calls)
    return drawn, alive


LAW = laws.own('id = "x"\nsince = 2026-01-01\nholidays = false')


def test_no_drawn_call_is_alive_in_friday_prayer_anywhere_in_indonesia() -> None:
    drawn, alive = alive_in_prayer(1, FRIDAYS[::11], 8)
    assert drawn > 2000
    assert alive == 0


@pytest.mark.slow
def test_none_of_a_million_drawn_calls_is_alive_in_friday_prayer() -> None:
    latitudes = (6 + 11) * 4 + 1  # noon is the same at all of them: each is a person of its own
    drawn, alive = alive_in_prayer(latitudes // 2, FRIDAYS[::6], 1)
    assert drawn > 1_000_000
    assert alive == 0


@given(
    st.sampled_from(FRIDAYS),
    st.floats(95, 141),
    st.sampled_from(sorted(sun.ZONES)),
    st.integers(0, 86_399),
)
def test_no_supervisors_call_is_alive_in_it_either(
    on: date, longitude: float, zone: str, second: int
) -> None:
    law = replace(LAW, zone=zone, places=(standing_at(longitude, zone),))
    for late in (0, 45):
        day = workdays.workday(law, laws.ANA, on, late_minutes=late)
        call = laws.at("00:00:00", on, zone) + timedelta(seconds=second)
        if workdays.may_call_at(RULE, day, zone, call):
            noon = sun.noon(on, longitude)
            assert call + window.life(RULE) <= noon - BEFORE or noon + AFTER <= call
