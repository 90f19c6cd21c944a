"""Which consequence a fault matches; it is only ever proposed (South Sumatra 10.d)."""

from handlers.rules.circular import Ladder, Step

UNKNOWN_TRACK = "record"  # the mildest: somebody of a type that no law of discipline covers
WITHOUT_REASON = {"none", "refused"}  # "tanpa alasan": its time is over, or a human refused it


def matching(ladder: Ladder, kind: str, reason: str, confirmed_before: int) -> tuple[Step, ...]:
    """List the steps that a fault matches (10.d, its three bullets); the first is the proposal.

    `kind` is missed or late; `reason` how it stands with the reason: awaited, open (nobody has
    judged it), accepted, refused, or none; `confirmed_before` counts the other faults that a
    human confirmed in the last `repeat_days`.
    """
    if reason not in WITHOUT_REASON:
        return ()
    if ladder.mode == "graduated":
        return ladder.steps[confirmed_before:][:1] or ladder.steps[-1:]
    matched = _steps(ladder, kind)
    if kind == "missed":  # whoever is silent does not answer in time either
        matched += _steps(ladder, "late")
        if ladder.mode == "monotone":
            matched = tuple(step for step in reversed(ladder.steps) if step in matched)
    repeated = confirmed_before >= ladder.repeat_count  # what nobody judged never counts itself
    return (_steps(ladder, "repeated") if repeated else ()) + matched


def paradox(ladder: Ladder | None) -> tuple[Step, Step] | None:
    """Give the steps on silence and on lateness where, read literally, silence is the milder."""
    if ladder is None or ladder.mode != "literal":
        return None
    silent, late = _steps(ladder, "missed"), _steps(ladder, "late")
    if silent and late and ladder.steps.index(silent[0]) < ladder.steps.index(late[0]):
        return silent[0], late[0]
    return None


def track(ladder: Ladder | None, person_type: str) -> str:
    """Name the rules of discipline that apply to a type of person (default A26)."""
    return ladder.tracks.get(person_type, UNKNOWN_TRACK) if ladder else UNKNOWN_TRACK


def _steps(ladder: Ladder, on: str) -> tuple[Step, ...]:
    return tuple(step for step in ladder.steps if step.on == on)
