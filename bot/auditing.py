"""Auditing: every minute an independent look at what the program promised and kept."""

import asyncio
import itertools
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from handlers.call.send import OUR_FAULTS
from handlers.events import Audited, Counted, Examined
from storage import gauges
from storage.audit import Finding, audit
from storage.database import reading

if TYPE_CHECKING:
    from bot.app import Program

logger = logging.getLogger(__name__)
EVERY_SECONDS = 60.0
EXAMINED_EVERY = 15  # minutes
HOUR = timedelta(hours=1)
RECEIPT = timedelta(minutes=10)  # after so long a message without one has none
LOOKED_BACK = timedelta(hours=2)


class Auditing:
    """Lets the auditor look, beside the core, and reports what it finds."""

    def __init__(self, program: "Program") -> None:
        self._program = program

    async def audit(self) -> None:
        """Look every minute, until cancelled; a finding never stops the program."""
        for minute in itertools.count():
            await asyncio.sleep(EVERY_SECONDS)
            if self._program.thinks:
                await self.audit_once()
                await self.count()
                if minute % EXAMINED_EVERY == 0:
                    await self.examine()

    async def examine(self) -> None:
        """Ask the platforms how our accounts stand there."""
        for name, channel in self._program.channels.items():
            faults = await channel.examine()
            if faults is not None:
                at = self._program.clock.now()
                self._program.report(Examined(at=at, channel=name, faults=tuple(faults)))

    async def count(self) -> None:
        """Count what became of the last hour's calls and messages."""
        now = self._program.clock.now()
        try:
            counted = await asyncio.to_thread(self._counted, now)
        except SQLAlchemyError as error:
            logger.warning("outcomes could not be counted: %s", type(error).__name__)
        else:
            self._program.report(counted)

    def _counted(self, now: datetime) -> Counted:
        since, late = now - HOUR, now - RECEIPT
        told = [name for name, one in self._program.channels.items() if one.traits.receipts]
        with reading(self._program.bot.engine) as db:
            return Counted(
                at=now,
                ends=tuple(gauges.ends(db, now.date(), since, OUR_FAULTS)),
                failures=tuple(gauges.failures(db, since)),
                receipts=tuple((n, *gauges.unreceipted(db, n, since, late)) for n in told),
            )

    async def audit_once(self) -> list[Finding]:
        """Look once."""
        try:
            findings = await asyncio.to_thread(self._look)
        except SQLAlchemyError as error:
            logger.warning("the auditor could not read: %s", type(error).__name__)
            return []
        for finding in findings:
            logger.error("audit: %s", finding)
        if findings:
            rules = tuple(sorted({finding.rule for finding in findings}))
            self._program.report(
                Audited(at=self._program.clock.now(), count=len(findings), rules=rules)
            )
        return findings

    def _look(self) -> list[Finding]:
        now = self._program.clock.now()
        with reading(self._program.bot.engine) as db:
            return audit(db.connection(), now, now - LOOKED_BACK)
