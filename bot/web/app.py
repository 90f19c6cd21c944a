"""What the program serves: its health, Telegram's webhook, and pages that are laid beside them."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import Program

STALLED_AFTER = timedelta(seconds=20)
WEBHOOK = "/telegram"


def application(
    program: Program,
    webhook: Callable[..., Any] | None = None,
    pages: Sequence[BaseRoute] = (),
) -> Starlette:
    """Build the application; `webhook` takes what Telegram POSTs."""

    async def health(_request: Request) -> Response:
        state = pulse(program)
        return JSONResponse(state, status_code=200 if state["live"] else 503)

    hooks = [Route(WEBHOOK, webhook, methods=["POST"])] if webhook else []
    return Starlette(routes=[Route("/health", health), *hooks, *pages])


def pulse(program: Program) -> dict[str, Any]:
    """Tell how long ago the program thought, and until when each channel has heard."""
    now = program.clock.now()
    age = now - program.ticked_at
    heard = {name: channel.heard() for name, channel in program.channels.items()}
    return {
        "live": age < STALLED_AFTER,
        "last_tick_seconds": round(age.total_seconds(), 3),
        "channels": {
            name: None if until is None else round((now - until).total_seconds(), 3)
            for name, until in heard.items()
        },
    }
