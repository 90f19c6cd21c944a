"""Listening: one process hears a channel at a time; what is heard is on disk, and for how long."""

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlmodel import Session

from bot.alone import alone
from bot.channels import Channel, Misconfigured
from bot.outcry import LOST, MEMORY
from handlers.events import Deaf
from handlers.outage import restarted
from storage import calls, outages
from storage.awaited import Awaited, awaited
from storage.database import reading, transaction

if TYPE_CHECKING:
    from bot.app import Program

logger = logging.getLogger(__name__)
REFUSED_SECONDS = 30.0  # before a platform that refuses us is asked again
PAUSE_SECONDS = 1.0  # before what is broken starts again
UNDERSTOOD = timedelta(seconds=0.5)  # two beats: one of them began after all was on disk
GAP = timedelta(seconds=20)  # longer without a sign of life, and we may have missed something


class Ears:
    """What one program hears, what the others of its database do, and where signs are missing."""

    def __init__(self, program: "Program") -> None:
        self.program = program
        self._alive: dict[str, datetime] = {}
        self._began = program.clock.now()
        self._known: dict[str, datetime] = {}
        self._others: dict[str, datetime] = {}
        self.next_verdict: datetime | None = None
        self._awaited: dict[str, list[Awaited]] = {}

    # listening

    async def listen(self, channel: Channel) -> None:
        """Hear a channel for as long as no other process does, until cancelled."""
        act = partial(self._keep_listening, channel)
        await alone(self.program.bot.engine, f"listen.{channel.name}", act)

    async def _keep_listening(self, channel: Channel) -> None:
        """Keep a channel listening; what could not be put on disk was not acknowledged either."""
        while True:
            try:
                await channel.listen(self.program.store)
            except Misconfigured as error:  # the others go on, and admins hear of it there
                logger.error("%s stands still, and is tried again: %s", channel.name, error)  # noqa: TRY400
                await self.program.clock.sleep(REFUSED_SECONDS)
            except LOST as error:
                MEMORY.fails(error)
            except Exception:
                logger.exception("%s stopped listening; it starts again", channel.name)
            await self.program.clock.sleep(PAUSE_SECONDS)

    # signs of life

    def give_signs(self) -> None:
        """Let the process that thinks know what this one hears."""
        with transaction(self.program.bot.engine) as db:
            for name, heard in sorted(self._own().items()):
                outages.beat(db, name, heard)
            self._note(db)

    def look(self) -> None:
        """Read what the others hear, and when the next verdict is due."""
        with reading(self.program.bot.engine) as db:
            self._note(db)

    def _note(self, db: Session) -> None:
        beats = outages.beats(db)
        self.next_verdict = calls.next_verdict(db)
        told = [name for name, c in self.program.channels.items() if c.traits.receipts]
        self._awaited = {name: awaited(db, name) for name in told} if self.next_verdict else {}
        self._others = {n: at for n, at in beats.items() if n in self.program.channels}
        if "" in beats and not self.program.thinks:
            self.program.ticked_at = max(self.program.ticked_at, beats[""])

    def awaited(self, channel: str) -> list[Awaited]:
        """List a channel's messages of calls of which nobody has said that they arrived."""
        return self._awaited.get(channel, [])

    def heard(self) -> dict[str, datetime]:
        """Tell for each channel until when all that was said is on disk, whoever heard it.

        Who listened last may be another process: what this one heard before is older then.
        """
        heard = dict(self._others)
        for name, until in self._own().items():
            heard[name] = max(until, heard.get(name, until))
        return heard

    def _own(self) -> dict[str, datetime]:
        channels = self.program.channels.items()
        return {name: until for name, c in channels if (until := c.heard()) is not None}

    def knows(self, channel: str) -> bool:
        """Tell whether all that was said on a channel before we began has been understood."""
        heard = self.heard().get(channel)
        if heard is None or heard < self._began:
            return False
        known = self._known.setdefault(channel, self.program.clock.now())
        return self.program.ticked_at > known + UNDERSTOOD

    # where signs are missing

    def remember(self) -> Deaf | None:
        """Give the time since anybody thought as an outage: nobody was sure to listen.

        What this process knew before is forgotten: another may have thought, and heard, since.
        """
        now = self.program.clock.now()
        self._known.clear()
        with transaction(self.program.bot.engine) as db:
            self._alive = outages.beats(db)
            for name in self.program.channels.keys() - self._alive.keys():
                outages.beat(db, name, now - GAP - GAP)  # never heard: no call goes there yet
                self._alive[name] = now  # and a gap begins no earlier than we listened
        last, self._alive[""] = self._alive.get(""), now
        return restarted(last, now) if last else None

    def gaps(self, heard: dict[str, datetime]) -> list[Deaf]:
        """Find where signs of life are missing: in the program, or in what a channel heard."""
        signs = {"": self.program.clock.now(), **heard}
        found = [
            Deaf(at=at, since=self._alive[name], channel=name, cause="gap")
            for name, at in signs.items()
            if name in self._alive and at - self._alive[name] > GAP
        ]
        self._alive.update({n: max(at, self._alive.get(n, at)) for n, at in signs.items()})
        return found

    def deaf(self) -> list[Deaf]:
        """Give (once) the stretches in which somebody else may have heard for us."""
        return [gap for channel in self.program.channels.values() for gap in channel.deaf()]
