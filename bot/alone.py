"""Doing what only one process of a database may do at a time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy import Engine

from bot.outcry import MEMORY, MEMORY_FAILS
from storage.locks import Ownership

logger = logging.getLogger(__name__)
LOOK_SECONDS = 1.0  # between looks whether we still own something
WAIT_SECONDS = 0.5  # between tries to own it; each opens a connection


async def owns(owner: Ownership) -> bool:
    """Try to be, or to stay, the only process that does something."""
    try:
        mine = await asyncio.to_thread(owner.try_acquire)
    except MEMORY_FAILS as error:
        MEMORY.fails(error)
        return False
    MEMORY.answers()
    return mine


async def keeps(owner: Ownership) -> bool:
    """Renew our tenure while we are busy; begin none."""
    try:
        return await asyncio.to_thread(owner.still_held)
    except MEMORY_FAILS as error:
        MEMORY.fails(error)
        return False


def turn(role: str, *, before: bool, mine: bool) -> bool:
    """Tell whether a role is ours now, and the log if that is new."""
    if mine is not before:
        level = logging.INFO if mine else logging.WARNING
        logger.log(level, "taken over: %s" if mine else "given up: %s", role, extra={"role": role})
    return mine


async def alone(engine: Engine, role: str, act: Callable[[], Awaitable[None]]) -> None:
    """Do something whenever no other process does, until cancelled."""
    owner = Ownership(engine, role)
    try:
        while True:
            if await owns(owner):
                await _as_owner(owner, act)
            else:
                await asyncio.sleep(WAIT_SECONDS)
    finally:
        owner.release()


async def _as_owner(owner: Ownership, act: Callable[[], Awaitable[None]]) -> None:
    acting = asyncio.ensure_future(act())
    turn(owner.role, before=False, mine=True)
    try:
        while not acting.done() and await keeps(owner):
            await asyncio.wait({acting}, timeout=LOOK_SECONDS)
        if acting.done():
            await acting
        turn(owner.role, before=True, mine=False)
    finally:
        acting.cancel()
        await asyncio.wait({acting})
