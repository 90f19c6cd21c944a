"""What people send: an answer to a call first, then a command, a duty, a dialog, a reason."""

from handlers import (
    attend,
    enrol,
    location,
    person,
    readiness,
    reason,
    restored,
)
from handlers.call import hear
from handlers.call.send import PRESENT
from handlers.desk import Desk
from handlers.events import (
    Attachment,
    Edited,
    Message,
    Tap,
    Text,
)
from handlers.routes import plainly
from handlers.routes.tables import ALIASES, COLLECTORS, COMMANDS, DIALOGS, LABELS, TAPS, roles_of
from handlers.rules import utterance
from handlers.rules.dates import Unclear
from storage import dialogs, people
from storage.rows import Person

UNSUPPORTED = "unsupported"  # what a channel cannot carry: on WhatsApp, a live location
DIGITS = 18  # more are no number of ours
LARGEST = 2**31 - 1  # of the rows of a table: PostgreSQL refuses to look for more


def language(desk: Desk, hint: str) -> str:
    return hint[:2] if hint[:2] in person.LANGUAGES else desk.language


def message(desk: Desk, event: Message) -> None:
    readiness.hear(desk, event)
    desk.album = isinstance(event, Attachment) and bool(event.album)
    meant = plainly.meant(desk, event)
    if isinstance(meant, Tap):
        _answered_by_number(desk, event, meant)
        return
    event, who = meant, people.by_address(desk.db, event.address)
    if who is None:
        _from_stranger(desk, event)
        return
    answered = hear.hear(desk, who, event)
    name, words = command_in(desk, event)
    if name:
        _command(desk, event, who, name, words)
    elif isinstance(event, Edited):
        reason.changed(desk, who, event)
    elif _pressed(desk, event, who) or _collected(desk, event, who, answered=answered):
        return
    elif answered:
        reason.of_answer(desk, who, event)
    elif isinstance(event, Text) and event.choice == PRESENT:
        _pressed_late(desk, event, who)
    else:
        _plain(desk, event, who)


def _answered_by_number(desk: Desk, event: Message, press: Tap) -> None:
    """Take the number of a button; it is a message too, and may answer a call."""
    who = people.by_address(desk.db, event.address)
    if who:
        hear.hear(desk, who, event)
    tap(desk, press)


def _pressed_late(desk: Desk, event: Text, who: Person) -> None:
    """Answer HADIR where no call is open: how the last one stands."""
    if not reason.stands(desk, who, event):
        desk.say(who, "call.none_open")


def _pressed(desk: Desk, event: Message, who: Person) -> bool:
    """Take the press of a label, even if it answered a call too."""
    if not isinstance(event, Text) or event.choice not in LABELS:
        return False
    return LABELS[event.choice](desk, who, event) is not False


def _collected(desk: Desk, event: Message, who: Person, *, answered: bool) -> bool:
    """Give a photo or a place to the duty that waits for it, even if it answered a call too."""
    return any(collect(desk, who, event, answered=answered) for collect in COLLECTORS)


def command_in(desk: Desk, event: Message) -> tuple[str, str]:
    """Split `/name@bot words` into the command's own name and the words; "" if there is none."""
    if not isinstance(event, Text):
        return "", ""
    if not event.text.startswith("/"):
        return plainly.command(desk, event)
    head, _, words = event.text[1:].partition(" ")
    name = head.partition("@")[0].casefold()
    return ALIASES.get(name, name) or "?", words.strip()


def _command(desk: Desk, event: Message, who: Person, name: str, words: str) -> None:
    if name == "mulai" and isinstance(event, Text):
        enrol.start(desk, event, words, who)
        return
    command = COMMANDS.get(name)
    if command is None:
        desk.say(who, "common.unknown_command")
    elif command.roles and not command.roles & roles_of(desk, who):
        desk.say(who, "common.not_your_role")
    else:
        dialogs.close(desk.db, event.address)
        try:
            command.act(desk, who, words, event.address)
        except Unclear as unclear:
            desk.say(who, unclear.key, **unclear.blanks)


def _plain(desk: Desk, event: Message, who: Person) -> None:
    """Take words that are neither an answer to a call nor a command."""
    dialog = dialogs.open_at(desk.db, event.address, desk.now)
    if dialog and dialog.asking in DIALOGS:
        if DIALOGS[dialog.asking](desk, who, event, dict(dialog.about)):
            return
    elif isinstance(event, Text) and _consent_in_words(desk, event):
        return
    takers = [reason.take, attend.remark, location.remark]
    if not isinstance(event, Text) and not reason.awaited(desk, who):
        takers = [*takers[1:], reason.take]  # a photo or a place is rather about a duty
    if not any(taker(desk, who, event) for taker in takers):
        if isinstance(event, Attachment) and event.kind == UNSUPPORTED:
            desk.say(who, "common.unsupported")
        elif not reason.stands(desk, who, event):
            lost = restored.lately(desk)
            desk.say(who, "restored.words" if lost else "common.nothing_open")


def _from_stranger(desk: Desk, event: Message) -> None:
    desk.language = language(desk, event.language)
    name, words = command_in(desk, event)
    if name == "mulai" and isinstance(event, Text):
        enrol.start(desk, event, words, None)
    elif not (isinstance(event, Text) and _consent_in_words(desk, event)):
        enrol.stranger(desk, event.address)


def _consent_in_words(desk: Desk, event: Text) -> bool:
    choices = {"enrol.accept": True, "enrol.decline": False}
    accepted = choices.get(event.choice, utterance.consents(event.text))
    return accepted is not None and enrol.consent(desk, event, accepted=accepted)


def tap(desk: Desk, event: Tap) -> None:
    """Take the press of an inline button: "consent:yes", "case:12:accept", ..."""
    if event.ref:
        _hear_press(desk, event)
    who = people.by_address(desk.db, event.address)
    about, _, words = event.data.partition(":")
    if about == "consent":
        if not enrol.consent(desk, event, accepted=words == "yes"):
            desk.say(event.address, "common.old_button")
    elif who is None:
        enrol.stranger(desk, event.address)
    elif _may_be_ours(parts := words.split(":")) and restored.is_lost(desk, about, parts):
        desk.say(who, "restored.old_card")
    elif not _understood(desk, who, about, parts):
        lost = about in TAPS and restored.lately(desk)
        desk.say(who, "restored.old_card" if lost else "common.old_button")


def _hear_press(desk: Desk, event: Tap) -> None:
    """Hear a press that is a message, too: it opens a session, and may answer a call."""
    said = Text(at=event.at, address=event.address, ref=event.ref, text=event.text)
    readiness.hear(desk, said)
    if who := people.by_address(desk.db, event.address):
        hear.hear(desk, who, said)


def _understood(desk: Desk, who: Person, about: str, parts: list[str]) -> bool:
    return about in TAPS and _may_be_ours(parts) and TAPS[about](desk, who, parts)


def _may_be_ours(parts: list[str]) -> bool:
    """Tell whether a button may bear such numbers; the first one is that of a row."""
    numbers = [part for part in parts if part.isdecimal()]
    if any(len(number) > DIGITS for number in numbers):
        return False
    return not numbers or int(numbers[0]) <= LARGEST
