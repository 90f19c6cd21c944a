"""What the program serves: its health, its metrics, webhooks, and pages that are laid beside."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot import metrics
from bot.app import Program
from bot.outcry import LOST, MEMORY
from bot.web.health import Health
from bot.web.manners import Manners

WEBHOOK = "/telegram"
CAUSES = {
    400: "nonsense",
    403: "not from the platform",
    404: "not expected",
    413: "too big",
    415: "not a form",
    503: "not ready",
}


def application(
    program: Program,
    webhook: Callable[..., Any] | None = None,
    pages: Sequence[BaseRoute] = (),
    *,
    metered: bool = True,
) -> Starlette:
    """Build the application; `webhook` takes what Telegram POSTs."""
    hooks = [hook(WEBHOOK, "telegram", webhook)] if webhook else []
    meters = [meter(program)] if metered else []
    routes = [*Health(program).routes(), *meters, *hooks, *pages]
    return Starlette(routes=routes, middleware=[Middleware(Manners)])


def hook(path: str, channel: str, take: Callable[[Request], Awaitable[Response]]) -> Route:
    """Lay a channel's webhook under a path, and count what it does not take."""

    async def receive(request: Request) -> Response:
        try:
            response = await take(request)
        except LOST as error:  # the platform comes again
            MEMORY.fails(error)
            response = Response(status_code=503, headers={"Retry-After": "1"})
        except Exception:
            metrics.rejected(channel, "not stored")
            raise
        if response.status_code in CAUSES:
            metrics.rejected(channel, CAUSES[response.status_code])
        return response

    return Route(path, receive, methods=["POST"])


def meter(program: Program) -> Route:
    """Lay the metrics where Prometheus looks for them."""
    own = metrics.Metrics(program)

    async def page(_request: Request) -> Response:
        return Response(await own.page(), media_type=metrics.CONTENT_TYPE_LATEST)

    return Route("/metrics", page)
