"""Signed requests to the bot's webhooks: a retry if nobody answers the door, then lost."""

import asyncio
import ipaddress
import uuid
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urldefrag, urlencode, urlsplit

import aiohttp
from twilio.request_validator import RequestValidator
from yarl import URL

from tests.fakes.twilio.world import World

SIGNATURE, TOKEN = "X-Twilio-Signature", "I-Twilio-Idempotency-Token"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"


@dataclass
class Hook:
    """Where inbound messages go: the URL that is signed, and the one that is really called."""

    public_url: str = ""
    real_url: str = ""
    lost: bool = False  # inbound messages reach nobody; only messages.list has them
    callbacks_lost: bool = False
    patience: float = 15.0

    def real(self, url: str) -> str:
        """Follow a public URL, a status callback's too, to the server behind it."""
        public, real = _without_shared_path(urldefrag(self.public_url)[0], self.real_url)
        if public and (url + "/").startswith((public + "/", public + "?")):
            return real + url[len(public) :]
        return url


@dataclass
class Posted:
    """One request to the bot, and what it said; answer 0: it never got there."""

    kind: str  # inbound or status
    sid: str
    status: str
    url: str
    params: dict[str, str] = field(repr=False)
    at: float
    answer: int = 0
    attempts: int = 0
    error: str = ""


class Courier:
    def __init__(self, world: World) -> None:
        self.world = world
        self.hook = Hook()
        self.posted: list[Posted] = []
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64))

    async def stop(self) -> None:
        if self._session:
            await self._session.close()
            await asyncio.sleep(0)  # its sockets close a turn later

    async def bring(self, kind: str, sid: str, url: str, params: dict[str, str]) -> Posted:
        """Bring one webhook, and remember how it went."""
        status = params.get("MessageStatus", "received")
        posted = Posted(kind, sid, status, url, params, self.world.now())
        if kind == "status" and self.hook.callbacks_lost:
            posted.error = "lost on the way"
        else:
            await self._try(posted)
        self.posted.append(posted)
        self.world.wake()
        return posted

    async def _try(self, posted: Posted) -> None:
        address, fragment = urldefrag(posted.url)
        options = {name: values[-1] for name, values in parse_qs(fragment).items()}
        policies = options.get("rp", "ct").split(",")
        body = urlencode(posted.params)
        headers = self._headers(address, posted.params)
        url = URL(self.hook.real(address), encoded=True)
        for _ in range(int(options.get("rc", "1")) + 1):
            posted.attempts += 1
            failed = await self._post(posted, url, body, headers)
            if failed not in policies and not (failed and "all" in policies):
                return

    def _headers(self, address: str, params: dict[str, str]) -> dict[str, str]:
        signature = RequestValidator(self.world.auth_token).compute_signature(address, params)
        token = {SIGNATURE: str(signature), TOKEN: str(uuid.uuid4())}
        return token | {"Content-Type": FORM, "User-Agent": "TwilioProxy/1.1", "Accept": "*/*"}

    async def _post(self, posted: Posted, url: URL, body: str, headers: dict[str, str]) -> str:
        """Post once; name the retry policy that this failure falls under, if any."""
        assert self._session
        if not _is_near(url):
            posted.error = f"no server behind {url.origin()}"
            return ""
        limit = aiohttp.ClientTimeout(total=self.hook.patience, connect=5)
        request = self._session.post(url, data=body, headers=headers, timeout=limit)
        try:
            async with request as answer:
                posted.answer, posted.error = answer.status, ""
                return f"{answer.status // 100}xx" if answer.status >= 400 else ""
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            posted.error = type(error).__name__
            return "ct"
        except (aiohttp.ClientError, TimeoutError) as error:
            posted.error = type(error).__name__
            return "rt"


def _without_shared_path(one: str, other: str) -> tuple[str, str]:
    ones, others = one.split("/"), other.split("/")
    while min(len(ones), len(others)) > 3 and ones[-1] == others[-1]:  # scheme, nothing, host
        ones, others = ones[:-1], others[:-1]
    return "/".join(ones), "/".join(others)


async def pause(seconds: float) -> None:
    if seconds > 0:
        await asyncio.sleep(seconds)


def _is_near(url: URL) -> bool:
    """Keep to the loopback: nothing that a bot names may be called elsewhere."""
    host = urlsplit(str(url)).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
