"""Bot.feed: events in, one transaction, words in the outbox."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from bot import logs, voice
from bot.channels import Raw
from handlers import routes
from handlers.desk import Desk
from handlers.events import Delivered, Event, Failed, Message, Sent, Tap, Text
from handlers.rules.circular import Circular
from handlers.traits import Traits
from storage import ahead, inbox
from storage.database import FAILS, deciding, reading, transaction
from storage.inbox import Update
from storage.locks import Deposed
from storage.rows import Person

logger = logging.getLogger(__name__)
BATCH, SINGLY = 250, 50  # updates understood in one turn of the core, together or each alone
BEHIND = 15  # of those that wait behind all others: a turn that delays nobody
RECEIPTS = (Sent, Delivered, Failed)
MALFORMED = "malformed"  # the label of what a channel could not even number

Parse = Callable[[Raw, datetime], Event | None]
Waiting = Callable[[Session, int], Sequence[Update]]


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
    leaving: list[str] = field(default_factory=list)

    def add(self, other: "After") -> None:
        self.handled += other.handled
        self.menus += other.menus
        self.taps += other.taps
        self.leaving += other.leaving


class Bot:
    """The synchronous core; it knows neither network nor clock."""

    def __init__(self, engine: Engine, key: bytes, language: str = "id") -> None:
        self.engine, self.key, self.language = engine, key, language
        self.traits: dict[str, Traits] = {}
        self.recent: dict[int, Any] = {}
        self.epoch = 0  # of our tenure as the one that thinks, if a database tells tenures apart

    def begin(self, epoch: int) -> None:
        """Think from now on, and know nothing of what was before; another may have thought."""
        self.epoch = epoch
        self.recent.clear()

    def resign(self) -> None:
        """Think no more; facts that this process reports are taken all the same."""
        self.epoch = 0

    def feed(self, now: datetime, *events: Event) -> After:
        """Handle events in one transaction; all of them, or none. Raise what an act raises.

        But receipts after which nothing follows decide nothing, and are recorded before: they wait
        for nobody's thought.
        """
        rest = self._take_plain(events)
        if not rest:
            return After()
        with deciding(self.engine, self.epoch) as db:
            ahead.receipts(db, [e.outbox_id for e in rest if isinstance(e, RECEIPTS)])
            return self._handle(db, rest, now)

    def _take_plain(self, events: Sequence[Event]) -> Sequence[Event]:
        if not any(isinstance(event, Sent) for event in events):
            return events
        with transaction(self.engine) as db:
            return routes.take_plain(db, self.traits, events)

    def newest(self) -> int:
        """Give the number of the newest update that is on disk."""
        with reading(self.engine) as db:
            return inbox.newest(db)

    def think(self, now: datetime, parsers: dict[str, Parse], upto: int = inbox.ALL) -> After:
        """Handle the next batch of what goes first; an update that breaks is set aside, alone."""
        return self._think(now, parsers, partial(inbox.waiting, upto=upto), BATCH)

    def think_behind(self, now: datetime, parsers: dict[str, Parse]) -> After:
        """Handle some of what strangers sent, and of what is too much from one."""
        return self._think(now, parsers, inbox.behind, BEHIND)

    def _think(
        self, now: datetime, parsers: dict[str, Parse], waiting: Waiting, most: int
    ) -> After:
        try:
            with deciding(self.engine, self.epoch) as db:
                rows = waiting(db, most)
                return self._understand(db, rows, now, parsers, behind=waiting is inbox.behind)
        except (*FAILS, Deposed):
            raise  # the memory fails, not the updates; or they are another's to understand
        except Exception:
            logger.debug("one of a batch breaks; each is tried alone", exc_info=True)
        return self._think_singly(now, parsers, waiting)

    def _think_singly(self, now: datetime, parsers: dict[str, Parse], waiting: Waiting) -> After:
        after = After()
        with reading(self.engine) as db:
            rows = waiting(db, SINGLY)
        for row in rows:
            with logs.about(update=row.id, channel=row.channel):
                after.add(self._think_of(row, now, parsers, behind=waiting is inbox.behind))
        return after

    def _think_of(
        self, row: Update, now: datetime, parsers: dict[str, Parse], *, behind: bool
    ) -> After:
        try:
            with deciding(self.engine, self.epoch) as db:
                mine = [row] if inbox.is_new(db, row.id) else []
                return self._understand(db, mine, now, parsers, behind=behind)
        except (*FAILS, Deposed):
            raise  # the memory fails, not the update; or it is another's to understand
        except Exception as error:
            logger.exception("update %s is set aside", row.external_id)
            with transaction(self.engine) as db:
                inbox.quarantine(db, row.id, f"{type(error).__name__}: {error}"[:500])
        return After(handled=1)

    def _understand(
        self,
        db: Session,
        rows: Sequence[Update],
        now: datetime,
        parsers: dict[str, Parse],
        *,
        behind: bool,
    ) -> After:
        if not rows:
            return After()
        events = [e for row in rows if (e := _translated(row, parsers[row.channel]))]
        said = [e for e in events if isinstance(e, Message | Tap)]
        ahead.messages(db, {name for e in said for name in (e.address, e.alias) if name})
        ahead.receipts(db, [e.outbox_id for e in events if isinstance(e, RECEIPTS)])
        after = self._handle(db, events, now, behind=behind)
        inbox.done(db, [row.id for row in rows])
        after.handled = len(rows)
        return after

    def _handle(
        self, db: Session, events: Sequence[Event], now: datetime, *, behind: bool = False
    ) -> After:
        after, read = After(), dict[date, Circular]()
        for event in events:
            desk = Desk(
                db=db,
                at=event.at,
                now=now,
                key=self.key,
                language=self.language,
                channels=self.traits,
                label=voice.label,
                recent=self.recent,
                laws_read=read,
                flooding=event.address if behind and isinstance(event, Message | Tap) else "",
            )
            if isinstance(event, Tap):
                after.taps.append(event)
            routes.handle(desk, _understood(event))
            after.leaving += desk.leaving
            after.menus += [self._menu(desk, address, who) for address, who in desk.menus]
        return after

    @staticmethod
    def _menu(desk: Desk, address: str, who: Person) -> Menu:
        return Menu(address, who.language, voice.menu(routes.menu(desk, who), who.language))


def _translated(row: Update, parse: Parse) -> Event | None:
    if MALFORMED in row.raw:
        raise ValueError(str(row.raw[MALFORMED])[:200])
    return parse(row.raw, row.received_at)


def _understood(event: Event) -> Event:
    """Recognise an offered label in a text, so that handlers need no words."""
    if isinstance(event, Text) and (choice := voice.choice(event.text)):
        return replace(event, choice=choice)
    return event
