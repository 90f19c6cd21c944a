"""Doing what only one process of a database may do at a time."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from storage.locks import Ownership

logger = logging.getLogger(__name__)
MEMORY_FAILS = (SQLAlchemyError, sqlite3.Error, OSError)  # a full disk raises any of them
LOOK_SECONDS = 1.0  # between looks whether we still own something
WAIT_SECONDS = 0.5  # between tries to own it; each opens a connection


async def owns(owner: Ownership) -> bool:
    """Try to be, or to stay, the only process that does something."""
    try:
        return await asyncio.to_thread(owner.try_acquire)
    except MEMORY_FAILS as error:
        logger.error("the memory fails: %s", error)  # noqa: TRY400 - one line a try
        return False


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
    try:
        while not acting.done() and await owns(owner):
            await asyncio.wait({acting}, timeout=LOOK_SECONDS)
        if acting.done():
            await acting
    finally:
        acting.cancel()
        await asyncio.wait({acting})
