"""Speaking: leased words go out at the platform's pace, and every outcome is reported."""

import asyncio
import logging
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlmodel import Session

from bot import logs, metrics, sessions, voice
from bot.alone import alone
from bot.channels import Channel, Misconfigured, Receipt, SendError
from bot.outcry import not_taken
from bot.patience import surely
from bot.turns import LATE, Turns, comes_to, is_over, wait_after
from handlers.events import Event, Failed, Sent
from storage import leases, outbox, pace
from storage.database import reading, transaction
from storage.leases import Words
from storage.rows import Outbox

if TYPE_CHECKING:
    from bot.app import Program

logger = logging.getLogger(__name__)
AHEAD = timedelta(seconds=1)  # moments to speak at are booked no further
SHARE = 0.2  # seconds of a pace: to look for fewer words costs as much, and more often
DRIFT = timedelta(milliseconds=200)  # who hears us later is not spoken to again any sooner
IDLE_SECONDS = 0.2
TRIES = 6  # for words that nobody waits for
PERMANENT = {"blocked", "rejected", "no_session", "rate_limited"}


class Mouth:
    """The only place from which messages leave."""

    def __init__(self, program: "Program") -> None:
        self.program = program
        self.wake = asyncio.Event()
        self.turns = Turns(program)
        self._swept_at = program.clock.now() - AHEAD
        self._fair_from = program.clock.now()
        self._held: dict[leases.Taken, datetime] = {}  # in our hand, by when it was leased
        self._found: list[Event] = []  # by the core's thread, until they are reported
        self._halts: dict[str, datetime] = {}  # found likewise

    async def speak(self) -> None:
        """Send whatever is due, until cancelled.

        Any number of processes speaks on a server; the words in a file have one speaker at a time.
        """
        program, act = self.program, partial(self.program.steadily, self._speak)
        if program.bot.engine.dialect.name == "sqlite":
            await alone(program.bot.engine, "speak", act)
        else:
            await act()

    async def _speak(self) -> None:
        await self.program.core(self._recover)
        self._report_found()
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
        rests = self.program.clock.now() - self._swept_at < AHEAD
        if rests and not any(map(self.turns.free, self.program.channels.values())):
            return 0
        # who cancels us does not cancel this: what is leased is said, or put back
        return await asyncio.shield(self.program.tasks.create_task(self._take()))

    async def _take(self) -> int:
        leased = await surely(self.program, self._lease) or []
        self._report_found()
        self.turns.keep_quiet(self._halts)
        for row in leased:
            self.turns.in_hand[row.channel] += 1
            self.program.tasks.create_task(self._say(row))
        return len(leased)

    def _report_found(self) -> None:
        found, self._found = self._found, []
        for report in found:
            self.program.report(report)

    def _lease(self) -> list[Words]:
        now = self.program.clock.now()
        if now - self._swept_at >= AHEAD:
            self._sweep(now)
        leased: list[Words] = []
        with transaction(self.program.bot.engine) as db:
            for channel in self.program.channels.values():
                leased += self._lease_for(db, channel, now)
        self._held |= dict.fromkeys(((row.id, row.tries) for row in leased), now)
        return leased

    def _sweep(self, now: datetime) -> None:
        """Keep what is in our hand, and give up what waited or was in another's for too long.

        After a while in which nobody could reach the memory, the others get time to renew first.
        """
        if now - self._swept_at > LATE:
            self._fair_from = now + LATE
        held = self._held
        old = {words for words, at in held.items() if now - at >= leases.RENEWED_AFTER}
        with transaction(self.program.bot.engine) as db:
            still = leases.renew(db, old, now)
            late = outbox.expired(db, now)
            lost = leases.lost(db, now) if now >= self._fair_from else []
            self._halts = pace.halts(db)  # a notice of one may have been missed
        young = {words: at for words, at in held.items() if words not in old}
        self._held, self._swept_at = young | dict.fromkeys(still, now), now
        self._found += [
            Failed(at=now, outbox_id=r.id or 0, cause="expired", detail=r.error) for r in late
        ]
        for row in lost:
            self._is_lost(row)

    def _lease_for(self, db: Session, channel: Channel, now: datetime) -> list[Words]:
        """Take a channel's next words, each with the moment that is booked for it."""
        limits = channel.limits
        gap, free = timedelta(seconds=1 / limits.per_second), self.turns.free(channel)
        room = pace.room(db, channel.name, now, gap, AHEAD) if free else 0
        if room < max(1, SHARE * limits.per_second):
            return []
        room, calls = min(free, room), self.program.ears.knows(channel.name)
        rows = leases.next_words(db, channel.name, now, room, limits.per_person, calls=calls)
        going, failing = sessions.admit(db, channel, rows, now)
        self._found += failing
        moments = pace.book(db, channel.name, now, gap, len(going))
        for row, moment in zip(going, moments, strict=True):
            row.spoken_at = moment
        leases.take(db, rows, now)
        return going

    def _recover(self) -> None:
        """Deal with words that were in a hand that died: nobody can say whether they went out."""
        if self.program.bot.engine.dialect.name != "sqlite":
            return  # another process may hold them; their lease will end
        with reading(self.program.bot.engine) as db:
            lost = leases.lost(db)
        for row in lost:
            self._is_lost(row)

    def _is_lost(self, row: Outbox) -> None:
        channel = self.program.channels.get(row.address.partition(":")[0])
        word = channel.limits.word_within if channel else timedelta()
        died = SendError("uncertain", "the sender died", word.total_seconds())
        if report := self._uncertain(row, self.program.clock.now(), died):
            self._found.append(report)

    async def _say(self, row: Words) -> None:
        try:
            with logs.about(outbox=row.id):
                report = await self._send(row)
            if report:
                self.turns.is_settled(row.id)
                self.program.report(report)
        finally:
            self.turns.in_hand[row.channel] -= 1
            self.wake.set()

    async def _send(self, row: Words) -> Event | None:
        clock = self.program.clock
        name = row.channel
        metrics.waited(name, (row.spoken_at or clock.now()) - clock.now())
        if not await self.turns.has_come(row, name):
            return await self._put_off(row, name)
        begun = clock.now()
        reckoned = begun + (self.program.channels[name].ahead() or timedelta())
        try:
            receipt = await self._give(row, name, reckoned)
        except SendError as error:
            await self.turns.make_way(row, error)
            await self._keep_distance(row, name, begun)
            return await self._failed(row, error, name)
        times = {"received": clock.now(), "reckoned": reckoned}
        await self._keep_distance(row, name, begun)
        metrics.said(name, "sent")
        return Sent(at=receipt.at, outbox_id=row.id, ref=receipt.ref, **times)

    async def _put_off(self, row: Words, name: str) -> Event | None:
        """Put words back that were not said at their moment, or give them their end."""
        now = self.program.clock.now()
        if is_over(row, now):
            return Failed(at=now, outbox_id=row.id, cause="expired")
        again, why = self.turns.next_at(row, name)
        await surely(self.program, self._later, row, again, why)
        return None

    async def _keep_distance(self, row: Words, name: str, begun: datetime) -> None:
        """Let the pause before the next words to somebody count from when he really heard us."""
        booked = row.spoken_at or begun
        if self.program.channels[name].limits.per_person and begun - booked > DRIFT:
            await surely(self.program, self.turns.write, leases.move, row, begun)

    async def _give(self, row: Words, name: str, reckoned: datetime) -> Receipt:
        channel = self.program.channels[name]
        try:
            words = voice.speak(row, reckoned, channel.traits)
        except Exception as error:
            logger.exception("%s cannot be put into words", row.key)
            raise SendError("rejected", f"a fault of ours: {type(error).__name__}") from None
        try:
            return await channel.send(words)
        except SendError:
            raise
        except Misconfigured as error:
            raise SendError("refused", str(error)) from None
        except Exception as error:
            logger.exception("a channel broke")
            raise SendError("uncertain", f"a fault of ours: {type(error).__name__}") from None

    async def _failed(self, row: Words, error: SendError, channel: str) -> Event | None:
        metrics.said(channel, error.cause)
        now = self.program.clock.now()
        not_taken(row, error)
        if (cause := comes_to(row, error)) in PERMANENT:
            return Failed(at=now, outbox_id=row.id, cause=cause, detail=error.detail)
        if error.cause == "uncertain":
            return await surely(self.program, self._uncertain, row, now, error)
        await surely(self.program, self._later, row, now + wait_after(row, error), str(error))
        return None

    def _uncertain(self, row: Words | Outbox, now: datetime, error: SendError) -> Event | None:
        """Say again what may be said twice; a note about discipline is not.

        Where the platform will tell what became of it, that is waited for.
        """
        wait: timedelta | None = wait_after(row, error) if row.tries < TRIES else None
        if row.expires_at:
            wait = self.turns.is_cut_off(row.id or 0)
        if row.repeatable and wait:
            wait = max(wait, timedelta(seconds=error.retry_after))
            self._later(row, now + wait, error.detail)
            return None
        return Failed(at=now, outbox_id=row.id or 0, cause="uncertain", detail=error.detail)

    def _later(self, row: Words | Outbox, moment: datetime, why: str) -> None:
        self.turns.write(leases.put_back, row.id or 0, moment, why, row.tries)
