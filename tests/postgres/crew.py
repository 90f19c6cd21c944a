"""Several real processes on one PostgreSQL database, each known to the server by its name."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Engine, create_engine, text

from storage.locks import _key
from tests.bot.run.networks import OnTelegram
from tests.bot.run.site import Site
from tests.fakes.telegram import FakeTelegram

OWNER = """
SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)
WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND objid = :key
AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
EARS = (
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = :name AND query LIKE 'LISTEN%'"
)


class Crew:
    """The processes of a deployment: `start`, `kill` and `stop` take their names."""

    def __init__(self, folder: Path, telegram: FakeTelegram, url: str) -> None:
        self.telegram, self.url = telegram, url
        self.site = Site(folder, OnTelegram(telegram))
        self.site.env |= {"SIGAP_DATABASE_URL": url, "SIGAP_LOG_LEVEL": "WARNING"}
        self.processes: dict[str, asyncio.subprocess.Process] = {}
        self.engine: Engine = create_engine(url)

    async def start(self, **roles: str) -> None:
        """Start processes by name, each with its roles ("" for all), and wait until they work."""
        for name, only in roles.items():
            self.site.env["SIGAP_DATABASE_URL"] = f"{self.url}?application_name={name}"
            words = ["run", *(["--only", only] if only else [])]
            self.processes[name] = await self.site.start(*words)
        self.site.env["SIGAP_DATABASE_URL"] = self.url
        for name in roles:
            await until(lambda name=name: self.works(name), within=30)  # type: ignore[misc]

    def works(self, name: str) -> bool:
        assert self.processes[name].returncode is None, f"{name} has ended"
        return bool(self.ask(EARS, name=name)[0][0])

    async def kill(self, name: str) -> float:
        """End a process as a power cut does; give the moment."""
        self.processes[name].kill()
        at = monotonic()
        await self._ended(name, -signal.SIGKILL)
        return at

    async def stop(self, *names: str, sign: int = signal.SIGINT) -> dict[str, float]:
        """Press Ctrl-C; give how many seconds each needed to end."""
        began = monotonic()
        took: dict[str, float] = {}

        async def end(name: str) -> None:
            await self._ended(name, 0)
            took[name] = monotonic() - began

        for name in names:
            self.processes[name].send_signal(sign)
        await asyncio.gather(*(end(name) for name in names))
        return took

    async def _ended(self, name: str, code: int) -> None:
        process = self.processes.pop(name)
        _, said = await process.communicate()
        assert process.returncode == code, said.decode()
        assert "Traceback" not in said.decode(), said.decode()

    async def examine(self) -> list[str]:
        return []

    async def close(self) -> None:
        await self.stop(*self.processes, sign=signal.SIGTERM)
        self.engine.dispose()

    def owner(self, role: str) -> str:
        """Tell which process owns a role; "" if none does."""
        rows = self.ask(OWNER, key=_key(role) & 0xFFFFFFFF)
        return str(rows[0][0]) if rows else ""

    def ask(self, question: str, **facts: Any) -> list[Any]:
        """Ask the database, or tell it something, as an outsider."""
        with self.engine.begin() as connection:
            result = connection.execute(text(question), facts)
            return list(result) if result.returns_rows else []

    async def taken_over(self, role: str, before: str) -> str:
        """Wait until a role has another owner than before, and give it."""
        await until(lambda: self.owner(role) not in {"", before}, within=5)
        return self.owner(role)


async def until(holds: Callable[[], bool], within: float) -> None:
    """Wait until something holds, and fail if it does not in time."""
    end = monotonic() + within
    while not holds():
        assert monotonic() < end, "it did not come to pass"
        await asyncio.sleep(0.05)
