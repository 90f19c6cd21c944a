"""The card before anything is recorded: what would be laid down, [Catat] or [Batal]."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handlers.desk import Choice, Desk, Phrase
from storage import intents
from storage.rows import Call, Intent, Person

ASKING = "record"
PATIENCE = timedelta(minutes=30)
TOKEN = 12  # characters: enough that no button ever means another card

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that can be laid down: what a card says of it, whom it is about, what it does.

    `hurt` lists the calls that it would void.
    """

    say: Callable[[Desk, Facts], Phrase]
    about: Callable[[Desk, Facts], list[Person]]
    hurt: Callable[[Desk, Facts], list[Call]]
    do: Callable[[Desk, Person, Facts], None]


def ask(desk: Desk, by: Person, address: str, act: str, facts: Facts, what: Phrase) -> None:
    """Show what would be recorded; nothing is until it is confirmed."""
    meant = json.dumps([act, facts, by.nip, desk.now.isoformat()], sort_keys=True)
    token = hashlib.sha256(meant.encode()).hexdigest()[:TOKEN]
    intents.keep(
        desk.db,
        Intent(
            token=token,
            act=act,
            facts=dict(facts),
            asked_by=by.id or 0,
            asked_at=desk.now,
            confirmed=False,
        ),
    )
    desk.ask(address, ASKING, desk.now + PATIENCE, {"token": token})
    desk.say(by, "record.card", choices=[buttons(token, "yes", "no")], what=what)


def buttons(token: str, *verbs: str) -> list[Choice]:
    """Make the buttons of a card."""
    return [Choice(f"record.{verb}", f"record:{token}:{verb}") for verb in verbs]
