"""How long a platform asks us to wait: any size or kind of number, made one that harms nobody."""

from math import isnan

LONGEST = 300.0  # seconds; then it is tried again, for a platform may be open long before


def seconds(told: object) -> float:
    """Read what a platform said; 0 for nonsense, after which we wait as long as we like."""
    try:
        wait = float(told)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return 0.0 if isnan(wait) else min(max(wait, 0.0), LONGEST)
