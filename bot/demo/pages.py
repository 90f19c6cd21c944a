"""The demo's page and its few endpoints: look at the day, act on a phone, set the clock's pace."""

import asyncio
from collections.abc import Awaitable, Callable
from math import isfinite
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import bot.web
from bot import voice
from bot.demo.board import Board
from bot.demo.cast import Cast
from bot.demo.office import MEMBERS
from bot.demo.stage import Stage
from bot.demo.words import LANGUAGES, words

STATIC = Path(bot.web.__file__).parent / "static"
LONGEST = 4096
VOID = "void."
LONGEST_NUMBER = 6
SPEEDS = (1.0, 10.0, 60.0, 300.0)
FARTHEST = 5_000.0  # metres that a visitor can walk
OURS = ("127.0.0.1", "localhost")  # a name of others that leads here is an attack
KEYS = frozenset(member.key for member in MEMBERS)
GUARDS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def pages(stage: Stage, cast: Cast, board: Board, language: str) -> Mount:
    """Lay out the page of a day."""
    visit = _Visit(stage, cast, board, language)
    return Mount(
        "/",
        routes=[
            Route("/", visit.page),
            Route("/frame", visit.frame),
            Route("/state", visit.state),
            Route("/pace", visit.pace, methods=["POST"]),
            Route("/phones/{key}", visit.phone, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=OURS, www_redirect=False),
            Middleware(BaseHTTPMiddleware, dispatch=_guard),
        ],
    )


async def _guard(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Let nothing in from elsewhere: a POST of another site cannot be JSON unasked."""
    if request.method == "POST" and request.headers.get("content-type") != "application/json":
        return JSONResponse({"error": "JSON, please"}, status_code=415)
    response = await go_on(request)
    response.headers.update(GUARDS)
    return response


class _Visit:
    def __init__(self, stage: Stage, cast: Cast, board: Board, language: str) -> None:
        self._stage, self._cast, self._board, self._language = stage, cast, board, language
        self._speeds = sorted({*SPEEDS, stage.speed or 1.0})

    async def page(self, _request: Request) -> Response:
        return FileResponse(STATIC / "index.html")

    async def frame(self, request: Request) -> Response:
        asked = request.query_params.get("lang", self._language)
        language = asked if asked in LANGUAGES else self._language
        said, frame = words(language), self._board.frame()
        page = said["page"] | ({} if frame["is_calling"] else said["uncalled"])
        page |= {} if frame["buttons"] else said["whatsapp"]
        known = {"language": language, "words": page, "causes": _causes(language)}
        return JSONResponse(known | {"speeds": self._speeds} | frame)

    async def state(self, request: Request) -> Response:
        wanted: dict[str, int] = {}
        for part in request.query_params.get("phones", "").split(","):
            key, _, since = part.partition(":")
            number = int(since) if since.isdecimal() and len(since) < LONGEST_NUMBER else 0
            wanted[key] = min(number, wanted.get(key, number))  # two views of one phone
        return JSONResponse(await self._board.state(wanted, asyncio.get_running_loop().time()))

    async def pace(self, request: Request) -> Response:
        speed = (await _body(request)).get("speed")
        if speed not in self._speeds:
            raise HTTPException(400, "no such speed")
        self._stage.speed = float(speed)
        return JSONResponse({})

    async def phone(self, request: Request) -> Response:
        key, body = request.path_params["key"], await _body(request)
        if key not in KEYS:
            raise HTTPException(404, "no such phone")
        match body.get("kind"):
            case "take":
                self._cast.take(key)
            case "release":
                self._cast.release(key)
            case "on" | "off" as kind:
                await self._cast.switch(key, on=kind == "on")
            case _ if self._cast.phones.phone(key).off:
                raise HTTPException(409, "this phone is off")
            case kind:
                await self._cast.act(key, str(kind), **_facts(str(kind), body))
        return JSONResponse({})


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise HTTPException(400, "no JSON") from None
    if not isinstance(body, dict):
        raise HTTPException(400, "an object, please")
    return body


def _causes(language: str) -> dict[str, str]:
    """Say why a call may be void, in the bot's own words."""
    texts = voice.texts(language)
    return {key[len(VOID) :]: text for key, text in texts.items() if key.startswith(VOID)}


def _facts(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """Take from a request only what a phone can say."""
    match kind:
        case "text":
            text = str(body.get("text", "")).strip()[:LONGEST]
            if not text:
                raise HTTPException(400, "no words")
            quotes = body.get("quotes")
            return {"text": text} | ({"quotes": quotes} if isinstance(quotes, int) else {})
        case "tap":
            return {"message": body.get("message"), "data": str(body.get("data", ""))[:64]}
        case "walk":
            return {name: _metres(body.get(name)) for name in ("north", "east")}
        case "location" | "share" | "stopped":
            return {}
        case "photo" | "sticker" | "unsupported" | "blocked" | "unblocked":
            return {}
    raise HTTPException(400, "a phone cannot say that")


def _metres(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise HTTPException(400, "no number of metres")
    return max(-FARTHEST, min(FARTHEST, float(value)))
