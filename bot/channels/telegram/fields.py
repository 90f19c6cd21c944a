"""The plain values of an update: each is what it should be, or a ValueError."""

from datetime import UTC, datetime
from math import isfinite


def words(value: object) -> str:
    """Give text that every database takes: without NUL and without half a surrogate pair."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"expected text, got {type(value).__name__}")  # noqa: TRY004
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"expected a whole number, got {value!r}")  # noqa: TRY004
    return value


def number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        raise ValueError(f"expected a number, got {value!r}")
    return float(value)


def moment(value: object) -> datetime:
    seconds = whole(value)
    if seconds <= 0:
        raise ValueError("a message without a date")
    return datetime.fromtimestamp(seconds, UTC)
