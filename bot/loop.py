"""The event loop: uvloop where there is one, for half of a busy bot's time is spent waiting."""

import asyncio
import gc
from collections.abc import Coroutine
from typing import TypeVar

try:
    from uvloop import new_event_loop
except ImportError:  # Windows has none
    from asyncio import new_event_loop  # type: ignore[assignment]

Result = TypeVar("Result")
GARBAGE = 50_000  # new objects between two looks for cycles; a batch of a hundred makes as many


def run(main: Coroutine[None, None, Result]) -> Result:
    """Run a coroutine as asyncio.run does."""
    gc.freeze()  # what has been imported is no garbage
    gc.set_threshold(GARBAGE)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(main)
