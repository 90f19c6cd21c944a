"""Ask what became of a call whose status callback does not come, before the call is void.

What the answer says is stored as the callback would have been, and counts as one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.channels import Misconfigured, Raw, Store
from bot.channels.whatsapp.errors import FAILURES, again
from bot.channels.whatsapp.hook import NAME, status_key
from bot.channels.whatsapp.parse import OUTBOX, RECOVERED
from bot.clock import Clock
from storage.awaited import Awaited

log = logging.getLogger(__name__)
AT_ONCE = 32
UNSETTLED = {"accepted", "scheduled", "queued", "sending", "sent"}

Fetch = Callable[[str], Awaitable[Raw]]


class Statuses:
    """Asks after messages that are on their way for long, and again after twice as long."""

    def __init__(
        self, fetch: Fetch, awaited: Callable[[], Sequence[Awaited]], clock: Clock, late: float
    ) -> None:
        self._fetch, self._awaited, self._clock = fetch, awaited, clock
        self._late = timedelta(seconds=late)  # a callback comes within it
        self._again: dict[int, datetime] = {}

    async def ask(self, store: Store) -> None:
        """Ask after those whose time has come. Raise what Twilio's API raises."""
        waiting, now = list(self._awaited()), self._clock.now()
        known = {one.outbox_id for one in waiting}
        self._again = {number: at for number, at in self._again.items() if number in known}
        due = [one for one in waiting if self._is_due(one, now)]
        for start in range(0, len(due), AT_ONCE):
            some = due[start : start + AT_ONCE]
            await asyncio.gather(*(self._ask(one, store, now) for one in some))

    def _is_due(self, one: Awaited, now: datetime) -> bool:
        first = min(one.sent_at + self._late, one.void_at)
        return now >= self._again.get(one.outbox_id, first) or now >= one.void_at

    async def _ask(self, one: Awaited, store: Store, now: datetime) -> None:
        self._again[one.outbox_id] = now + max(now - one.sent_at, self._late)
        try:
            raw = await self._fetch(one.ref)
        except FAILURES as error:
            meant = again(error)
            if isinstance(meant, Misconfigured) or meant.cause != "rejected":
                raise  # nobody knows, so nothing is void yet
            log.warning("Twilio knows nothing of a message of ours: %s", meant.detail)
            return
        if raw["MessageStatus"] not in UNSETTLED:
            raw |= {OUTBOX: str(one.outbox_id), RECOVERED: True}
            await store(NAME, [(status_key(one.ref, raw), raw)])
