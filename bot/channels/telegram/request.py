"""HTTP for PTB's Bot over aiohttp: httpx's pool is 4-10 times slower (encode/httpx#3215).

It keeps apart what PTB mixes: an error after which the request surely never reached the server
(`UnsentError`) from one after which nobody can say (`TimedOut`, `NetworkError`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels import salvage
from bot.channels.skew import dated
from bot.channels.waiting import seconds
from storage import documents

CONNECT_SECONDS = 5.0
TOO_MANY = 429  # nothing was done, whatever else the answer says
AS_JSON = {"Content-Type": "application/json"}
NO_CONNECTION = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
)


class UnsentError(NetworkError):
    """The request never reached the server; it may be sent again without doubling anything."""


class FloodError(TelegramError):
    """Too many requests; PTB's own RetryAfter warns of its deprecation whenever it is made."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"too many requests, retry after {retry_after:g} s")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class _Fields:
    """Fields as one JSON document: a form of them costs twice as much to write."""

    document: bytes


class AiohttpRequest(BaseRequest):
    """One pool of connections; made inside the running loop at the first request."""

    __slots__ = ("_date", "_heed", "_limit", "_session", "_timeout")

    def __init__(
        self, timeout: float = 15.0, limit: int = 256, heed: Callable[[str], None] | None = None
    ) -> None:
        """Open nothing yet; `heed` hears the date of each answer as it comes."""
        self._timeout, self._limit = timeout, limit
        self._session: aiohttp.ClientSession | None = None
        self._heed = heed
        self._date = ""  # of the newest answer

    @property
    def read_timeout(self) -> float | None:
        return self._timeout

    async def initialize(self) -> None:
        """Do nothing: the session is made for the address of the first request."""

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, url: str, fields: Mapping[str, object], timeout: float) -> Any:  # noqa: ASYNC109
        """Call a method and return its raw `result`; PTB's objects cost 100 times as much."""
        data = cast("RequestData", _Fields(documents.pack(fields)))
        try:
            return await self.post(url, data, read_timeout=timeout)
        except (KeyError, TypeError, AttributeError) as error:
            raise NetworkError("the answer is JSON but no Bot API answer") from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Do as PTB does, but without a traceback in the log for each page of a proxy."""
        try:
            return salvage.read(payload)
        except ValueError:
            raise TelegramError("the answer is no JSON") from None

    async def do_request(  # noqa: PLR0913, PLR0917 - PTB's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - the connect timeout covers it
    ) -> tuple[int, bytes]:
        limits = _limits(
            _given(connect_timeout, CONNECT_SECONDS),
            _given(write_timeout, self._timeout),
            _given(read_timeout, self._timeout),
        )
        status, body = await self._exchange(method, url, limits, **_body(request_data))
        _raise_if_flooded(status, body)
        return status, body

    async def _exchange(
        self, method: str, url: str, limits: aiohttp.ClientTimeout, **body: Any
    ) -> tuple[int, bytes]:
        # `from None`: what aiohttp says of an address may hold the token.
        try:
            async with self._open(url).request(
                method, url, **body, timeout=limits, allow_redirects=False
            ) as answer:
                self._date = answer.headers.get("Date", "")
                if self._heed:
                    self._heed(self._date)
                return answer.status, await answer.read()
        except NO_CONNECTION as error:
            raise UnsentError(f"no connection: {_kind(error)}") from None
        except aiohttp.InvalidURL:
            raise UnsentError("the address of the Bot API is not a URL") from None
        except TimeoutError:
            raise TimedOut("no answer in time; the request may have been taken") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"the connection broke: {_kind(error)}") from None

    def _open(self, url: str) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._limit),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=proxy_for(url),
            )
        return self._session

    @property
    def server_date(self) -> datetime | None:
        """When the server answered last, by its own clock; None if it did not say."""
        return dated(self._date)

    def forget_date(self) -> None:
        self._date = ""


def proxy_for(url: str) -> str | None:
    """Give the environment's proxy, for an agency's network may offer no other way out.

    aiohttp's own trust_env looks for a .netrc at every request, which doubles their cost.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in {"localhost", "127.0.0.1", "::1"} or proxy_bypass(host):
        return None
    proxy = getproxies().get(parts.scheme)
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy


def _given(seconds: Any, default: float) -> float | None:
    chosen: float | None = default if seconds is BaseRequest.DEFAULT_NONE else seconds
    return chosen


@lru_cache
def _limits(
    connect: float | None, write: float | None, read: float | None
) -> aiohttp.ClientTimeout:
    parts = (connect, write, read)
    total = None if None in parts else sum(part for part in parts if part)
    return aiohttp.ClientTimeout(total=total, connect=connect, sock_read=read)


def _kind(error: Exception) -> str:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    return type(cause).__name__


def _body(request_data: RequestData | _Fields | None) -> dict[str, Any]:
    if request_data is None:
        return {}
    if isinstance(request_data, _Fields):
        return {"data": request_data.document, "headers": AS_JSON}
    files = request_data.multipart_data
    if not files:
        return {"data": request_data.json_parameters}
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, mime) in files.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}


def _raise_if_flooded(status: int, body: bytes) -> None:
    if status < 400:  # noqa: PLR2004 - where HTTP's errors begin
        return
    try:
        told = documents.read(body)["parameters"]["retry_after"]
    except (ValueError, KeyError, TypeError, RecursionError):
        told = None
    if told is not None or status == TOO_MANY:
        raise FloodError(seconds(told))
