"""The HTTP side: requests in, answers or faults out, everything remembered for the auditor."""

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from types import TracebackType
from typing import Any

from aiohttp import web

from tests.fakes.twilio import control
from tests.fakes.twilio.carrier import Carrier
from tests.fakes.twilio.device import Device
from tests.fakes.twilio.faults import Fault
from tests.fakes.twilio.hook import Courier, Hook, Posted
from tests.fakes.twilio.messages import media, remember
from tests.fakes.twilio.routes import ROUTES, Asked, Exchange
from tests.fakes.twilio.world import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    NUMBER,
    ApiError,
    Created,
    Json,
    Person,
    World,
    address,
)

BYTES = "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid:ME[0-9a-f]{32}}"


class FakeTwilio:
    """`async with FakeTwilio() as fake:` serves at `fake.url` until the block ends."""

    def __init__(
        self,
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        number: str = NUMBER,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.world = World(account_sid, auth_token, address(number))
        self.courier = Courier(self.world)
        self.carrier = Carrier(self.world, self.courier)
        self.exchanges: list[Exchange] = []
        self.faults: list[Fault] = []
        self.url = ""
        self._devices: dict[str, Device] = {}
        self._host, self._port = host, port
        app = web.Application()
        for operation, (method, path, _) in ROUTES.items():
            app.router.add_route(method, path, self._server_of(operation))
        app.router.add_get(BYTES, self._redirect)
        app.router.add_get("/cdn/{message}/{sid}", self._serve_bytes)
        control.add_routes(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)

    account_sid = property(lambda self: self.world.account_sid)
    auth_token = property(lambda self: self.world.auth_token)
    number = property(lambda self: self.world.number)

    @property
    def created(self) -> list[Created]:
        """Every request to send, refused ones too."""
        return self.world.created

    @property
    def posted(self) -> list[Posted]:
        """Every webhook, status callbacks too, with the bot's answer."""
        return self.courier.posted

    async def __aenter__(self) -> "FakeTwilio":
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self.url = f"http://{self._host}:{self._runner.addresses[0][1]}"
        await self.courier.start()
        self.carrier.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.carrier.stop()
        await self.courier.stop()
        await self._runner.cleanup()

    def user(self, who: str, name: str = "", bsuid: str = "") -> Device:
        """Give the phone of a person, by number, or by BSUID if the number is hidden."""
        known = address(who)
        if known not in self._devices:
            hidden = known.startswith("whatsapp:ID.")
            other = bsuid or f"ID.{4_566_000_000_000 + len(self._devices)}"
            person = Person(
                name or f"User {who}",
                phone="" if hidden else known,
                bsuid=known if hidden else address(other),
            )
            person.online.set()
            device = Device(self.world, person, self.carrier)
            for one in {known, person.bsuid}:
                self.world.people[one], self._devices[one] = person, device
        return self._devices[known]

    def hook(self, public_url: str, real_url: str) -> Hook:
        """Say where the bot hears: the URL that Twilio signs, and the one to call instead."""
        hook = self.courier.hook
        hook.public_url, hook.real_url = public_url, real_url
        return hook

    def fail(self, operation: str = "*", **fault: Any) -> None:
        """Let the next call of an operation go wrong; see Fault."""
        self.faults.append(Fault(operation, **fault))

    def limit(self, tier: int | None = None, rate: float | None = None) -> None:
        """Allow so many people in 24 h outside their windows, so many messages a second."""
        self.world.tier, self.world.rate = tier, rate

    def decide(self, content_sid: str, status: str = "approved", reason: str = "") -> None:
        """Let WhatsApp approve, reject or pause a template."""
        found = self.world.contents[content_sid]
        new = {"name": "template", "category": "UTILITY", "content_type": found.kind}
        found.approval = new | found.approval | {"status": status, "rejection_reason": reason}

    def shift_clock(self, seconds: float) -> None:
        self.world.shift += seconds
        self.world.wake()

    async def settle(self, within: float = 5) -> None:
        """Wait until nothing is on its way; who is off or slow keeps it waiting."""
        async with asyncio.timeout(within):
            while self.carrier.under_way:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.005)

    def _server_of(self, operation: str) -> Callable[[web.Request], Any]:
        async def serve(request: web.Request) -> web.StreamResponse:
            return await self._serve(operation, request)

        return serve

    async def _serve(self, operation: str, request: web.Request) -> web.StreamResponse:
        fault = next((fault for fault in self.faults if fault.concerns(operation)), None)
        if fault:
            fault.times -= 1
        try:
            self._admit(request)
            asked = await _asked(request)
            if fault:
                await self._go_wrong(request, fault, operation, asked)
            status, answer = self._perform(operation, asked)
        except ApiError as error:
            asked = await _asked(request)
            status, answer = error.status, error.as_json()
        self.exchanges.append(
            Exchange(
                operation,
                request.method,
                request.path,
                asked.query,
                request.content_type,
                asked.body,
                status,
                answer,
            )
        )
        if fault and fault.body:
            return web.Response(status=fault.status or 200, text=fault.body)
        response = _response(status, answer)
        if fault and fault.retry_after:
            response.headers["Retry-After"] = f"{fault.retry_after:g}"
        return response

    def _perform(self, operation: str, asked: Asked) -> tuple[int, Any]:
        status, answer, message = ROUTES[operation][2](self.world, asked)
        if message:
            self.carrier.accept(message)
        return status, answer

    async def _go_wrong(
        self, request: web.Request, fault: Fault, operation: str, asked: Asked
    ) -> None:
        await asyncio.sleep(fault.delay)
        code = fault.code or {429: 20429, 503: 20503}.get(fault.status, 20500)
        if fault.accepted:
            self._perform(operation, asked)
        elif operation == "CreateMessage" and (fault.status or fault.silent or fault.cut):
            remember(self.world, asked.body, code=code)
        if fault.silent:
            await asyncio.Event().wait()
        if fault.cut and request.transport:
            request.transport.abort()
            await asyncio.Event().wait()
        if fault.status:
            raise ApiError(fault.status, code)

    def _admit(self, request: web.Request) -> None:
        pair = f"{self.account_sid}:{self.auth_token}".encode()
        given = request.headers.get("Authorization", "")
        right = hmac.compare_digest(given, f"Basic {base64.b64encode(pair).decode()}")
        if not right or request.match_info.get("AccountSid", self.account_sid) != self.account_sid:
            raise ApiError(401, 20003)

    async def _redirect(self, request: web.Request) -> web.StreamResponse:
        try:
            self._admit(request)
            message = self.world.message(request.match_info["MessageSid"])
            found = media(message, request.match_info["Sid"])
        except ApiError as error:
            return _response(error.status, error.as_json())
        raise web.HTTPTemporaryRedirect(f"{self.url}/cdn/{message.sid}/{found.sid}")

    async def _serve_bytes(self, request: web.Request) -> web.StreamResponse:
        try:
            found = media(
                self.world.message(request.match_info["message"]), request.match_info["sid"]
            )
        except ApiError:
            raise web.HTTPNotFound from None
        return web.Response(body=found.content, content_type=found.kind)


async def _asked(request: web.Request) -> Asked:
    body: Any = {}
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            body = {}
    elif request.can_read_body or request.method == "POST":
        body = {name: str(value) for name, value in (await request.post()).items()}
    return Asked(request.path, dict(request.match_info), dict(request.query), body)


def _response(status: int, answer: Json | None) -> web.Response:
    if answer is None:
        return web.Response(status=status)
    return web.json_response(answer, status=status)
