"""The event loop: uvloop where there is one, for half of a busy bot's time is spent waiting."""

import asyncio
import gc
import sys
from collections.abc import Coroutine
from typing import TypeVar

try:
    from uvloop import new_event_loop
except ImportError:  # Windows has none
    from asyncio import new_event_loop  # type: ignore[assignment]

Result = TypeVar("Result")
GARBAGE = 50_000  # new objects between two looks for cycles; a large batch makes as many
TURN_SECONDS = 0.02  # of Python for a thread; the core thinks as long, and to change costs caches


def collect_seldom() -> None:
    """Let the collector of garbage pass over what was imported, and look at large batches only."""
    gc.freeze()
    gc.set_threshold(GARBAGE)


def run(main: Coroutine[None, None, Result]) -> Result:
    """Run a coroutine as asyncio.run does."""
    collect_seldom()
    sys.setswitchinterval(TURN_SECONDS)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(main)
