"""What harms somebody is asked about once before it counts; the answer is pressed or written."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handlers.desk import Choice, Desk
from handlers.events import Message, Text
from handlers.rules import utterance
from storage import dialogs
from storage.rows import Person

ASKING = "confirm"
RECORDS = "record"  # what an office lays down
DECIDES = {"case", "permit", "recall", "plan", "report", "home", "who", RECORDS}  # about somebody
YES, NO = "yes", "no"
PATIENCE = timedelta(minutes=10)  # with a "ya" that is written; a button tells what it is about
ANSWERS = {True: YES, False: NO, None: ""}


def choices(
    desk: Desk, actor: Person, press: str, stamp: str, about: Mapping[str, Any] | None = None
) -> list[list[Choice]]:
    """Offer yes and no to what a press ("plan:12:comment") means.

    `stamp` tells what its reader had before him; `about` keeps what nothing else does yet.
    """
    address = desk.address_of(actor)
    if address:
        asked = {"press": press, "stamp": stamp, "about": dict(about or {})}
        desk.ask(address, ASKING, desk.now + PATIENCE, asked)
    answers = {"common.yes": YES, "common.no": NO}
    return [[Choice(label, f"{press}:{said}:{stamp}") for label, said in answers.items()]]


def asked(desk: Desk, actor: Person, stamp: str) -> dict[str, Any] | None:
    """Give what a question was about that still waits; None if this button is an older one."""
    dialog = dialogs.open_at(desk.db, desk.address_of(actor) or "", desk.now)
    if dialog is None or dialog.asking != ASKING or dialog.about["stamp"] != stamp:
        return None
    return dict(dialog.about["about"])


def answer(message: Message) -> str:
    """Read an answer in words: yes, no, or "" for neither."""
    words = message.text if isinstance(message, Text) else ""
    return ANSWERS[utterance.consents(words)]


def close(desk: Desk, actor: Person) -> None:
    """Wait for no answer any more."""
    address = desk.address_of(actor) or ""
    dialog = dialogs.open_at(desk.db, address, desk.now)
    if dialog and dialog.asking == ASKING:
        dialogs.close(desk.db, address)


def drop(desk: Desk, actor: Person) -> None:
    """Take a no: nothing was decided."""
    close(desk, actor)
    desk.say(actor, "common.dropped")
