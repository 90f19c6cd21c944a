"""The program: three loops, listen, think and speak, around the synchronous core."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.channels import Channel, Misconfigured, Raw
from bot.clock import Clock
from bot.core import After, Bot
from bot.keeper import Keeper
from bot.mouth import Mouth
from handlers.events import Deaf, Event, Tick
from storage import calls, inbox, outages
from storage.database import transaction

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
BEAT_SECONDS = 0.25
PAUSE_SECONDS = 1.0  # before a broken listener starts again
GAP = timedelta(seconds=20)  # longer without a sign of life, and we may have missed something


class Program:
    """The running bot; everything that waits is here, everything that decides is in the core."""

    def __init__(self, bot: Bot, clock: Clock, window: timedelta | None = None) -> None:
        self.bot, self.clock = bot, clock
        self.channels: dict[str, Channel] = {}
        self.mouth = Mouth(self)
        self.keeper: Keeper | None = None
        self.wake = asyncio.Event()
        self.stopped = asyncio.Event()
        self.ticked_at = clock.now()
        self.tasks: asyncio.TaskGroup
        self._window = window
        self._next_verdict: datetime | None = None
        self._beside: list[Coroutine[None, None, None]] = []
        self._reports: list[Event] = []
        self._alive: dict[str, datetime] = {}
        self._core = ThreadPoolExecutor(1, "core")

    def add(self, channel: Channel) -> None:
        """Switch a channel on, before the program runs."""
        self.channels[channel.name] = channel

    def keep_photos(self, folder: Path) -> None:
        """Store the photos that duties ask for below this folder."""
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
        beat = AsyncIOScheduler()
        beat.add_job(
            self.wake.set,
            "interval",
            seconds=BEAT_SECONDS,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        await self.core(self._remember_beats)
        try:
            async with asyncio.TaskGroup() as self.tasks:
                beat.start()
                listeners = [self._listen(channel) for channel in self.channels.values()]
                keepers = [self.keeper.keep()] if self.keeper else []
                loops = [*listeners, self._think(), self.mouth.speak(), *keepers, *self._beside]
                tasks = [self.tasks.create_task(loop) for loop in loops]
                await self.stopped.wait()
                for task in tasks:
                    task.cancel()
            # what was just said is not said again after the next start
            await self.core(self.bot.feed, self.clock.now(), *self._reports)
        finally:
            beat.shutdown(wait=False)
            await self._close()

    async def _close(self) -> None:
        for channel in self.channels.values():
            await channel.close()
        self._core.shutdown()

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

    async def _listen(self, channel: Channel) -> None:
        """Keep a channel listening; what could not be put on disk was not acknowledged either."""
        while True:
            try:
                await channel.listen(self.store)
            except Misconfigured:
                raise
            except Exception:
                logger.exception("%s stopped listening; it starts again", channel.name)
            await self.clock.sleep(PAUSE_SECONDS)

    async def store(self, channel: str, updates: list[tuple[str, Raw]]) -> None:
        """Put raw updates on disk; they may be acknowledged when this returns."""
        await self.core(self._store, channel, updates)
        self.wake.set()

    def _store(self, channel: str, updates: list[tuple[str, Raw]]) -> None:
        with transaction(self.bot.engine) as db:
            inbox.store(db, channel, updates, self.clock.now())

    def report(self, event: Event) -> None:
        """Take what a channel said about a message of ours."""
        self._reports.append(event)
        self.wake.set()

    async def _think(self) -> None:
        while True:
            await self.wake.wait()
            self.wake.clear()
            await self.think_once()

    async def think_once(self) -> None:
        """Handle what was reported, then all that was heard, and only then let time pass."""
        heard = {n: h for n, c in self.channels.items() if (h := c.heard()) is not None}
        reports, self._reports = self._reports, []
        await self._feed(*reports, *self._gaps(heard))
        parsers = {name: channel.parse for name, channel in self.channels.items()}
        while (after := await self.core(self.bot.think, self.clock.now(), parsers)).handled:
            self._follow(after)
        await self._feed(Tick(at=self.clock.now(), heard=heard))
        self._next_verdict = await self.core(self._find_next_verdict)
        self.ticked_at = self.clock.now()
        self.mouth.wake.set()
        if self.keeper:
            self.keeper.wake.set()

    async def _feed(self, *events: Event) -> None:
        if events:
            self._follow(await self.core(self.bot.feed, self.clock.now(), *events))

    def _follow(self, after: After) -> None:
        for tap in after.taps:
            channel = self.channels[tap.address.partition(":")[0]]
            self.tasks.create_task(channel.acknowledge(tap.receipt))
        for menu in after.menus:
            channel = self.channels[menu.address.partition(":")[0]]
            self.tasks.create_task(
                channel.offer_commands(menu.address, menu.language, menu.commands)
            )
        self.mouth.wake.set()

    def _find_next_verdict(self) -> datetime | None:
        with transaction(self.bot.engine) as db:
            return calls.next_verdict(db)

    def next_deadline(self) -> datetime | None:
        """Tell a listener by when it should say what it has heard.

        A call that opens while it listens must not wait for it longer than half a window.
        """
        soon = self.clock.now() + self._window / 2 if self._window else None
        return min((m for m in (self._next_verdict, soon) if m), default=None)

    def _remember_beats(self) -> None:
        """Record the time since the last sign of life as an outage: nobody listened."""
        now = self.clock.now()
        with transaction(self.bot.engine) as db:
            self._alive = outages.beats(db)
        if "" in self._alive:
            down = Deaf(at=now, since=self._alive[""], channel="", cause="restart")
            self.bot.feed(now, down)
        self._alive[""] = now

    def _gaps(self, heard: dict[str, datetime]) -> list[Event]:
        """Find where signs of life are missing: in the program, or in what a channel heard."""
        signs = {"": self.clock.now(), **heard}
        found = [
            Deaf(at=at, since=self._alive[name], channel=name, cause="gap")
            for name, at in signs.items()
            if name in self._alive and at - self._alive[name] > GAP
        ]
        self._alive.update(signs)
        return [*found, *(gap for channel in self.channels.values() for gap in channel.deaf())]


async def run_until_signalled(program: Program) -> None:
    """Run until Ctrl-C or a polite kill."""
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        # Windows has no signal handlers in its event loop; there Ctrl-C raises KeyboardInterrupt
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(sign, program.stopped.set)
    await program.run()
