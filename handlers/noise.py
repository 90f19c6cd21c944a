"""Answers to what nobody waits for: said once, then they rest; a flood gets three of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from storage import outbox

REST = timedelta(minutes=5)
MOST = 3  # such answers to one address in that time
ONCE_A_CALL = "call.not_an_answer"  # whoever is being called has to hear it, whatever was before
ALBUM = timedelta(seconds=10)  # in which more photos belong to one that was an answer
THANKS, AFTER_THANKS = "call.thanks", {"common.nothing_open", "case.stands_on_time"}
OF_PICTURES = (  # an album is answered with one of these at most
    {"report.photo_kept", "report.photo_taken"},
    {"attend.want_pin", "attend.marked", "attend.marked_final", "attend.already"},
)
NOISE = frozenset(
    {
        "call.closed_reason",
        "call.none_open",
        "case.not_yours",
        "case.nothing_asked",
        "case.reason_awaited",
        "case.reason_more",
        "case.reason_noted",
        "case.reason_stands",
        "case.reason_told",
        "case.reason_write_too",
        "case.stands_cleared",
        "case.stands_noted",
        "case.stands_on_time",
        "case.stands_void",
        "common.not_your_role",
        "common.nothing_open",
        "common.old_button",
        "common.private_only",
        "common.unknown_command",
        "common.unsupported",
        "enrol.bad_code",
        "enrol.stranger",
        "enrol.wait",
        "restored.code",
        "restored.old_card",
        "restored.words",
        ONCE_A_CALL,
    }
)


def rests_in_album(db: Session, address: str, key: str, now: datetime) -> bool:
    """Tell whether another picture of the same album has had such an answer."""
    alike = next((keys for keys in OF_PICTURES if key in keys), None)
    return alike is not None and bool(outbox.said_since(db, address, alike, now - ALBUM))


def rests(
    db: Session,
    address: str,
    key: str,
    blanks: Mapping[str, Any],
    now: datetime,
    *,
    flooding: bool,
) -> bool:
    """Tell whether words are such an answer that was given just now, or one too many.

    How a command is written may be told a few times; to whoever is `flooding`, who writes more
    than anybody could read, that goes for every answer.
    """
    if key in AFTER_THANKS and outbox.said_since(db, address, {THANKS}, now - ALBUM):
        return True
    if key not in NOISE:
        repeats = flooding or key.rpartition(".")[2].startswith("how")
        return repeats and len(outbox.said_since(db, address, {key}, now - REST)) >= MOST
    given = outbox.said_since(db, address, NOISE, now - REST)
    return (key, blanks) in given or (key != ONCE_A_CALL and len(given) >= MOST)
