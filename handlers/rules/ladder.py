"""Which consequence a fault matches; it is only ever proposed (South Sumatra 10.d)."""

from handlers.rules.circular import Ladder, Step

UNKNOWN_TRACK = "record"  # the mildest: somebody of a type that no law of discipline covers


def matching(
    ladder: Ladder,
    kind: str,
    reason_given: bool,  # noqa: FBT001
    confirmed_before: int,
) -> tuple[Step, ...]:
    """List the steps that a fault matches (10.d, its three bullets); the first is the proposal.

    `kind` is missed or late; `confirmed_before` counts the other faults that a human confirmed
    in the last `repeat_days`.
    """
    if ladder.mode == "graduated":
        return ladder.steps[confirmed_before:][:1] or ladder.steps[-1:]
    matched = _steps(ladder, kind)
    if kind == "missed" and not reason_given:
        matched += _steps(ladder, "late")
        if ladder.mode == "monotone":
            matched = tuple(step for step in reversed(ladder.steps) if step in matched)
    repeated = confirmed_before + 1 >= ladder.repeat_count
    return (_steps(ladder, "repeated") if repeated else ()) + matched


def track(ladder: Ladder, person_type: str) -> str:
    """Name the rules of discipline that apply to a type of person (default A26)."""
    return ladder.tracks.get(person_type, UNKNOWN_TRACK)


def _steps(ladder: Ladder, on: str) -> tuple[Step, ...]:
    return tuple(step for step in ladder.steps if step.on == on)
