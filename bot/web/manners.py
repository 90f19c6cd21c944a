"""Manners at the door: who is slow, long-winded or one too many is let go, whoever he is.

A slow or endless request must cost us next to nothing, for answers come in by the same door.
"""

import asyncio

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

REQUEST_SECONDS = 15.0  # from the first byte of a request to its last, and from none to the first
MOST_CONNECTIONS = 512
MOST_HEAD = 512 * 2**10  # what is read at once may hold a body too
MOST_BODY = 2**20
GUARDS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


class Hasty(HttpToolsProtocol):
    """Speaks HTTP with whoever comes to the point."""

    _hurry: asyncio.TimerHandle | None = None
    _head = 0  # bytes of a request before its body
    _is_in_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._head += 0 if self._is_in_body else len(data)
        if self._head > MOST_HEAD:
            self.transport.abort()
        else:
            super().data_received(data)

    def on_message_begin(self) -> None:
        self._wait()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._is_in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._rest()
        self._is_in_body, self._head = False, 0
        super().on_message_complete()

    def _wait(self) -> None:
        self._rest()
        self._hurry = self.loop.call_later(REQUEST_SECONDS, self._give_up)

    def _rest(self) -> None:
        if self._hurry is not None:
            self._hurry.cancel()
            self._hurry = None

    def _give_up(self) -> None:
        self.transport.abort()


class Manners:
    """Refuses bodies that are too long, and marks every answer as nobody's to keep or to guess."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = PlainTextResponse("too long", 413)
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isdecimal() or int(told) > MOST_BODY:
            await refusal(scope, receive, _marked(send))
            return
        body = _Counted(receive)
        try:
            await self._app(scope, body, _marked(send))
        except Exception:
            if not body.is_too_long:
                raise
            await refusal(scope, receive, _marked(send))


class _Counted:
    """Hands a body on until it is too long; then it is as if whoever sends it had gone."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._taken = receive, 0

    @property
    def is_too_long(self) -> bool:
        return self._taken > MOST_BODY

    async def __call__(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.is_too_long else message


def _marked(send: Send) -> Send:
    async def say(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message.get("headers", [])))
            for name, value in GUARDS.items():
                headers.setdefault(name, value)
            message["headers"] = headers.raw
        await send(message)

    return say
