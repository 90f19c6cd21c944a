"""What the tests of health and metrics share: an office's program that stands still."""

from datetime import datetime
from typing import Any

import httpx
from sqlalchemy import Engine
from starlette.types import ASGIApp

from bot.app import Program
from bot.channels.phones import Phones
from bot.clock import ToldClock
from bot.core import Bot
from bot.web import application


class Watched:
    """A program that does not run, its web application, and a clock that is told."""

    def __init__(self, engine: Engine, now: datetime, webhook: Any = None) -> None:
        self.clock = ToldClock(now)
        self.program = Program(Bot(engine, b"key"), self.clock)
        self.phones = Phones(self.clock)
        self.app: ASGIApp = application(self.program, webhook)

    def close(self) -> None:
        self.program._core.shutdown()

    async def ask(self, path: str, body: bytes | None = None) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://sigap") as client:
            return await (client.get(path) if body is None else client.post(path, content=body))

    async def metrics(self) -> dict[str, float]:
        """Read the page as Prometheus does: name with labels -> value."""
        page = (await self.ask("/metrics")).text
        rows = [line.rpartition(" ") for line in page.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in rows}
