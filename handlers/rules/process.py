"""How a case goes on: what a human may decide next, and what of it counts (PP 94/2021; A26)."""

from collections.abc import Iterable
from datetime import date

DISCIPLINE = {"pp94", "pppk"}  # tracks that know reprimands; the others end with guidance
MEASURES = ("examine", "guide", "report")
RESULTS = ("proven", "not_proven", "guide")
CHOICES = ("accept", "refuse", *MEASURES, "proven", "not_proven")
ADVERSE = {"refuse", *MEASURES, "proven"}
STATES = {"refuse": "waiting", "examine": "examining", "report": "reported"}
CLEARED = {"accept", "not_proven"}
CONFIRMS = {"proven", "guide"}  # an examination or a report has not found anything yet


def is_recorded(sanction: str, track: str) -> bool:
    """Tell whether a case is only written down: by the circular, or for this type of person."""
    return sanction != "propose" or track == "record"


def choices(state: str, reason: str, sanction: str, track: str) -> tuple[str, ...]:
    """List what may be decided now; the first always accepts the reason.

    `reason` is awaited, open, none, refused or accepted, as `ladder.matching` has it.
    """
    if state in {"examining", "reported"}:
        return ("accept", *RESULTS)
    if state != "waiting" or reason == "awaited":
        return ("accept",)
    may_examine = sanction == "propose" and track in DISCIPLINE
    if reason == "open":
        return ("accept", "refuse", "examine") if may_examine else ("accept", "refuse")
    return ("accept", *MEASURES) if may_examine else ("accept", "guide")


def state_after(choice: str, sanction: str, track: str) -> str:
    """Tell where a decision leaves a case; "" is no decision."""
    if not choice:
        return "waiting"
    if choice == "refuse" and is_recorded(sanction, track):
        return "decided"  # nothing follows that could be decided
    return STATES.get(choice, "decided")


def counts(choice: str, sanction: str, track: str) -> bool:
    """Tell whether a decision confirms a fault, which the ladder then counts (10.d, A4)."""
    return choice in CONFIRMS and sanction == "propose" and track in DISCIPLINE


def episodes(events: Iterable[tuple[date, str]]) -> int:
    """Count events by day and cause: those of one day that share a cause are one (an outage)."""
    found = list(events)
    alone = sum(not cause for _, cause in found)
    return alone + len({event for event in found if event[1]})
