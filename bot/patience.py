"""Asking the memory when it may be what is broken: not for ever, and not twice at a time."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from bot.ears import PAUSE_SECONDS
from bot.outcry import MEMORY, MEMORY_FAILS

if TYPE_CHECKING:
    from bot.app import Program

Answer = TypeVar("Answer")
PATIENCE_SECONDS = 3.0


class Question(Generic[Answer]):
    """Something to ask in the core; who asks while it is being asked shares the answer."""

    def __init__(self, program: "Program", ask: Callable[[], Answer]) -> None:
        self._program, self._ask = program, ask
        self._asked: asyncio.Future[Answer] | None = None

    async def answer(self) -> Answer | None:
        """Give the answer; None if it could not be had, or not in time."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.ensure_future(self._program.core(self._ask))
            self._asked.add_done_callback(_report)
        asked = self._asked
        await asyncio.wait({asked}, timeout=PATIENCE_SECONDS)
        failed = not asked.done() or asked.cancelled() or asked.exception() is not None
        return None if failed else asked.result()


async def surely(program: "Program", act: Callable[..., Answer], *args: object) -> Answer | None:
    """Do something in the core; while the memory fails, try again until stopped."""
    while True:
        try:
            return await program.core(act, *args)
        except MEMORY_FAILS as error:
            MEMORY.fails(error)
            if not await program.pause(PAUSE_SECONDS):
                return None


def _report(asked: "asyncio.Future[Answer]") -> None:
    error = None if asked.cancelled() else asked.exception()
    if error:
        MEMORY.fails(error)
