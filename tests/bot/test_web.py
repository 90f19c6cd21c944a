"""The web server: health, the webhook's place, the demo's endpoints, and a clean end."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from bot.demo.board import Board
from bot.demo.day import BEGIN, Day
from bot.demo.marks import Marks
from bot.demo.narrator import Narrator
from bot.demo.pages import pages
from bot.demo.play import set_stage
from bot.demo.stage import Stage, StageClock
from bot.web import application, manners, open_port
from bot.web.server import address_of, serve_at
from handlers.rules import circular
from storage import database

pytestmark = pytest.mark.wide


class Site:
    """A demo that stands still, and its address."""

    def __init__(self, stage: Stage, address: str) -> None:
        self.stage, self.address = stage, address

    async def ask(self, path: str, body: Any = None, **headers: str) -> tuple[int, bytes, Any]:
        return await asyncio.to_thread(self._ask, path, body, headers)

    def _ask(self, path: str, body: Any, headers: dict[str, str]) -> tuple[int, bytes, Any]:
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body)
        data = data.encode() if isinstance(data, str) else data
        headers = {"Content-Type": "application/json", **headers} if data else headers
        request = urllib.request.Request(self.address + path, data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(), error.headers

    async def state(self, phones: str = "") -> Any:
        return json.loads((await self.ask(f"state?phones={phones}"))[1])


@pytest.fixture
async def site(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    engine = database.connect(f"sqlite:///{tmp_path / 'demo.db'}")
    day = Day(
        speed=60, headless=False, seed=1, law=circular.load(getattr(request, "param", "sumsel"))
    )
    stage, cast = set_stage(day, engine, StageClock(day.at(BEGIN)))
    narrator = Narrator(engine, cast.phones, "Asia/Jakarta", "id", lambda _line: None)
    board = Board(stage, cast, narrator, Marks(engine), day.law)

    async def hook(request: Request) -> Response:
        return Response(await request.body())

    app = application(stage, hook, [pages(stage, cast, board, "id")])
    door = open_port("127.0.0.1", 0)
    stage.speed = 1.0
    stage.beside(serve_at(app, door, stopped=stage.stopped))
    running = asyncio.ensure_future(stage.run())
    yield Site(stage, address_of(door))
    stage.stopped.set()
    await running
    engine.dispose()


async def test_health_says_how_long_ago_the_program_thought(site: Site) -> None:
    status, body, _ = await site.ask("health")
    assert status == 200
    assert json.loads(body)["live"]
    assert set(json.loads(body)["channels"]) == {"phones"}


async def test_the_webhook_comes_before_the_page(site: Site) -> None:
    assert (await site.ask("telegram", b"{}"))[:2] == (200, b"{}")


async def test_the_page_needs_nothing_from_elsewhere(site: Site) -> None:
    status, body, headers = await site.ask("")
    assert status == 200
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    outside = body.replace(b"http://www.w3.org", b"")
    assert b"http://" not in outside
    assert b"https://" not in outside


@pytest.mark.wide
@pytest.mark.parametrize(("asked", "language"), [("id", "id"), ("en", "en"), ("xx", "id")])
async def test_the_frame_speaks_the_language_asked_for(
    site: Site, asked: str, language: str
) -> None:
    frame = json.loads((await site.ask(f"frame?lang={asked}"))[1])
    assert frame["language"] == language
    assert len(frame["members"]) == 16


@pytest.mark.wide
@pytest.mark.parametrize(
    ("site", "is_calling"), [("sumsel", True), ("panrb", False)], indirect=["site"]
)
async def test_the_page_promises_calls_only_where_the_circular_orders_them(
    site: Site, *, is_calling: bool
) -> None:
    said = json.loads((await site.ask("frame?lang=en"))[1])["words"]
    assert ("moments drawn by lot" in said["intro"]) is is_calling
    assert ("morning notice" in said["empty"]) is is_calling


async def test_a_visitor_acts_on_a_phone_and_gives_it_back(site: Site) -> None:
    await site.ask("phones/ana", {"kind": "text", "text": "/status"})
    for _ in range(100):
        state = await site.state("ana:0")
        if len(state["phones"]["ana"]["bubbles"]) > 1:
            break
        await asyncio.sleep(0.02)
    bubbles = state["phones"]["ana"]["bubbles"]
    assert [bubble["mine"] for bubble in bubbles] == [True, False]
    assert "Jam kerja" in bubbles[1]["text"]
    ana = next(person for person in state["people"] if person["key"] == "ana")
    assert ana["taken"]
    await site.ask("phones/ana", {"kind": "release"})
    assert not any(person["taken"] for person in (await site.state())["people"])
    newer = (await site.state("ana:1"))["phones"]["ana"]["bubbles"]
    assert [bubble["number"] for bubble in newer] == [2]


@pytest.mark.wide
@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("phones/nobody", {"kind": "take"}, 404),
        ("phones/ana", {"kind": "telepathy"}, 400),
        ("phones/ana", {"kind": "text", "text": " "}, 400),
        ("phones/ana", b"nonsense", 400),
        ("phones/ana", ["text"], 400),
        ("pace", {"speed": 7}, 400),
        ("pace", {"speed": 300}, 200),
        ("nowhere", None, 404),
    ],
)
async def test_nonsense_is_refused(site: Site, path: str, body: Any, status: int) -> None:
    assert (await site.ask(path, body))[0] == status


async def test_another_site_cannot_act(site: Site) -> None:
    answer = await site.ask("phones/ana", {"kind": "take"}, **{"Content-Type": "text/plain"})
    assert answer[0] == 415


async def test_the_demo_answers_to_its_own_name_only(site: Site) -> None:
    """A page of others whose name leads here (DNS rebinding) sees and does nothing."""
    assert (await site.ask("state"))[0] == 200
    assert (await site.ask("state", Host="evil.example"))[0] == 400
    assert (await site.ask("pace", {"speed": 10}, Host="evil.example:8080"))[0] == 400


async def test_no_answer_is_kept_or_guessed_at(site: Site) -> None:
    for path in ("health", "health/live", "metrics", "state", "nowhere"):
        _, _, headers = await site.ask(path)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


async def test_a_body_that_is_too_long_is_refused_before_it_is_read(site: Site) -> None:
    told = b"POST /pace HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    told += b"Connection: close\r\n"
    too_long = b"Content-Length: %d\r\n\r\n" % (manners.MOST_BODY + 1)
    assert (await spoken(site, told + too_long)).startswith(b"HTTP/1.1 413 ")
    chunk = b"%x\r\n%b\r\n" % (2**19, b" " * 2**19)
    answer = await spoken(
        site, told + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 2 + b"1\r\n \r\n"
    )
    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.wide
@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"GET /hea",
        b"GET /health HTTP/1.1\r\nHost: loc",
        b"POST /pace HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health HTTP/1.1\r\nHo",
    ],
)
async def test_who_is_slow_is_let_go(
    site: Site, monkeypatch: pytest.MonkeyPatch, words: bytes
) -> None:
    monkeypatch.setattr(manners, "REQUEST_SECONDS", 0.2)
    async with asyncio.timeout(3):
        await spoken(site, words)
    assert (await site.ask("health/live"))[0] == 200


async def test_one_connection_too_many_is_let_go_and_the_others_stay(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manners, "MOST_CONNECTIONS", 2)
    first, second = [await door(site) for _ in range(2)]
    async with asyncio.timeout(3):
        assert await spoken(site, b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n") == b""
    for reader, writer in (first, second):
        writer.write(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
        writer.close()


async def test_an_endless_head_is_cut_off(site: Site) -> None:
    head = b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * (2 * manners.MOST_HEAD)
    async with asyncio.timeout(5):
        assert b" 200 " not in await spoken(site, head)


async def door(site: Site) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = site.address.removeprefix("http://").rstrip("/").partition(":")
    return await asyncio.open_connection(host, int(port))


async def spoken(site: Site, words: bytes) -> bytes:
    """Say something at the door, and hear all until it is closed."""
    reader, writer = await door(site)
    try:
        writer.write(words)
        await writer.drain()
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()
