"""Speaking: leased words go out at the platform's pace, and every outcome is reported."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import voice
from bot.channels import SendError
from bot.limiter import Limiter
from handlers.events import Event, Failed, Sent
from storage import outbox
from storage.database import transaction
from storage.rows import Outbox

if TYPE_CHECKING:
    from bot.app import Program

logger = logging.getLogger(__name__)
AT_ONCE = 32
IDLE_SECONDS = 0.2
TRIES = 6  # for words that nobody waits for; a call is tried until it expires
PERMANENT = {"blocked", "rejected"}


class Mouth:
    """The only place from which messages leave."""

    def __init__(self, program: "Program") -> None:
        self.program = program
        self.wake = asyncio.Event()
        self._limiters: dict[str, Limiter] = {}
        self._speaking = 0

    def limiter(self, channel: str) -> Limiter:
        """Give the pace of a channel's token."""
        return self._limiters.setdefault(channel, Limiter())

    async def speak(self) -> None:
        """Send whatever is due, until cancelled."""
        await self.program.core(self._recover)
        while True:
            if not await self.speak_once():
                await self._rest()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                await self.wake.wait()
        except TimeoutError:
            return
        self.wake.clear()

    async def speak_once(self) -> int:
        """Lease what may go now and start sending it; return how many."""
        rows = await self.program.core(self._lease)
        for row in rows:
            self._speaking += 1
            self.program.tasks.create_task(self._say(row))
        return len(rows)

    def _lease(self) -> list[Outbox]:
        now = self.program.clock.now()
        limiters = [self.limiter(name) for name in self.program.channels]
        ahead = [limiter.room(now, timedelta(seconds=1)) for limiter in limiters]
        room = min([AT_ONCE - self._speaking, *ahead])
        busy = {address for limiter in limiters for address in limiter.resting(now)}
        with transaction(self.program.bot.engine) as db:
            for row in outbox.expired(db, now):
                self.program.report(Failed(at=now, outbox_id=row.id or 0, cause="expired"))
            return outbox.lease(db, now, room, busy) if room > 0 else []

    def _recover(self) -> None:
        """Deal with words that were in a hand that died: nobody can say whether they went out."""
        with transaction(self.program.bot.engine) as db:
            rows = outbox.in_hand(db)
        for row in rows:
            report = self._uncertain(row, self.program.clock.now(), "the sender died")
            if report:
                self.program.report(report)

    async def _say(self, row: Outbox) -> None:
        try:
            report = await self._send(row)
            if report:
                self.program.report(report)
        finally:
            self._speaking -= 1
            self.wake.set()

    async def _send(self, row: Outbox) -> Event | None:
        clock = self.program.clock
        name = row.address.partition(":")[0]
        wait = self.limiter(name).reserve(row.address, clock.now())
        if not await self.program.pause(wait.total_seconds()):
            await self.program.core(self._later, row, clock.now(), "stopped before it was said")
            return None
        try:
            receipt = await self.program.channels[name].send(voice.speak(row, clock.now()))
        except SendError as error:
            return await self._failed(row, error, name)
        received = clock.now()
        return Sent(at=receipt.at, received=received, outbox_id=row.id or 0, ref=receipt.ref)

    async def _failed(self, row: Outbox, error: SendError, channel: str) -> Event | None:
        now = self.program.clock.now()
        if error.cause in PERMANENT:
            return Failed(at=now, outbox_id=row.id or 0, cause=error.cause, detail=error.detail)
        if error.cause == "uncertain":
            return await self.program.core(self._uncertain, row, now, error.detail)
        wait = timedelta(seconds=error.retry_after or min(30.0, 0.5 * 2**row.tries))
        if error.cause == "busy":
            self.limiter(channel).halt(now + wait)
        await self.program.core(self._later, row, now + wait, str(error))
        return None

    def _uncertain(self, row: Outbox, now: datetime, detail: str) -> Event | None:
        """Say again what may be said twice; a note about discipline is not."""
        if row.repeatable and (row.expires_at or row.tries < TRIES):
            self._later(row, now + timedelta(seconds=1), detail)
            return None
        return Failed(at=now, outbox_id=row.id or 0, cause="uncertain", detail=detail)

    def _later(self, row: Outbox, moment: datetime, why: str) -> None:
        with transaction(self.program.bot.engine) as db:
            outbox.later(db, row.id or 0, moment, why)
