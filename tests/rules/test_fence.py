"""A pin becomes a word, and every doubt speaks for the person (default A9)."""

from math import cos, inf, nan, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import fence
from handlers.rules.fence import Point, place

HOME = (-0.3055, 100.3692)  # Bukittinggi
DEGREE_M = 111_195.0  # of latitude, and of longitude at the equator

latitudes = st.floats(-89, 89)
longitudes = st.floats(-180, 180)
points = st.tuples(latitudes, longitudes)


def metres_away(north: float, east: float = 0.0, home: Point = HOME) -> Point:
    lat, lon = home
    return lat + north / DEGREE_M, lon + east / (DEGREE_M * cos(radians(lat)))


@pytest.mark.parametrize(
    ("metres", "accuracy", "word"),
    [
        (0, None, "inside"),
        (199, None, "inside"),
        (201, None, "outside"),
        (201, 5, "inside"),
        (299, 100, "inside"),
        (301, 100, "outside"),
        (5000, 99, "outside"),
        (5000, 101, "uncertain"),
        (150, 101, "uncertain"),
        (60, 130, "inside"),
        (0, 5000, "uncertain"),
        (5000, -1, "uncertain"),
        (5000, nan, "uncertain"),
        (0, inf, "uncertain"),
    ],
)
def test_distance_minus_accuracy_decides(metres: float, accuracy: float | None, word: str) -> None:
    assert place(HOME, metres_away(metres), accuracy) == word


def test_without_a_home_nobody_is_outside() -> None:
    assert place(None, HOME, 5) == "unknown"


def test_a_house_on_the_equator_and_the_date_line_is_a_place_like_any_other() -> None:
    assert place((0.0, 0.0), (0.0, 0.0)) == "inside"
    assert place((0.0, 179.9999), (0.0, -179.9999)) == "inside"
    assert fence.distance((90, 0), (-90, 0)) == pytest.approx(20_015_115, rel=1e-4)


def test_an_agency_may_draw_the_circle_wider() -> None:
    assert place(HOME, metres_away(450), None, radius_m=500) == "inside"
    assert place(HOME, metres_away(1000), 150, max_accuracy_m=200) == "outside"


@given(one=points, other=points)
def test_the_way_there_is_the_way_back(one: Point, other: Point) -> None:
    there = fence.distance(one, other)
    assert there == pytest.approx(fence.distance(other, one), abs=1e-3)
    assert 0 <= there <= 20_016_000


@given(
    north=st.floats(-3000, 3000),
    east=st.floats(-3000, 3000),
    accuracy=st.floats(0, 100),
    worse=st.floats(0, 1000),
)
def test_a_worse_reading_never_puts_anybody_outside(
    north: float, east: float, accuracy: float, worse: float
) -> None:
    spot = metres_away(north, east)
    if place(HOME, spot, accuracy) != "outside":
        assert place(HOME, spot, accuracy + worse) != "outside"
