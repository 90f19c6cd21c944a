"""What the tests of this folder share: a disk, short pauses, and requests as Twilio signs them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from bot.channels import Outgoing, Raw
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.errors import Pace
from handlers.events import Event
from tests.fakes.twilio import AUTH_TOKEN, NUMBER

PUBLIC = "https://sigap.example"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"
FAST = Pace(first=0.01, most=0.05, look=0.02, glance=0.01, grace=0.05, keep=0.0, late=0.05)
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SID = "SM" + "0123456789abcdef" * 2
INBOUND, STATUS = "/whatsapp", "/whatsapp/status"
HADIR = {
    "MessageSid": SID,
    "AccountSid": "AC" + "5161" * 8,
    "From": "whatsapp:+628110000001",
    "To": NUMBER,
    "Body": "Hadir",
    "NumMedia": "0",
    "ProfileName": "Ana",
    "MessageType": "text",
}


@dataclass
class Disk:
    """What `store` kept; `fails` makes the next calls break, as a full disk does."""

    kept: list[tuple[str, Raw]] = field(default_factory=list)
    fails: int = 0

    async def store(self, channel: str, updates: list[tuple[str, Raw]]) -> None:
        assert channel == "whatsapp"
        if self.fails:
            self.fails -= 1
            raise OSError("no space left on device")
        known = {external for external, _ in self.kept}
        self.kept += [(external, raw) for external, raw in updates if external not in known]

    def events(self, channel: WhatsApp) -> list[Event | None]:
        return [channel.parse(raw, datetime.now(UTC)) for _, raw in self.kept]

    async def has(self, count: int) -> None:
        await until(lambda: len(self.kept) >= count)


@dataclass
class Post:
    """A request to a webhook; what is not said is as Twilio does it."""

    form: Any = field(default_factory=lambda: dict(HADIR))
    path: str = INBOUND
    query: str = ""
    signed_url: str = ""
    token: str = AUTH_TOKEN
    body: bytes | None = None
    headers: dict[str, str | None] = field(default_factory=dict)
    host: str = "sigap.example"
    scheme: str = "https"

    @property
    def url(self) -> str:
        query = f"?{self.query}" if self.query else ""
        return self.signed_url or f"{PUBLIC}{self.path}{query}"

    async def to(self, channel: WhatsApp) -> int:
        endpoint = channel.webhooks[self.path]
        body = urlencode(self.form).encode() if self.body is None else self.body
        signature = RequestValidator(self.token).compute_signature(self.url, dict(self.form))
        headers = {"host": self.host, "content-type": FORM, "x-twilio-signature": signature}
        headers |= {name.lower(): value for name, value in self.headers.items()}
        sent = [(k.encode(), v.encode("latin-1")) for k, v in headers.items() if v is not None]
        scope = {
            "type": "http",
            "method": "POST",
            "path": self.path,
            "query_string": self.query.encode(),
            "headers": sent,
            "server": (self.host, 8080),
            "scheme": self.scheme,
        }
        chunks = [body[n : n + 65_536] for n in range(0, len(body), 65_536)] or [b""]

        async def receive() -> dict[str, Any]:
            chunk = chunks.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

        answer = await endpoint(Request(scope, receive))
        return int(answer.status_code)


def to_ana(text: str = "Panggilan", **more: Any) -> Outgoing:
    return Outgoing(address="whatsapp:+628110000001", text=text, **{"outbox_id": 7} | more)


async def until(true: Callable[[], Any], within: float = 3) -> None:
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110 - anything may be waited for
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def listening(channel: WhatsApp, disk: Disk) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(channel.listen(disk.store))
    await asyncio.sleep(0)
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task


@contextlib.asynccontextmanager
async def served(channel: WhatsApp) -> AsyncIterator[str]:
    """Serve the channel's webhooks; give their root."""
    routes = [Route(path, take, methods=["POST"]) for path, take in channel.webhooks.items()]
    config = uvicorn.Config(
        Starlette(routes=routes), port=0, log_config=None, lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task
