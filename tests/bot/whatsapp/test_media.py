"""Files: fetched with credentials that nobody else sees, of bounded size, and then deleted."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.channels import SendError
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.media import MAX_FILE
from tests.bot.whatsapp.conftest import Maker
from tests.bot.whatsapp.rig import Disk, listening, until
from tests.fakes.twilio import ACCOUNT_SID, Device, FakeTwilio

FOLDER = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/MM{'1' * 32}/Media"
FILE = f"https://api.twilio.com{FOLDER}/ME{'2' * 32}"


def url_of(twilio: FakeTwilio, sid: str) -> str:
    (media,) = twilio.world.messages[sid].media
    account = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}"
    return f"{account}/Messages/{sid}/Media/{media.sid}"


async def refusal(channel: WhatsApp, file: str) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.fetch(file)
    return caught.value


async def test_a_photo_is_fetched_and_deleted_at_twilio_when_it_is_ours(
    whatsapp: WhatsApp, twilio: FakeTwilio, ana: Device, disk: Disk
) -> None:
    sid = ana.sends("photo", b"\xff\xd8\xffphoto")
    url = url_of(twilio, sid)
    assert await whatsapp.fetch(url) == b"\xff\xd8\xffphoto"
    assert await whatsapp.fetch(url) == b"\xff\xd8\xffphoto", "a full disk asks again"
    async with listening(whatsapp, disk):
        await until(lambda: not twilio.world.messages[sid].media)
    assert (await refusal(whatsapp, url)).cause == "unreachable"


@pytest.mark.parametrize(
    "file",
    [
        "",
        "https://evil.example/x",
        FILE.replace("api.twilio.com", "api.twilio.com.evil.example"),
        FILE.replace("api.twilio.com", "api.twilio.com@evil.example"),
        FILE.replace("https", "ftp"),
        FILE.replace(ACCOUNT_SID, "AC" + "9" * 32),
        FILE + "/../../../../Messages.json",
        f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json",
        "file:///etc/passwd",
    ],
)
async def test_nobody_else_is_shown_our_credentials(whatsapp: WhatsApp, file: str) -> None:
    assert (await refusal(whatsapp, file)).cause == "rejected"


class Store:
    """A server that answers a file's URL as a test wants, and remembers who asked for what."""

    def __init__(self) -> None:
        self.url = ""
        self.answer: dict[str, Any] = {}
        self.asked: list[tuple[str, str]] = []

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, request.headers.get("Authorization", "")))
        if request.path == "/elsewhere":
            return web.Response(body=b"photo", content_type="image/jpeg")
        return web.Response(**self.answer)

    def redirects(self, location: str) -> None:
        self.answer = {"status": 307, "headers": {"Location": location}}


@contextlib.asynccontextmanager
async def open_store() -> AsyncIterator[Store]:
    store, app = Store(), web.Application()
    app.router.add_get("/{path:.*}", store.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    store.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield store
    await runner.cleanup()


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    async with open_store() as opened:
        yield opened


async def test_a_redirect_is_followed_without_credentials(make: Maker, store: Store) -> None:
    async with open_store() as other:
        store.redirects(f"{other.url}/elsewhere")
        assert await make(api_url=store.url).fetch(FILE) == b"photo"
        assert store.asked[0][1].startswith("Basic ")
        assert other.asked == [("/elsewhere", "")]


@pytest.mark.parametrize("location", ["ftp://a.id/x", "file:///etc/passwd", "javascript:1"])
async def test_a_redirect_leads_only_to_the_web(make: Maker, store: Store, location: str) -> None:
    store.redirects(location)
    assert (await refusal(make(api_url=store.url), FILE)).cause == "rejected"


async def test_a_redirect_to_itself_ends(make: Maker, store: Store) -> None:
    store.redirects(FOLDER)
    assert (await refusal(make(api_url=store.url), FILE)).cause == "rejected"
    assert len(store.asked) == 3


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ({"body": b"x", "content_type": "text/html"}, "rejected"),
        ({"body": b"x", "content_type": "application/x-msdownload"}, "rejected"),
        ({"body": b"x" * (MAX_FILE + 1), "content_type": "image/jpeg"}, "rejected"),
        ({"status": 404}, "unreachable"),
        ({"status": 500}, "unreachable"),
        ({"status": 403, "body": b"<h1>proxy</h1>"}, "unreachable"),
        ({"status": 429}, "busy"),
    ],
)
async def test_each_refusal_of_a_file_has_its_meaning(
    make: Maker, store: Store, answer: dict[str, Any], cause: str
) -> None:
    store.answer = answer
    assert (await refusal(make(api_url=store.url), FILE)).cause == cause


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "audio/ogg"])
async def test_what_duties_ask_for_is_taken(make: Maker, store: Store, kind: str) -> None:
    store.answer = {"body": b"bytes", "content_type": kind}
    assert await make(api_url=store.url).fetch(FILE) == b"bytes"


async def test_a_server_that_is_away_can_be_asked_again(make: Maker) -> None:
    assert (await refusal(make(), FILE)).cause == "unreachable"


async def test_fetching_does_not_stop_the_loop(make: Maker, store: Store) -> None:
    store.answer = {"body": b"bytes", "content_type": "image/jpeg"}
    channel = make(api_url=store.url)
    async with asyncio.timeout(3):
        got = await asyncio.gather(*(channel.fetch(FILE) for _ in range(5)))
    assert got == [b"bytes"] * 5
