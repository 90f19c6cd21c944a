"""Ask Twilio's list whether a webhook was missed, before anybody is judged by silence.

A webhook tells more than the list (places, pressed buttons), so what the list shows first gets a
few seconds to arrive by itself. As long as something is awaited, we do not claim to have heard
what was said after it may have been.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels import Misconfigured, Raw, Store
from bot.channels.deadlines import NextDeadline, until_deadline
from bot.channels.whatsapp.errors import FAILURES, Pace, again
from bot.channels.whatsapp.hook import NAME, Seen
from bot.clock import Clock

log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=5)  # between two lists: for clocks that differ, and for lists that lag
FARTHEST = timedelta(days=7)  # what was written before is no longer asked for

List = Callable[[datetime], Awaitable[list[Raw]]]
Complete = Callable[[Raw], Awaitable[Raw]]


@dataclass(frozen=True, slots=True)
class Missing:
    """A message that a list has shown and no webhook has brought yet."""

    raw: Raw
    shown_at: datetime
    heard_before: datetime | None  # the newest list that did not show it was asked for then


class Recovery:
    """Look at the list again and again; `until` tells how far all that was said is on disk."""

    def __init__(  # noqa: PLR0913, PLR0917 - its tools
        self,
        written: List,
        complete: Complete,
        clock: Clock,
        next_deadline: NextDeadline,
        seen: Seen,
        pace: Pace,
        heard_before: datetime | None,
        ask: Callable[[Store], Awaitable[None]] | None = None,
    ) -> None:
        self._written, self._complete = written, complete
        self._clock, self._next_deadline = clock, next_deadline
        self._seen, self._pace, self._ask = seen, pace, ask
        self._begun = heard_before or clock.now()
        self._looked_at: datetime | None = None
        self._missing: dict[str, Missing] = {}
        self._failures = 0
        self.until: datetime | None = None

    async def run(self, store: Store, chore: Callable[[], Awaitable[None]]) -> None:
        """Look until cancelled; `chore` is done after every look. Raise Misconfigured."""
        while True:
            try:
                await self.look(store)
            except FAILURES as error:
                await asyncio.sleep(self._patience(error))
            else:
                self._well()
                await chore()
                await asyncio.sleep(self._pause())

    async def look(self, store: Store) -> None:
        """Ask for the list once, and store what no webhook has brought in its time."""
        started = self._clock.now()
        self._note(started, await self._written(self._since(started)))
        for sid, one in list(self._missing.items()):
            if started - one.shown_at >= timedelta(seconds=self._pace.grace):
                await store(NAME, [(sid, await self._complete(one.raw))])
                self._seen.add(sid)
                del self._missing[sid]
        if self._ask:  # before anybody takes what did not come for silence
            await self._ask(store)
        self._reach(started)

    def _since(self, now: datetime) -> datetime:
        return max(self.until or self._begun, now - FARTHEST) - OVERLAP

    def _note(self, started: datetime, listed: list[Raw]) -> None:
        unseen = {raw["MessageSid"]: raw for raw in listed if raw["MessageSid"] not in self._seen}
        self._missing = {
            sid: self._missing.get(sid) or Missing(raw, started, self._looked_at)
            for sid, raw in unseen.items()
        }

    def _reach(self, started: datetime) -> None:
        self._looked_at = started
        bounds = [one.heard_before for one in self._missing.values()] or [started]
        known = [bound for bound in bounds if bound]
        if len(known) == len(bounds):
            self.until = max(min(known), self.until or min(known))

    def _pause(self) -> float:
        near = until_deadline(self._clock, self._next_deadline, self._pace.look)
        return self._pace.glance if self._missing else max(near, self._pace.glance)

    def _patience(self, error: Exception) -> float:
        """Say how long to wait after a failure. Raise Misconfigured if waiting cannot help."""
        meant = again(error)
        if isinstance(meant, Misconfigured):
            raise meant from None
        self._failures += 1
        if self._failures == 1:
            log.warning("Twilio's list of messages cannot be had: %s", meant.detail)
        return max(min(meant.retry_after, self._pace.most), self._pace.after(self._failures))

    def _well(self) -> None:
        if self._failures:
            log.info("Twilio answers again after %d failed tries", self._failures)
        self._failures = 0
