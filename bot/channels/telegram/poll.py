"""Long polling in which an update is on disk before Telegram may forget it.

PTB's Updater confirms updates before they are handled (a kill lost 2,835 of 3,000), and one that
it cannot read blocks it for ever; so updates stay raw here and are read later, one by one.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram.error import BadRequest, Conflict, NetworkError, TelegramError

from bot.channels import Store
from bot.channels.telegram.errors import Pace, Patience
from bot.channels.telegram.listening import (
    ALLOWED,
    NAME,
    Call,
    Hearing,
    NextDeadline,
    labelled,
    numbered,
    until_deadline,
)
from bot.clock import Clock

BATCH = 100
HOOKED = "webhook is active"  # as Telegram says it when somebody set one
CUT = timedelta(seconds=2)  # two dates that are each cut to whole seconds
LONGEST_WAIT = 10
LATEST = 2**32  # seconds; what is dated later is nonsense
# After a quiet week Telegram numbers updates from a random start, which may lie below our offset.
# In silence nothing is unconfirmed, so it is safe to forget the offset long before.
FORGET_OFFSET = timedelta(hours=1)


class Poller:
    """Ask for updates until cancelled."""

    def __init__(
        self,
        call: Call,
        clock: Clock,
        next_deadline: NextDeadline,
        hearing: Hearing,
        pace: Pace,
        theirs: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        self._theirs = theirs  # the moment of the newest answer, by Telegram's clock
        self._call, self._clock, self._next_deadline = call, clock, next_deadline
        self._hearing, self._pace = hearing, pace
        self._patience = Patience(pace)
        self._offset: int | None = None  # none: Telegram repeats whatever was not confirmed
        self._last_update = clock.now()
        self._is_hooked = True  # as far as we know

    async def run(self, store: Store) -> None:
        while True:
            await self._until_done(lambda: self._poll(store))

    async def _until_done(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
            except TelegramError as error:
                if isinstance(error, Conflict):
                    self._hearing.rival_seen()
                    self._is_hooked = HOOKED in str(error)
                if isinstance(error, BadRequest):
                    self._offset = None
                await self._patience.after(error)
            else:
                self._patience.well()
                return

    async def _poll(self, store: Store) -> None:
        """Poll, and first take away a webhook: from before, or set while we ran."""
        if self._is_hooked:
            await self._call("deleteWebhook", drop_pending_updates=False)
            self._is_hooked = False
        await self.once(store)

    async def once(self, store: Store) -> None:
        """Poll once: fetch, store, and only then let the offset move."""
        started = self._clock.now()
        wait = math.floor(until_deadline(self._clock, self._next_deadline, LONGEST_WAIT))
        updates = await self._call("getUpdates", wait=wait, **self._question(wait))
        if not isinstance(updates, list):
            raise NetworkError("getUpdates gave no list")
        arrived = self._clock.now()
        if updates:
            await self._keep(updates, store)
        if len(updates) >= BATCH:
            self._note_flood(started, updates)
        else:
            self._note_hearing(started, arrived, wait, len(updates))
        if not updates:
            await self._after_silence(arrived, wait)

    def _question(self, wait: int) -> dict[str, object]:
        question: dict[str, object] = {"timeout": wait, "limit": BATCH, "allowed_updates": ALLOWED}
        if self._offset is not None:
            question["offset"] = self._offset
        return question

    async def _keep(self, updates: list[Any], store: Store) -> None:
        await store(NAME, [labelled(update) for update in updates])
        ids = [number for update in updates if (number := numbered(update)) is not None]
        if not ids:
            raise NetworkError("getUpdates gave updates without numbers")
        self._offset = max(ids) + 1
        self._last_update = self._clock.now()

    def _note_flood(self, started: datetime, updates: list[Any]) -> None:
        """Claim what was said before the newest of them: more is waiting, but it is younger."""
        self._hearing.rival_gone()
        theirs, dates = self._theirs(), [date for update in updates if (date := _date(update))]
        if theirs and dates:
            behind = theirs - datetime.fromtimestamp(max(dates), UTC)
            self._hearing.reaches(started - max(behind, timedelta()) - CUT)

    def _note_hearing(self, started: datetime, arrived: datetime, wait: int, count: int) -> None:
        self._hearing.rival_gone()
        whole_wait = timedelta(seconds=wait)
        # An answer before its time tells only about the moment of the question: it may have
        # been under way for a while.
        silent = count == 0 and arrived - started >= whole_wait
        self._hearing.reaches(started + whole_wait if silent else started)

    async def _after_silence(self, arrived: datetime, wait: int) -> None:
        if arrived - self._last_update > FORGET_OFFSET:
            self._offset = None
        if wait == 0:
            await asyncio.sleep(self._pace.idle)


def _date(update: Any) -> int:
    """Give when an update was caused, by Telegram's clock; 0 if it does not say."""
    parts = update.values() if isinstance(update, dict) else ()
    told = [p.get(k) for p in parts if isinstance(p, dict) for k in ("date", "edit_date")]
    return max((d for d in told if isinstance(d, int) and 0 < d < LATEST), default=0)
