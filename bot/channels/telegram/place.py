"""Places in an update: a reading, and the movements of a live share (platforms.md 1.1)."""

from datetime import datetime
from typing import Any, TypedDict

from bot.channels.telegram.fields import moment, number, whole
from handlers.events import Moved


class Reading(TypedDict):
    """What a phone says of a place."""

    lat: float
    lon: float
    accuracy: float | None
    live_seconds: int | None


def reading(place: dict[str, Any]) -> Reading:
    """Read a location; raise ValueError for none on the globe, without naming it."""
    lat, lon = number(place["latitude"]), number(place["longitude"])
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004 - the globe
        raise ValueError("no place on the globe")
    accuracy, live = place.get("horizontal_accuracy"), place.get("live_period")
    return Reading(
        lat=lat,
        lon=lon,
        accuracy=None if accuracy is None else number(accuracy),
        live_seconds=None if live is None else whole(live),
    )


def moved(raw: dict[str, Any], at: datetime, address: str) -> Moved:
    """Read the edit of a live share; one without `live_period` has stopped."""
    return Moved(
        at=at,
        address=address,
        ref=str(whole(raw["message_id"])),
        began=moment(raw["date"]),
        **reading(raw["location"]),
    )
