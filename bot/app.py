"""The program: loops that listen, think and speak around the synchronous core."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.alone import WAIT_SECONDS
from bot.auditing import Auditing
from bot.channels import Channel
from bot.clock import Clock, heart
from bot.core import BATCH, After, Bot
from bot.ears import PAUSE_SECONDS, Ears
from bot.errands import Errands
from bot.intake import Intake
from bot.keeper import Keeper
from bot.leading import Leading
from bot.mouth import Mouth
from bot.notices import Notices
from bot.outcry import MEMORY, MEMORY_FAILS
from bot.timekeeping import Timekeeping
from handlers.events import Event, Tick
from storage.locks import Deposed

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
BEAT_SECONDS = 0.25
TOGETHER_SECONDS = 0.01  # what comes so close together shares a transaction
MANY = 100  # updates; a platform that brings so many at once has more, and they share the next
STALLED_AFTER = timedelta(seconds=20)
ROLES = ("web", "listen", "think", "speak")


class Program:
    """The running bot; everything that waits is here, everything that decides is in the core.

    `roles` are what this process does; the others of the same database do the rest.
    """

    def __init__(
        self,
        bot: Bot,
        clock: Clock,
        window: timedelta | None = None,
        roles: Collection[str] = ROLES,
    ) -> None:
        self.bot, self.clock, self.roles = bot, clock, frozenset(roles)
        self.channels: dict[str, Channel] = {}
        self.ears, self.mouth, self.errands = Ears(self), Mouth(self), Errands(self)
        self.keeper: Keeper | None = None
        self.store = Intake(self).store
        self.decide, self.keep_time = Leading(self).decide, Timekeeping(self).keep
        self.wake = asyncio.Event()
        self.beat_is_due = True
        self.thinks = False
        self.stopped = asyncio.Event()
        self.ticked_at = clock.now()  # whichever process thinks
        self.alive_at = clock.now()  # this one
        self.tasks: asyncio.TaskGroup
        self._window = window
        self._beside: list[Coroutine[None, None, None]] = []
        self._reports: list[Event] = []
        self._core = ThreadPoolExecutor(1, "core")

    def add(self, channel: Channel) -> None:
        """Switch a channel on, before the program runs."""
        self.channels[channel.name] = channel
        self.bot.traits[channel.name] = channel.traits

    def keep_photos(self, folder: Path) -> None:
        """Store photos that duties ask for below this folder."""
        self.keeper = Keeper(self, folder)

    def beside(self, task: Coroutine[None, None, None]) -> None:
        """Let something else run as long as the program does: the web server, say."""
        self._beside.append(task)

    async def core(self, act: Callable[..., Result], *args: object) -> Result:
        """Run something of the core in its own thread, one at a time."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._core, partial(act, *args))

    async def run(self) -> None:
        """Run until stopped. Raise Misconfigured (in a group) if a channel can never work."""
        beat = heart(self._beat, BEAT_SECONDS)
        try:
            async with asyncio.TaskGroup() as self.tasks:
                beat.start()
                tasks = [self.tasks.create_task(loop) for loop in self._loops()]
                await self.stopped.wait()
                for task in tasks:
                    task.cancel()
            if self._reports:  # what was just said is not said again after the next start
                await self.core(self.bot.feed, self.clock.now(), *self._reports)
        finally:
            beat.shutdown(wait=False)
            await self._close()

    def _loops(self) -> list[Coroutine[None, None, None]]:
        channels = self.channels.values()
        loops = [*self._beside, Notices(self).hear(), Auditing(self).audit(), self.keep_time()]
        if "web" in self.roles:
            for channel in channels:
                channel.take(self.store)
        if "listen" in self.roles:
            loops += [self.ears.listen(channel) for channel in channels]
        if "speak" in self.roles:
            loops += [
                self.mouth.speak(),
                self.errands.hear(),
                *([self.keeper.keep()] if self.keeper else []),
            ]
        return [*loops, self.steadily(self.decide)]

    async def _close(self) -> None:
        for channel in self.channels.values():
            await channel.close()
        self._core.shutdown()

    async def steadily(self, loop: Callable[[], Awaitable[None]]) -> None:
        """Run a loop; when the memory fails, wait and begin again."""
        while True:
            try:
                await loop()
            except MEMORY_FAILS as error:
                MEMORY.fails(error)
                self.alive_at = self.clock.now()  # to be started anew would help nobody
                await self.clock.sleep(PAUSE_SECONDS)

    async def pause(self, seconds: float) -> bool:
        """Let time pass; False if the program is stopped before it is over."""
        if seconds <= 0:
            return not self.stopped.is_set()
        waits = [
            asyncio.ensure_future(w) for w in (self.clock.sleep(seconds), self.stopped.wait())
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return not self.stopped.is_set()

    def is_alive(self) -> bool:
        """Tell whether this process goes on with its work, whatever the others do."""
        return self.clock.now() - self.alive_at < STALLED_AFTER

    def report(self, event: Event) -> None:
        """Take what a channel said about a message of ours."""
        self._reports.append(event)
        self.wake.set()

    async def _beat(self) -> None:  # a plain function would beat in a thread
        self.beat_is_due = True
        self.wake.set()

    async def think_for_a_while(self) -> None:
        """Think of what is heard as it comes, and of time as it passes."""
        until = self.clock.now() + timedelta(seconds=PAUSE_SECONDS)
        while self.clock.now() < until:
            await self.wake.wait()
            await asyncio.sleep(TOGETHER_SECONDS)
            self.wake.clear()
            due, self.beat_is_due = self.beat_is_due, False
            await (self.think_once() if due else self._listen_up())
            await self._listen_to_the_rest()

    async def stand_by(self) -> None:
        """Pass on for a while what this process hears and says."""
        until = self.clock.now() + timedelta(seconds=WAIT_SECONDS)
        while self.clock.now() < until:
            await self.wake.wait()
            await asyncio.sleep(TOGETHER_SECONDS)
            self.wake.clear()
            for gap in self.ears.deaf():
                self.report(gap)
            await self._hear_reports()
            self.alive_at = self.clock.now()
            if self.beat_is_due:
                self.beat_is_due = False
                await self.core(self.ears.give_signs)
                if self.keeper:
                    self.keeper.wake.set()

    async def think_once(self) -> None:
        """Handle what was reported, then all that was heard, and only then let time pass."""
        await self.core(self.ears.look)
        heard = self.ears.heard()
        for gap in self.ears.deaf():
            self.report(gap)
        await self._listen_up(*self.ears.gaps(heard))
        await self.feed(Tick(at=self.clock.now(), heard=heard))
        self.ticked_at = self.alive_at = self.clock.now()
        self.mouth.wake.set()
        if self.keeper:
            self.keeper.wake.set()

    async def _listen_up(self, *events: Event) -> None:
        """Handle what was reported of our own words, and all that was said to us."""
        await self._hear_reports(*events)
        self.alive_at = self.clock.now()
        newest = await self.core(self.bot.newest)  # what comes meanwhile is for the next beat
        while handled := await self._think(self.bot.think, newest):
            if MANY <= handled < BATCH:
                await asyncio.sleep(TOGETHER_SECONDS)

    async def _listen_to_the_rest(self) -> None:
        """Handle some of what waits behind everybody else; all of it while nothing else comes."""
        while await self._think(self.bot.think_behind) and not self.wake.is_set():
            pass

    async def _think(self, act: Callable[..., After], *given: object) -> int:
        parsers = {name: channel.parse for name, channel in self.channels.items()}
        after = await self.core(act, self.clock.now(), parsers, *given)
        self._follow(after)
        return after.handled

    async def _hear_reports(self, *events: Event) -> None:
        """Handle what channels reported, and what we concluded ourselves.

        If that fails, what was reported is said again; conclusions are drawn anew, by whoever
        thinks then.
        """
        reports, self._reports = self._reports, []
        try:
            await self.feed(*reports, *events)
        except (*MEMORY_FAILS, Deposed, asyncio.CancelledError):
            self._reports[:0] = reports  # perhaps not committed: say it again
            raise

    async def feed(self, *events: Event) -> None:
        """Let the core handle events, and do what is left to do outside."""
        if events:
            self._follow(await self.core(self.bot.feed, self.clock.now(), *events))

    def _follow(self, after: After) -> None:
        self.errands.follow(after)
        self.mouth.wake.set()

    def next_deadline(self) -> datetime | None:
        """Tell a listener by when it should say what it has heard.

        A call that opens while it listens must not wait for it longer than half a window.
        """
        soon = self.clock.now() + self._window / 2 if self._window else None
        return min((m for m in (self.ears.next_verdict, soon) if m), default=None)
