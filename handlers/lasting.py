"""How long words make sense: the noise of the morning is not said at noon."""

from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
USE_WITHIN = {  # of the moment for which they were meant; all others are of use for days
    "morning.text": 3 * HOUR,
    "report.photo_morning": 3 * HOUR,
    "readiness.ask": 16 * HOUR,
    "checklist.ask": 16 * HOUR,
    "permit.remind": HOUR,
    "recall.remind": HOUR,
    "watch.begun": 12 * HOUR,
    "digest.text": 24 * HOUR,
}


def until(key: str, moment: datetime) -> datetime | None:
    """Tell until when words that are meant for a moment make sense; None if for long."""
    return moment + USE_WITHIN[key] if key in USE_WITHIN else None
