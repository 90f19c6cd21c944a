"""What the tests of this folder share: a disk that may fail, short pauses, a served webhook."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from bot.channels import Raw
from bot.channels.telegram import Telegram
from bot.channels.telegram.errors import Pace

FAST = Pace(first=0.01, most=0.05, rival=0.05, idle=0.02, glance=0.02, look=0.05)


@dataclass
class Disk:
    """What `store` kept; `fails` makes the next calls break, as a full disk does."""

    kept: list[tuple[str, Raw]] = field(default_factory=list)
    fails: int = 0
    slow: asyncio.Event | None = None
    entered: asyncio.Event = field(default_factory=asyncio.Event)

    async def store(self, channel: str, updates: list[tuple[str, Raw]]) -> None:
        assert channel == "telegram"
        self.entered.set()
        if self.slow:
            await self.slow.wait()
        if self.fails:
            self.fails -= 1
            raise OSError("no space left on device")
        self.kept += updates

    @property
    def texts(self) -> list[str]:
        return [raw["message"]["text"] for _, raw in self.kept if "message" in raw]

    async def has(self, count: int) -> None:
        await until(lambda: len(self.kept) >= count)


async def until(true: Callable[[], Any], within: float = 2) -> None:
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110 - anything may be waited for
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def listening(channel: Telegram, disk: Disk) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(channel.listen(disk.store))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task


@contextlib.asynccontextmanager
async def served(endpoint: Callable[..., Any]) -> AsyncIterator[str]:
    app = Starlette(routes=[Route("/telegram", endpoint, methods=["POST"])])
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/telegram"
    finally:
        server.should_exit = True
        await task
