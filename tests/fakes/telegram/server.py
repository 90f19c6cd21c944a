"""The HTTP side: requests in, answers or faults out, webhooks delivered."""

import asyncio
import inspect
from dataclasses import dataclass
from email.utils import formatdate
from types import TracebackType
from typing import Any

from aiohttp import web

from tests.fakes.telegram import control
from tests.fakes.telegram.courier import Courier
from tests.fakes.telegram.device import Device
from tests.fakes.telegram.methods import METHODS, Params
from tests.fakes.telegram.world import TOKEN, ApiError, Person, World

MAX_UPLOAD = 60 << 20


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of `method` ("*": any) to `chat` (0: any)."""

    method: str = "*"
    times: int = 1
    chat: int = 0
    delay: float = 0.0  # seconds before anything else
    accepted: bool = False  # the request is carried out before it goes wrong
    silent: bool = False  # no answer ever comes
    cut: bool = False  # the connection breaks
    status: int = 0  # an error with this status,
    description: str = ""
    retry_after: float = 0.0
    body: str = ""  # or this instead of JSON

    def concerns(self, method: str, chat: str) -> bool:
        mine = self.method in {"*", method} and str(self.chat) in {"0", chat}
        return self.times > 0 and mine


class PageError(Exception):
    """Something on the way answers in the server's place."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(body)
        self.status, self.body = status, body


@dataclass(frozen=True)
class Asked:
    method: str
    params: Params


class FakeTelegram:
    """`async with FakeTelegram() as fake:` serves at `fake.url` until the block ends."""

    def __init__(self, token: str = TOKEN, host: str = "127.0.0.1", port: int = 0) -> None:
        self.world = World(token)
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.courier = Courier(self.world)
        self.url = ""
        self._devices: dict[int, Device] = {}
        self._host, self._port = host, port
        app = web.Application(client_max_size=MAX_UPLOAD)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._serve)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._serve_file)
        control.add_routes(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)

    @property
    def token(self) -> str:
        return self.world.token

    async def __aenter__(self) -> "FakeTelegram":
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self.url = f"http://{self._host}:{self._runner.addresses[0][1]}"
        self.courier.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.courier.stop()
        await self._runner.cleanup()

    def user(self, number: int, name: str = "", **more: Any) -> Device:
        """Give the phone of a person; more: last_name, language, started."""
        if number not in self._devices:
            person = self.world.people[number] = Person(number, name or f"User {number}", **more)
            self._devices[number] = Device(self.world, person)
        return self._devices[number]

    def fail(self, method: str = "*", **fault: Any) -> None:
        """Let the next call of `method` go wrong; see Fault."""
        self.faults.append(Fault(method, **fault))

    def shift_clock(self, seconds: float) -> None:
        self.world.shift += seconds
        self.world.wake()

    def inject(self, kind: str, payload: Any) -> int:
        """Queue any payload as an update of that kind: a poisoned one, or one not thought of."""
        return self.world.post(kind, payload, "injected")

    def count(self, method: str) -> int:
        return sum(asked.method.lower() == method.lower() for asked in self.asked)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method, params = request.match_info["method"], await _params(request)
        self.asked.append(Asked(method, params))
        self.world.wake()
        fault = self._take_fault(method, str(params.get("chat_id", "")))
        try:
            if request.match_info["token"] != self.token:
                raise ApiError(401, "Unauthorized")  # noqa: TRY301
            if fault:
                await self._go_wrong(request, fault, method, params)
            result = await self._perform(method, params)
        except ApiError as error:
            return self._answer(_error(error), error.status)
        except PageError as page:
            return web.Response(status=page.status, text=page.body, content_type="text/html")
        return self._answer({"ok": True, "result": result}, 200)

    async def _perform(self, method: str, params: Params) -> Any:
        if method.lower() not in METHODS:
            raise ApiError(404, "Not Found")
        result = METHODS[method.lower()](self.world, params)
        return await result if inspect.isawaitable(result) else result

    def _take_fault(self, method: str, chat: str) -> Fault | None:
        fault = next((fault for fault in self.faults if fault.concerns(method, chat)), None)
        if fault:
            fault.times -= 1
        return fault

    async def _go_wrong(
        self, request: web.Request, fault: Fault, method: str, params: Params
    ) -> None:
        await asyncio.sleep(fault.delay)
        if fault.accepted:
            await self._perform(method, params)
        if fault.silent:
            await asyncio.Event().wait()
        if fault.cut and request.transport:
            request.transport.abort()
            await asyncio.Event().wait()
        if fault.body:
            raise PageError(fault.status or 200, fault.body)
        if fault.retry_after:
            text = f"Too Many Requests: retry after {fault.retry_after:g}"
            raise ApiError(429, text, retry_after=fault.retry_after)
        if fault.status:
            raise ApiError(fault.status, fault.description or "Something went wrong")

    def _answer(self, body: Any, status: int) -> web.Response:
        date = formatdate(self.world.now(), usegmt=True)
        headers, text = {"Date": date}, self.world.written(body)
        return web.json_response(text=text, status=status, headers=headers)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        number = request.match_info["path"].rpartition("/")[2]
        if request.match_info["token"] != self.token or number not in self.world.files:
            raise web.HTTPNotFound
        return web.Response(body=self.world.files[number])


def _error(error: ApiError) -> dict[str, Any]:
    body = {"ok": False, "error_code": error.status, "description": error.description}
    return body | ({"parameters": error.parameters} if error.parameters else {})


async def _params(request: web.Request) -> Params:
    params: Params = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        return params | dict(await request.json())
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            params[name] = (value.filename, value.file.read())
        else:
            params[name] = value
    return params
