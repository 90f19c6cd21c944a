"""Where a reading lies from a zone: what it proves of a single pin, in the person's favour."""

from functools import lru_cache
from math import cos, hypot, radians

RADIUS_M = 200.0  # default A9
MAX_ACCURACY_M = 100.0  # a coarser reading proves nothing against anybody

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def distance(zone: Point, spot: Point) -> float:
    """Measure how far a spot is from a zone, in metres (short series on the WGS84 ellipsoid).

    Exact to 0.01 m within 1 km and 0.1 % within 100 km at Indonesia's latitudes; far beyond, it is
    only ever far.
    """
    north, east = _metres_a_degree(zone[0])
    return hypot((spot[0] - zone[0]) * north, (spot[1] - zone[1]) * east)


@lru_cache(maxsize=65_536)
def _metres_a_degree(latitude: float) -> tuple[float, float]:
    """Give the length of a degree to the north and to the east."""
    p = radians(latitude)
    north = 111_132.954 - 559.822 * cos(2 * p) + 1.175 * cos(4 * p)
    return north, 111_412.84 * cos(p) - 93.5 * cos(3 * p)


def place(
    home: Point | None,
    spot: Point,
    accuracy: float | None = None,
    radius_m: float = RADIUS_M,
    max_accuracy_m: float = MAX_ACCURACY_M,
) -> str:
    """Say inside, uncertain or (without a home) unknown of one pin (Bukittinggi 2.e; default A9).

    One pin alone is never "outside": it cannot be confirmed, and most phones send it without any
    accuracy. What has an accuracy that makes no sense proves nothing.
    """
    if home is None:
        return "unknown"
    away = distance(home, spot)
    if accuracy is None or 0 <= accuracy <= max_accuracy_m:
        return "inside" if away <= radius_m else "uncertain"
    return "inside" if accuracy > 0 and away + accuracy <= radius_m else "uncertain"
