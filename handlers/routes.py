"""The whole bot on one page: which event goes to which act, which command to which role."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers import admin, clockwork, enrol, outage, person, reason, team, warn
from handlers.call import close, hear, order, send
from handlers.desk import Desk
from handlers.events import (
    Blocked,
    Deaf,
    Edited,
    Elsewhere,
    Event,
    Failed,
    Message,
    Sent,
    Tap,
    Text,
    Tick,
    Unblocked,
)
from storage import dialogs, outbox, people
from storage.rows import Outbox, Person

Act = Callable[[Desk, Person, str, str], None]
"""act(desk, person, the words after the command, the address they came from)"""


@dataclass(frozen=True, slots=True)
class Command:
    """A chat command: who may use it (nobody named: everybody), and what it does."""

    act: Act
    roles: frozenset[str] = frozenset()


def _of(*roles: str) -> frozenset[str]:
    return frozenset(roles)


LEADERS, OFFICE = _of("supervisor", "unit_head"), _of("personnel", "admin")

COMMANDS: dict[str, Command] = {
    "bantuan": Command(lambda desk, who, _words, _at: person.help_(desk, who, menu(desk, who))),
    "status": Command(lambda desk, who, _words, _at: person.status(desk, who)),
    "aturan": Command(lambda desk, who, _words, _at: person.rules(desk, who)),
    "alasan": Command(lambda desk, who, words, _at: reason.command(desk, who, words)),
    "data_saya": Command(lambda desk, who, _words, _at: person.data(desk, who)),
    "bahasa": Command(person.language),
    "tim": Command(lambda desk, who, _words, _at: team.show(desk, who), LEADERS),
    "usulan": Command(lambda desk, who, _words, _at: team.cases_waiting(desk, who), LEADERS),
    "rekap": Command(lambda desk, who, _words, _at: team.recap(desk, who), LEADERS),
    "panggil": Command(order.command, LEADERS),
    "kebijakan": Command(lambda desk, who, _words, _at: admin.policy(desk, who), OFFICE),
    "jadwal": Command(lambda desk, who, words, _at: admin.schedule_(desk, who, words), OFFICE),
    "libur": Command(lambda desk, who, words, _at: admin.holiday(desk, who, words), OFFICE),
    "cuti": Command(lambda desk, who, words, _at: admin.leave(desk, who, words), OFFICE),
    "gangguan": Command(
        lambda desk, who, words, _at: admin.declare_outage(desk, who, words), OFFICE
    ),
}
ALIASES = {
    "start": "mulai",
    "help": "bantuan",
    "rules": "aturan",
    "reason": "alasan",
    "my_data": "data_saya",
    "language": "bahasa",
    "team": "tim",
    "proposals": "usulan",
    "recap": "rekap",
    "call": "panggil",
}

Reply = Callable[[Desk, Person, Message, dict[str, Any]], bool]
"""reply(desk, person, what he sent, what the question was about) -> whether it was an answer"""

DIALOGS: dict[str, Reply] = {"purpose": order.purpose}

Press = Callable[[Desk, Person, list[str]], bool]
"""press(desk, person, the parts of a button's data after its name) -> whether it was understood"""

TAPS: dict[str, Press] = {"case": warn.press}


def roles_of(desk: Desk, who: Person) -> set[str]:
    """Give a person's roles; whoever has people below him is a supervisor."""
    leads = {"supervisor"} if people.leads_anybody(desk.db, who) else set()
    return set(who.roles) | leads


def menu(desk: Desk, who: Person) -> list[str]:
    """List the commands that a person may use."""
    roles = roles_of(desk, who)
    return [
        name for name, command in COMMANDS.items() if not command.roles or command.roles & roles
    ]


def handle(desk: Desk, event: Event) -> None:  # noqa: C901, PLR0912 - the one table of all events
    """Let an event mean something."""
    match event:
        case Tick():
            clockwork.tick(desk, event)
        case Message():
            _message(desk, event)
        case Tap():
            _tap(desk, event)
        case Sent():
            _sent(desk, event)
        case Failed():
            _failed(desk, event)
        case Deaf():
            outage.deaf(desk, event)
        case Blocked(address=address):
            close.block(desk, address)
        case Unblocked(address=address):
            close.unblock(desk, address)
        case Elsewhere(address=address):
            if not outbox.waits(desk.db, address, "common.private_only"):
                desk.say(address, "common.private_only", language=_language(desk, event.language))


def _language(desk: Desk, hint: str) -> str:
    return hint[:2] if hint[:2] in person.LANGUAGES else desk.language


def _message(desk: Desk, event: Message) -> None:
    who = people.by_address(desk.db, event.address)
    if who is None:
        _from_stranger(desk, event)
        return
    answered = hear.hear(desk, who, event)
    name, words = command_in(event)
    if name:
        _command(desk, event, who, name, words)
    elif not answered and not isinstance(event, Edited):
        _plain(desk, event, who)


def command_in(event: Message) -> tuple[str, str]:
    """Split `/name@bot words` into the command's own name and the words; "" if there is none."""
    if not isinstance(event, Text) or not event.text.startswith("/"):
        return "", ""
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
        except admin.Unclear as unclear:
            desk.say(who, unclear.key, **unclear.blanks)


def _plain(desk: Desk, event: Message, who: Person) -> None:
    """Take words that are neither an answer to a call nor a command."""
    dialog = dialogs.open_at(desk.db, event.address, desk.now)
    if dialog and dialog.asking in DIALOGS:
        if DIALOGS[dialog.asking](desk, who, event, dict(dialog.about)):
            return
    elif isinstance(event, Text) and _consent_in_words(desk, event):
        return
    if not reason.take(desk, who, event):
        desk.say(who, "common.nothing_open")


def _from_stranger(desk: Desk, event: Message) -> None:
    desk.language = _language(desk, event.language)
    name, words = command_in(event)
    if name == "mulai" and isinstance(event, Text):
        enrol.start(desk, event, words, None)
    elif not (isinstance(event, Text) and _consent_in_words(desk, event)):
        enrol.stranger(desk, event.address)


def _consent_in_words(desk: Desk, event: Text) -> bool:
    choices = {"enrol.accept": True, "enrol.decline": False}
    if event.choice not in choices:
        return False
    return enrol.consent(desk, event, accepted=choices[event.choice])


def _tap(desk: Desk, event: Tap) -> None:
    """Take the press of an inline button: "consent:yes", "case:12:accept", ..."""
    who = people.by_address(desk.db, event.address)
    about, _, words = event.data.partition(":")
    if about == "consent":
        if not enrol.consent(desk, event, accepted=words == "yes"):
            desk.say(event.address, "common.old_button")
    elif who is None:
        enrol.stranger(desk, event.address)
    elif about not in TAPS or not TAPS[about](desk, who, words.split(":")):
        desk.say(who, "common.old_button")


def _sent(desk: Desk, event: Sent) -> None:
    row = outbox.sent(desk.db, event.outbox_id, event.ref, event.at)
    if row and row.attempt_id:
        send.taken(desk, row, event)
    elif row:
        _after(desk, row)


def _failed(desk: Desk, event: Failed) -> None:
    row = outbox.failed(desk.db, event.outbox_id, event.cause, event.detail)
    if row is None:
        return
    if row.attempt_id:
        send.lost(desk, row, event)
    elif event.cause == "blocked":
        close.block(desk, row.address)
    _after(desk, row)


def _after(desk: Desk, row: Outbox) -> None:
    if row.key == "enrol.replaced_old":
        enrol.replace(desk, row.address)
