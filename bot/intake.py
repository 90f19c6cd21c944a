"""Intake: what comes in at the same time is put on disk in one transaction."""

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels import Raw
from bot.fairness import Fairness
from bot.outcry import LOST
from storage import inbox
from storage.database import transaction
from storage.notify import notify

if TYPE_CHECKING:
    from bot.app import Program

logger = logging.getLogger(__name__)
Updates = list[tuple[str, Raw]]


@dataclass(frozen=True, eq=False, slots=True)
class Parcel:
    """Updates that somebody brought, and waits for."""

    channel: str
    updates: Updates


class Intake:
    """Writes one batch at a time; whoever comes meanwhile shares the next one."""

    def __init__(self, program: "Program") -> None:
        self._program = program
        self._turn = asyncio.Lock()
        self._fairness = Fairness()
        self._waiting: list[Parcel] = []

    def _sender(self, channel: str, raw: Raw) -> str:
        """Name who sent an update; whatever cannot be read is nobody's."""
        known = self._program.channels.get(channel)
        try:
            return known.sender(raw) if known else ""
        except (KeyError, TypeError, ValueError, AttributeError):
            return ""

    async def store(self, channel: str, updates: Updates) -> None:
        """Put raw updates on disk; they may be acknowledged when this returns."""
        parcel = Parcel(channel, updates)
        self._waiting.append(parcel)
        try:
            async with self._turn:
                if parcel in self._waiting:
                    await self._write(parcel)
        finally:
            if parcel in self._waiting:
                self._waiting.remove(parcel)
        self._program.wake.set()

    async def _write(self, own: Parcel) -> None:
        """Write all that waits; one that breaks takes no other with it."""
        together = list(self._waiting)
        if len(together) > 1:
            try:
                await self._keep(together)
            except LOST:
                raise
            except Exception:
                logger.exception("one of %d parcels breaks; each is tried alone", len(together))
            else:
                return
        await self._keep([own])

    async def _keep(self, parcels: list[Parcel]) -> None:
        await self._program.core(self._put, parcels)
        written = set(parcels)
        self._waiting = [parcel for parcel in self._waiting if parcel not in written]

    def _put(self, parcels: list[Parcel]) -> None:
        by_channel: dict[str, Updates] = defaultdict(list)
        for parcel in parcels:
            by_channel[parcel.channel] += parcel.updates
        with transaction(self._program.bot.engine) as db:
            now = self._program.clock.now()
            for channel, updates in by_channel.items():
                senders = [self._sender(channel, raw) for _, raw in updates]
                ranks = self._fairness.ranks(db, senders, now)
                inbox.store(db, channel, updates, now, list(zip(senders, ranks, strict=True)))
            notify(db, "inbox")
