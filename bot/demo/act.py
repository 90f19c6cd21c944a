"""Acts: what a person of the demo's office does with his phone, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Act = tuple[str, dict[str, Any]]
Spot = tuple[float, float]

HOME: Spot = (-2.9761, 104.7754)  # Palembang
HOMES: dict[str, Spot] = {  # the middle of each circular's city: nobody lives there
    "bukittinggi": (-0.3055, 100.3692),
    "metro": (-5.1131, 105.3067),
    "bogor": (-6.5971, 106.7990),
    "umkm": (-6.2241, 106.8331),
    "panrb": (-6.2241, 106.8331),
}


def home_of(law_id: str, number: int) -> Spot:
    """Give each person of the office a place of his own, some hundred metres from the others."""
    lat, lon = HOMES.get(law_id, HOME)
    return round(lat + 0.007 * (number % 4), 5), round(lon + 0.007 * (number // 4), 5)


@dataclass(frozen=True, slots=True)
class Plan:
    """Something to do at a moment; a newer plan about the same thing takes its place."""

    at: datetime
    act: Act
    about: str = ""
