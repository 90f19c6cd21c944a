"""A bot of a few lines for the fake's own tests: Twilio's client, and a webhook that remembers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from tests.fakes.twilio.device import Device
from tests.fakes.twilio.server import FakeTwilio
from tests.fakes.twilio.world import API, CONTENT, MESSAGING

PUBLIC = "https://sigap.example"
STATUS = f"{PUBLIC}/whatsapp/status?outbox=7"


class Rebased(TwilioHttpClient):  # type: ignore[misc]  # twilio has no types
    """Twilio's own client with the fake in place of all hosts."""

    def __init__(self, url: str, timeout: float = 5) -> None:
        super().__init__(timeout=timeout)
        self.url = url

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Any:
        for host in (API, CONTENT, MESSAGING):
            url = url.replace(host, self.url)
        return super().request(method, url, *args, **more)


@dataclass
class Bot:
    fake: FakeTwilio
    client: Client
    root: str = ""
    answer: int = 200
    heard: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.heard.append((request.path_qs, dict(request.headers), form))
        return web.Response(status=self.answer)

    async def send(self, device: Device | str, body: str = "Halo", **more: Any) -> Any:
        to = device if isinstance(device, str) else device.person.address
        given = {"to": to, "from_": self.fake.number, "status_callback": STATUS, **more}
        given |= {} if "content_sid" in more else {"body": body}
        return await asyncio.to_thread(self.client.messages.create, **given)

    async def template(self, types: dict[str, Any], variables: dict[str, str]) -> str:
        about = {"friendly_name": "uji", "language": "id", "variables": variables}
        asked = ContentList.ContentCreateRequest({**about, "types": types})
        made = await asyncio.to_thread(self.client.content.v1.contents.create, asked)
        return str(made.sid)

    async def submit(self, sid: str, name: str = "uji", **more: Any) -> Any:
        """Ask WhatsApp to approve a template."""
        asked = ApprovalCreateList.ContentApprovalRequest(
            {"name": name, "category": "UTILITY", **more}
        )
        approvals = self.client.content.v1.contents(sid).approval_create
        return await asyncio.to_thread(approvals.create, asked)

    @property
    def statuses(self) -> list[str]:
        return [form["MessageStatus"] for _, _, form in self.heard if "MessageStatus" in form]

    @property
    def codes(self) -> list[str]:
        return [form["ErrorCode"] for _, _, form in self.heard if "ErrorCode" in form]


@contextlib.asynccontextmanager
async def a_bot(fake: FakeTwilio) -> AsyncIterator[Bot]:
    http = Rebased(fake.url)
    bot = Bot(fake, Client(fake.account_sid, fake.auth_token, http_client=http))
    app = web.Application()
    app.router.add_post("/{path:.*}", bot.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    fake.hook(f"{PUBLIC}/whatsapp", f"{bot.root}/whatsapp")
    try:
        yield bot
    finally:
        await fake.carrier.stop()  # or it would knock at a closed door
        http.session.close()
        await runner.cleanup()
