"""The web server: uvicorn inside our own loop, under our own signals."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

from bot.channels import Misconfigured
from bot.web.manners import Hasty

logger = logging.getLogger(__name__)
GRACE_SECONDS = 1


class _Server(uvicorn.Server):
    """Leaves Ctrl-C to the program, which stops the server when it stops."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def open_port(host: str, port: int) -> socket.socket:
    """Take a port (0: any free one). Raise Misconfigured if it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    port_socket = socket.socket(family, socket.SOCK_STREAM)
    port_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        port_socket.bind((host, port))
        port_socket.listen()  # who comes before we serve is kept waiting, not refused
    except OSError as error:
        port_socket.close()
        why = error.strerror or str(error)
        raise Misconfigured(f"cannot listen at {host}:{port}: {why}") from None
    return port_socket


def address_of(port_socket: socket.socket) -> str:
    """Write where a browser finds a port."""
    host, port = port_socket.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


async def serve(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    stopped: asyncio.Event,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve until stopped or cancelled; tell the address as soon as it is ours."""
    port_socket = open_port(host, port)
    say = announce or (lambda address: logger.info("listening at %s", address))
    say(address_of(port_socket))
    await serve_at(app, port_socket, stopped=stopped)


async def serve_at(app: ASGIApp, port_socket: socket.socket, *, stopped: asyncio.Event) -> None:
    """Serve at a port that is ours already."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        http=Hasty,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.get_running_loop().create_task(server.serve(sockets=[port_socket]))
    try:
        await _first(serving, stopped)
    finally:
        server.should_exit = True
        await serving
        port_socket.close()


async def _first(serving: asyncio.Task[None], stopped: asyncio.Event) -> None:
    """Wait until the program stops, or the server does by itself."""
    stopping = asyncio.get_running_loop().create_task(stopped.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
