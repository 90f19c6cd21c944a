"""Bot.feed: events in, one transaction, words in the outbox."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from bot import voice
from bot.channels import Raw
from handlers import routes
from handlers.desk import Desk
from handlers.events import Event, Tap, Text
from storage import inbox
from storage.database import transaction
from storage.rows import Inbox

logger = logging.getLogger(__name__)
BATCH = 100
MALFORMED = "malformed"  # the label of what a channel could not even number

Parse = Callable[[Raw, datetime], Event | None]


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands to show in a chat's menu."""

    address: str
    language: str
    commands: dict[str, str]


@dataclass(slots=True)
class After:
    """What is left to do outside after the commit; nothing that must not be lost."""

    handled: int = 0
    menus: list[Menu] = field(default_factory=list)
    taps: list[Tap] = field(default_factory=list)


class Bot:
    """The synchronous core; it knows neither network nor clock."""

    def __init__(self, engine: Engine, key: bytes, language: str = "id") -> None:
        self.engine, self.key, self.language = engine, key, language

    def feed(self, now: datetime, *events: Event) -> After:
        """Handle events in one transaction; all of them, or none. Raise what an act raises."""
        after = After()
        with transaction(self.engine) as db:
            for event in events:
                self._handle(db, event, now, after)
        return after

    def think(self, now: datetime, parsers: dict[str, Parse]) -> After:
        """Handle the next batch of the inbox; an update that breaks is set aside, alone."""
        after = After()
        with transaction(self.engine) as db:
            for row in inbox.waiting(db, BATCH):
                self._understand(db, row, now, parsers, after)
                after.handled += 1
        return after

    def _understand(
        self, db: Session, row: Inbox, now: datetime, parsers: dict[str, Parse], after: After
    ) -> None:
        row_id = row.id or 0
        try:
            with db.begin_nested():
                event = _translated(row, parsers[row.channel])
                if event:
                    self._handle(db, event, now, after)
                inbox.done(db, row_id)
        except Exception as error:
            logger.exception("update %s is set aside", row.external_id)
            inbox.quarantine(db, row_id, f"{type(error).__name__}: {error}"[:500])

    def _handle(self, db: Session, event: Event, now: datetime, after: After) -> None:
        desk = Desk(db=db, at=event.at, now=now, key=self.key, language=self.language)
        if isinstance(event, Tap):
            after.taps.append(event)
        routes.handle(desk, _understood(event))
        after.menus += [
            Menu(address, who.language, voice.menu(routes.menu(desk, who), who.language))
            for address, who in desk.menus
        ]


def _translated(row: Inbox, parse: Parse) -> Event | None:
    if MALFORMED in row.raw:
        raise ValueError(str(row.raw[MALFORMED])[:200])
    return parse(row.raw, row.received_at)


def _understood(event: Event) -> Event:
    """Recognise an offered label in a text, so that handlers need no words."""
    if isinstance(event, Text) and (choice := voice.choice(event.text)):
        return replace(event, choice=choice)
    return event
