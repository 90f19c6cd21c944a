"""How the program is: alive (else restart it), and ready (else do not rely on it)."""

from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.app import Program
from bot.patience import Question
from storage import database, stalls

DEAF_AFTER = timedelta(seconds=60)
MIGRATED, OUTDATED, UNREACHABLE = "migrated", "not migrated", "unreachable"


class Health:
    """What an operator or an orchestrator may ask about a program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._newest: str | None = None
        self._question = Question(program, self._look)

    def routes(self) -> list[Route]:
        """Give the addresses under which it answers."""
        return [
            Route("/health", self.whole),
            Route("/health/live", self.live),
            Route("/health/ready", self.ready),
        ]

    async def whole(self, _request: Request) -> Response:
        """Tell everything; 503 if the program has stalled."""
        state = await self.state()
        return JSONResponse(state, status_code=200 if state["live"] else 503)

    async def ready(self, _request: Request) -> Response:
        """Tell everything; 503 unless it can do what its own roles ask of it."""
        state = await self.state()
        return JSONResponse(state, status_code=200 if state["ready"] else 503)

    async def live(self, _request: Request) -> Response:
        """Tell whether this process goes on, without the database; 503 if it has stalled."""
        state = self._pulse()
        return JSONResponse(state, status_code=200 if state["live"] else 503)

    async def state(self) -> dict[str, Any]:
        """Tell how long ago it thought, what the database says, and how far channels heard."""
        memory, standing = await self._question.answer() or (UNREACHABLE, [])
        pulse, heard = self._pulse(), self._heard()
        deaf = [name for name, age in heard.items() if age is None or age > DEAF_AFTER]
        return {
            **pulse,
            "ready": pulse["live"] and memory == MIGRATED and not (deaf and self._listens),
            "roles": sorted(self._program.roles),
            "database": memory,
            "channels": {n: None if a is None else _seconds(a) for n, a in heard.items()},
            "deaf": deaf,
            "standing": standing,
        }

    @property
    def _listens(self) -> bool:
        return "listen" in self._program.roles

    def _pulse(self) -> dict[str, Any]:
        now = self._program.clock.now()
        return {
            "live": self._program.is_alive(),
            "last_tick_seconds": _seconds(now - self._program.ticked_at),
        }

    def _heard(self) -> dict[str, timedelta | None]:
        """Tell how far each channel is heard, by whichever process listens."""
        now, heard = self._program.clock.now(), self._program.ears.heard()
        return {name: _since(heard.get(name), now) for name in self._program.channels}

    def _look(self) -> tuple[str, list[str]]:
        """Ask the memory whether it is of today, and what stands still or loses calls."""
        engine = self._program.bot.engine
        self._newest = self._newest or database.newest_revision(engine)
        if database.revision(engine) != self._newest:
            return OUTDATED, []
        with database.reading(engine) as db:
            return MIGRATED, sorted(stalls.standing(db))


def _since(moment: datetime | None, now: datetime) -> timedelta | None:
    return now - moment if moment else None


def _seconds(age: timedelta) -> float:
    return round(age.total_seconds(), 3)
