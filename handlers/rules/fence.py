"""Where somebody is: a pin becomes a word, in the person's favour, and is forgotten."""

from math import asin, cos, hypot, radians, sin, sqrt

EARTH_M = 6_371_008.8  # mean radius
RADIUS_M = 200.0  # default A9
MAX_ACCURACY_M = 100.0  # a coarser reading proves nothing against anybody

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def distance(one: Point, other: Point) -> float:
    """Measure the way between two points over the globe, in metres (haversine)."""
    (lat1, lon1), (lat2, lon2) = one, other
    up, along = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    half = hypot(sin(up), sin(along) * sqrt(max(0.0, cos(radians(lat1)) * cos(radians(lat2)))))
    return 2 * EARTH_M * asin(min(1.0, half))


def place(
    home: Point | None,
    spot: Point,
    accuracy: float | None = None,
    radius_m: float = RADIUS_M,
    max_accuracy_m: float = MAX_ACCURACY_M,
) -> str:
    """Say inside, outside, uncertain or (without a home) unknown (Bukittinggi 2.e; default A9).

    The reading's own accuracy in metres is taken off the distance; a reading that is too coarse,
    or whose accuracy makes no sense, is never "outside".
    """
    if home is None:
        return "unknown"
    away, doubt = distance(home, spot), accuracy or 0.0
    if 0 <= doubt <= max_accuracy_m:
        return "inside" if away - doubt <= radius_m else "outside"
    return "inside" if doubt > 0 and away + doubt <= radius_m else "uncertain"
