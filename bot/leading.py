"""Leading: one process of all thinks, and what it does in another's tenure changes nothing."""

import asyncio
from typing import TYPE_CHECKING

from bot.alone import LOOK_SECONDS, keeps, owns, turn
from storage.locks import THINK, Deposed, Ownership

if TYPE_CHECKING:
    from bot.app import Program


class Leading:
    """Whether this process thinks, and since which tenure."""

    def __init__(self, program: "Program") -> None:
        self._program = program

    async def decide(self) -> None:
        """Think while no other process does; else only pass on what this one hears and says."""
        program = self._program
        owner = Ownership(program.bot.engine, THINK)
        try:
            while True:
                try:
                    if THINK in program.roles and await owns(owner):
                        await self._lead(owner)
                    else:
                        self._resign()
                        await program.stand_by()
                except Deposed:
                    self._resign()
        finally:
            program.thinks = False
            owner.release()

    async def _lead(self, owner: Ownership) -> None:
        """Think for a while; the tenure is renewed beside a thought, however long it is."""
        if not self._program.thinks or self._program.bot.epoch != owner.epoch:
            await self._begin(owner.epoch)
        thought = asyncio.ensure_future(self._program.think_for_a_while())
        try:
            while not (await asyncio.wait({thought}, timeout=LOOK_SECONDS))[0]:
                await keeps(owner)
            await thought
        finally:
            thought.cancel()
            await asyncio.wait({thought})

    async def _begin(self, epoch: int) -> None:
        """Begin with what the database knows: another may have thought since we did."""
        program = self._program
        self._resign()
        program.bot.begin(epoch)
        restart = await program.core(program.ears.remember)
        if restart:
            await program.feed(restart)
        program.thinks = turn(THINK, before=False, mine=True)

    def _resign(self) -> None:
        self._program.bot.resign()
        self._program.thinks = turn(THINK, before=self._program.thinks, mine=False)
