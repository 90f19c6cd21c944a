"""The first screen of `sigap run`: all that an operator must know before he looks away."""

import contextlib
import logging
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot import backups
from bot.app import ROLES, Program
from bot.cli.who import say_waiting, waiting
from bot.console import Trouble, sentence, tell
from bot.outcry import LOST
from bot.settings import Settings
from handlers.rules.circular import Circular
from storage import gauges, journal, log, outages, pace, people, server, stalls
from storage.database import reading
from storage.journal import Line

logger = logging.getLogger(__name__)
LATE = timedelta(days=2).total_seconds()
MEGA = 1_000_000
CHANNELS = ("telegram", "whatsapp")


class Opening:
    """What is told of a program that begins."""

    def __init__(self, given: Settings, program: Program, law: Circular, address: str) -> None:
        self._given, self._program, self._law, self._address = given, program, law, address

    def tell(self) -> None:
        """Write the screen for eyes, or into a log of objects line by line."""
        self._tell_of_a_restore()
        say = tell if self._given.log_format == "console" else logger.info
        for line in self.lines():
            say(line)

    def _tell_of_a_restore(self) -> None:
        """Write into the log what `sigap restore` did while no program ran."""
        with contextlib.suppress(*LOST), reading(self._program.bot.engine) as db:
            begun = outages.last_beat(db, "")
            restored = log.of_kind(db, "restored")[-1:]
            if restored and begun and begun < restored[0].at:  # nobody has thought since
                journal.tell([Line("restored", restored[0].facts)])

    def lines(self) -> list[str]:
        """Give the screen, a fact a line."""
        try:
            unconfirmed = [*self._unconfirmed()]
            with reading(self._program.bot.engine) as db:
                return [*self._facts(db), *self._gates([*self._closed(db), *unconfirmed])]
        except SQLAlchemyError:
            return [self._say("version", version=version("sigap"))]  # the loops say what fails

    def _say(self, key: str, /, **blanks: object) -> str:
        return sentence(self._given.language, f"opening.{key}", **blanks)

    def _facts(self, db: Session) -> Iterator[str]:
        place, law = server.place(db, self._program.bot.engine), self._law
        yield self._say("version", version=version("sigap"))
        size = f"{place.size / MEGA:.1f}"
        yield self._say("database", kind=place.kind, where=place.where, size=size)
        yield self._say("circular", id=law.id, hash=law.hash[:12], title=law.title)
        for name in CHANNELS:
            yield self._channel(name)
        yield self._say("roles", roles=", ".join(r for r in ROLES if r in self._program.roles))
        yield self._say("address", address=self._address or "-", public=self._public or "-")
        enrolled, roster = people.enrolled_ids(db), people.active(db)
        count = sum(person.id in enrolled for person in roster)
        yield self._say("people", enrolled=count, people=len(roster))
        yield self._next(db)

    @property
    def _public(self) -> str:
        telegram = self._given.telegram_mode == "webhook" and "telegram" in self._program.channels
        urls = [self._given.webhook_url] if telegram else []
        if "whatsapp" in self._program.channels:
            urls.append(self._given.whatsapp_url)
        return ", ".join(urls)

    def _channel(self, name: str) -> str:
        if name in self._program.channels:
            mode = self._given.telegram_mode if name == "telegram" else "webhook"
            return self._say("channel_on", name=name, mode=mode)
        missing = ", ".join(self._given.missing(name))
        if missing:
            return self._say("channel_off", name=name, missing=missing)
        return self._say("channel_broken", name=name)

    def _next(self, db: Session) -> str:
        due = gauges.next_call(db)
        if due is None:
            return self._say("next_none")
        return self._say(
            "next", at=f"{due.astimezone(ZoneInfo(self._law.zone)):%Y-%m-%d %H:%M %Z}"
        )

    def _gates(self, closed: list[str]) -> Iterator[str]:
        """Tell what keeps people from being called, or will hurt later."""
        for gate in closed:
            yield self._say("gate", what=gate)
        if not closed:
            yield self._say("gates_open")

    def _closed(self, db: Session) -> Iterator[str]:
        if self._law.call is None:
            yield self._say("no_calls")
        if not self._program.channels:
            yield self._say("no_channel")
        if not people.active(db):
            yield self._say("no_people")
        now = self._program.clock.now()
        for name, until in pace.halts(db).items():
            if until > now:
                yield self._say("halted", name=name)
        for what in sorted(stalls.standing(db)):
            yield self._say("stalled", what=what)
        if backups.age(self._given.data_dir, now) > LATE:
            yield self._say("no_backup")

    def _unconfirmed(self) -> Iterator[str]:
        try:
            left, asked = waiting(self._given, self._program.bot.engine)
        except Trouble as trouble:
            yield "; ".join(trouble.lines(self._given.language))
            return
        if left:
            yield say_waiting(self._given.language, left)
        if asked:
            yield sentence(self._given.language, "who.held", count=asked)
