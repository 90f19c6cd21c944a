"""A pin becomes a word, and every doubt speaks for the person (2.e; default A9)."""

from math import cos, inf, nan, radians

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import fence
from handlers.rules.fence import Point, place

HOME = (-0.3055, 100.3692)  # Bukittinggi
DEGREE_M = 111_195.0  # of latitude, and of longitude at the equator

indonesia = st.tuples(st.floats(-11, 6), st.floats(95, 141))


def metres_away(north: float, east: float = 0.0, home: Point = HOME) -> Point:
    lat, lon = home
    return lat + north / DEGREE_M, lon + east / (DEGREE_M * cos(radians(lat)))


@pytest.mark.parametrize(
    ("metres", "accuracy", "word"),
    [
        (0, None, "inside"),
        (198, None, "inside"),
        (203, None, "uncertain"),
        (5000, None, "uncertain"),
        (198, 5, "inside"),
        (5000, 5, "uncertain"),
        (150, 101, "uncertain"),
        (60, 130, "inside"),
        (0, 5000, "uncertain"),
        (5000, -1, "uncertain"),
        (5000, nan, "uncertain"),
        (0, inf, "uncertain"),
    ],
)
def test_one_pin_is_never_outside(metres: float, accuracy: float | None, word: str) -> None:
    assert place(HOME, metres_away(metres), accuracy) == word


def test_without_a_home_nothing_is_known() -> None:
    assert place(None, HOME, 5) == "unknown"


def test_an_agency_may_draw_the_circle_wider() -> None:
    assert place(HOME, metres_away(450), None, radius_m=500) == "inside"


@given(zone=indonesia, north=st.floats(-900, 900), east=st.floats(-400, 400))
def test_a_distance_is_the_geodesic_to_a_centimetre(
    zone: Point, north: float, east: float
) -> None:
    spot = metres_away(north, east, zone)
    true = Geodesic.WGS84.Inverse(*zone, *spot, Geodesic.DISTANCE)["s12"]
    assert fence.distance(zone, spot) == pytest.approx(true, abs=0.01)


@pytest.mark.parametrize("latitude", [-11.0, -5.5, 0.0, 6.0])
def test_a_degree_to_the_north_is_as_long_as_the_ellipsoid_has_it(latitude: float) -> None:
    south, north = latitude - 0.0005, latitude + 0.0005
    true = Geodesic.WGS84.Inverse(south, 110, north, 110, Geodesic.DISTANCE)["s12"]
    told = fence.distance((latitude, 110), (latitude + 0.001, 110))
    assert told == pytest.approx(true, abs=0.00005)


@given(zone=indonesia, north=st.floats(-70_000, 70_000), east=st.floats(-70_000, 70_000))
def test_a_far_distance_is_the_geodesic_to_a_thousandth(
    zone: Point, north: float, east: float
) -> None:
    spot = metres_away(north, east, zone)
    true = Geodesic.WGS84.Inverse(*zone, *spot, Geodesic.DISTANCE)["s12"]
    assert fence.distance(zone, spot) == pytest.approx(true, rel=0.001, abs=0.01)


@given(
    north=st.floats(-3000, 3000),
    east=st.floats(-3000, 3000),
    accuracy=st.none() | st.floats(allow_nan=True, allow_infinity=True),
)
def test_no_single_pin_puts_anybody_outside(
    north: float, east: float, accuracy: float | None
) -> None:
    assert place(HOME, metres_away(north, east), accuracy) in {"inside", "uncertain"}


@pytest.mark.parametrize("accuracy", [None, 0, fence.MAX_ACCURACY_M])
def test_a_pin_on_the_edge_is_inside(accuracy: float | None) -> None:
    spot = metres_away(150)
    edge = fence.distance(HOME, spot)
    assert place(HOME, spot, accuracy, radius_m=edge) == "inside"
    assert place(HOME, spot, accuracy, radius_m=edge - 0.001) == "uncertain"


def test_a_coarse_circle_that_just_fits_is_inside() -> None:
    assert place(HOME, HOME, 150, radius_m=150, max_accuracy_m=100) == "inside"
    assert place(HOME, HOME, 150.1, radius_m=150, max_accuracy_m=100) == "uncertain"
    assert place(HOME, HOME, 0.8, max_accuracy_m=0.5) == "inside"
    assert place(HOME, HOME, -1) == "uncertain"
