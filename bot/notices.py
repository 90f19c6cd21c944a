"""Hearing from the other processes of a database that there is something to do."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from bot.outcry import MEMORY
from storage import pace
from storage.database import reading
from storage.notify import Broken, Ear

if TYPE_CHECKING:
    from bot.app import Program

NOTICES = ("inbox", "outbox", "halt")
LOOK_SECONDS = 0.5  # how long one wait for notices lasts: whoever stops us waits for its end


class Notices:
    """Wakes the loops of a program; where there is one process there is nothing to hear."""

    def __init__(self, program: "Program") -> None:
        self._program = program

    async def hear(self) -> None:
        """Pass on what is notified, until cancelled; a lost connection is opened anew."""
        if self._program.bot.engine.dialect.name != "postgresql":
            return
        while True:
            try:
                ear = await asyncio.to_thread(Ear, self._program.bot.engine, *NOTICES)
                await self._pass_on(ear)
            except (Broken, SQLAlchemyError) as error:
                MEMORY.fails(error.__cause__ or error)
            await asyncio.sleep(1)

    async def _pass_on(self, ear: Ear) -> None:
        try:
            while True:
                heard = await asyncio.to_thread(ear.wait, LOOK_SECONDS)
                if "inbox" in heard:
                    self._program.wake.set()
                if "outbox" in heard:
                    self._program.mouth.wake.set()
                if "halt" in heard:  # at once: the core may be deep in thought
                    self._program.mouth.turns.keep_quiet(await asyncio.to_thread(self._halts))
        finally:
            ear.close()

    def _halts(self) -> dict[str, datetime]:
        with reading(self._program.bot.engine) as db:
            return pace.halts(db)
