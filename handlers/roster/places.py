"""Where people live: a place that cannot be theirs is refused, with what has probably happened."""

import math
from collections.abc import Sequence

from handlers.roster.cells import LATITUDES, LONGITUDES
from handlers.roster.values import Entry, Fault, Terms

FAR, FEW = 250.0, 3  # km from the nearest colleague; how many of them tell where the office is
EARTH = 6371.0  # km

Place = tuple[float, float]


def check(entries: Sequence[Entry], terms: Terms) -> list[Fault]:
    """Fault whoever lives outside Indonesia, or far from all colleagues."""
    own = {entry.nip: (entry.home_lat, entry.home_lon) for entry in entries}
    read = {nip: (a, b) for nip, (a, b) in own.items() if a is not None and b is not None}
    known = {n: seat.home for n, seat in terms.known.items() if seat.home and seat.active}
    everybody = {nip: home for nip, home in (known | read).items() if inside(home)}
    grid = _Grid(everybody)
    found = []
    for entry in entries:
        home = read.get(entry.nip)
        key = _wrong(entry.nip, home, grid) if home else ""
        if key:
            found.append(Fault(entry.line, "home_lat", key))
    return found


def inside(place: Place) -> bool:
    """Tell whether a place lies in Indonesia, roughly."""
    south, north = LATITUDES
    west, east = LONGITUDES
    return south <= place[0] <= north and west <= place[1] <= east


def _wrong(nip: str, home: Place, grid: "_Grid") -> str:
    lat, lon = home
    if inside(home) and not grid.alone(nip, home):
        return ""
    causes = {"place_sign": (-lat, lon), "place_swapped": (lon, lat), "place_both": (-lon, lat)}
    likely = (
        key
        for key, other in causes.items()
        if inside(other) and not grid.alone(nip, other) and other != home
    )
    return next(likely, "place_far" if inside(home) else "place_abroad")


class _Grid:
    """Who lives where, by whole degrees, so that the nearest need not be looked for everywhere."""

    def __init__(self, homes: dict[str, Place]) -> None:
        self._count = len(homes)
        self._cells: dict[tuple[int, int], dict[str, Place]] = {}
        for nip, place in homes.items():
            self._cells.setdefault(_cell(place), {})[nip] = place

    def alone(self, nip: str, place: Place) -> bool:
        """Tell whether somebody at a place has no colleague within reach."""
        mine = self._cells.get(_cell(place), {})
        others = self._count - (nip in mine)
        return others >= FEW and not any(
            _kilometres(place, other) <= FAR
            for cell in self._around(place)
            for who, other in cell.items()
            if who != nip
        )

    def _around(self, place: Place) -> list[dict[str, Place]]:
        lat, lon = _cell(place)
        near = [(lat + a, lon + b) for a in range(-3, 4) for b in range(-3, 4)]
        return sorted((self._cells[one] for one in near if one in self._cells), key=len)[::-1]


def _cell(place: Place) -> tuple[int, int]:
    return math.floor(place[0]), math.floor(place[1])


def _kilometres(one: Place, other: Place) -> float:
    a, b, c, d = map(math.radians, (*one, *other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(half))
