"""The real program on a stage: a clock that waits for it, so that haste accuses nobody.

A clock that simply ran sixty times faster would make a hiccup of a second look like an outage of
a minute. Here time passes only when the program has thought and spoken, and the same seed gives
the same day.
"""

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.app import Program
from bot.clock import ToldClock
from bot.core import Bot
from bot.ears import Ears
from bot.mouth import Mouth
from handlers import clockwork
from handlers.desk import Desk
from handlers.events import Deaf
from storage.database import reading

SECOND = timedelta(seconds=1)
MOST = timedelta(seconds=30)  # a step must stay below `send_within_seconds`
BREATH = 0.1  # seconds between two steps when somebody watches
SLOW = 10.0  # the speed at which a visitor can read and answer a call

Scene = Callable[[], Awaitable[bool]]


class StageClock(ToldClock):
    """A told clock on which one can also sleep: until somebody moves it far enough."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._serial = itertools.count()
        self._is_free = False

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0 or self._is_free:
            return
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        moment = self.now() + timedelta(seconds=seconds)
        heapq.heappush(self._sleepers, (moment, next(self._serial), waking))
        await waking

    def advance_to(self, moment: datetime) -> None:
        super().advance_to(moment)
        while self._sleepers and self._sleepers[0][0] <= self.now():
            waking = heapq.heappop(self._sleepers)[2]
            if not waking.done():
                waking.set_result(None)

    def wake_all(self) -> None:
        """Let nobody sleep any more: the play is over, and time will not pass again."""
        self._is_free = True
        while self._sleepers:
            waking = heapq.heappop(self._sleepers)[2]
            if not waking.done():
                waking.set_result(None)

    @property
    def sleeping(self) -> int:
        return len(self._sleepers)

    def next_waking(self) -> datetime | None:
        return self._sleepers[0][0] if self._sleepers else None


class _Attentive(Ears):
    """Misses nothing: this clock stands still while the program does not think."""

    def gaps(self, heard: dict[str, datetime]) -> list[Deaf]:  # noqa: ARG002 - the ears' signature
        return []


class _Turns(Mouth):
    """Speaks when it is its turn, and not in a loop of its own."""

    def __init__(self, program: "Stage") -> None:
        super().__init__(program)
        self._clock = program.clock

    async def speak(self) -> None:
        await asyncio.Event().wait()

    async def speak_all(self) -> bool:
        """Say all that may be said at this moment; tell whether there was anything."""
        spoke = False
        while await self.speak_once():
            spoke = True
            while self.turns.in_hand.total() > self._clock.sleeping:  # noqa: ASYNC110 - no bell for a sleep
                await asyncio.sleep(0)
        return spoke


class Stage(Program):
    """Thinks, speaks, lets the actors act, and only then lets time pass until `end`.

    After the end of a watched day the clock goes on at its natural pace, so that a visitor can
    still read and decide.
    """

    clock: StageClock
    mouth: _Turns

    def __init__(self, bot: Bot, clock: StageClock, end: datetime, speed: float | None) -> None:
        super().__init__(bot, clock)
        self.ears, self.mouth = _Attentive(self), _Turns(self)
        self.decide, self.keep_time = self._play, asyncio.Event().wait  # type: ignore[assignment]
        self.end, self.speed = end, speed  # no speed: as fast as it can
        self.dusk = self.dawn = clock.now()  # what is before is an eve, and played in haste
        self.scene: Scene = _nothing
        self.cue: Callable[[], datetime | None] = _never
        self.is_awaited: Callable[[], bool] = lambda: False
        self._stepped = 0.0

    @property
    def is_over(self) -> bool:
        return self.clock.now() >= self.end

    @property
    def pace(self) -> float:
        """Seconds that pass in a second: slow while a visitor is being called."""
        speed = 1.0 if self.is_over else self.speed or 1.0
        return min(speed, SLOW) if self.is_awaited() else speed

    async def _play(self) -> None:
        self.thinks, self._stepped = True, asyncio.get_running_loop().time()
        try:
            while await self._step():
                pass
            self.stopped.set()
        finally:
            self.clock.wake_all()

    async def _step(self) -> bool:
        """Play one moment; tell whether there is another."""
        await self._settle()
        if await self.scene():
            return True
        if self.speed is not None and self.clock.now() >= self.dawn:
            await self._walk()
        elif not self.is_over:
            await self._jump()
        else:
            return False
        return True

    async def _settle(self) -> None:
        """Think and speak until this moment has nothing more to say."""
        await self.think_once()
        while await self.mouth.speak_all() or self._reports:
            await self.think_once()

    async def _walk(self) -> None:
        """Take a breath, or be woken by what somebody says, and go on by what it lasted."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BREATH):
                await self.wake.wait()
        self.wake.clear()
        now = asyncio.get_running_loop().time()
        passed = timedelta(seconds=(now - self._stepped) * self.pace)
        self._stepped = now
        self._advance_to(self.clock.now() + min(passed, MOST))

    async def _jump(self) -> None:
        """Go to the next moment at which anything happens."""
        moments = [self.end, self.cue(), self.clock.next_waking(), await self.core(self._due)]
        soonest = min(m for m in moments if m)
        if self.clock.now() < self.dawn and soonest > self.dusk:
            soonest = self.dawn
        self._advance_to(max(soonest, self.clock.now() + SECOND))

    def _advance_to(self, moment: datetime) -> None:
        self.clock.advance_to(moment)
        self.ticked_at = self.alive_at = (
            moment  # the program did not sleep: no time passed without it
        )

    def _due(self) -> datetime | None:
        now = self.clock.now()
        with reading(self.bot.engine) as db:
            return clockwork.next_moment(Desk(db=db, at=now, now=now, key=self.bot.key))


async def _nothing() -> bool:
    return False


def _never() -> datetime | None:
    return None
