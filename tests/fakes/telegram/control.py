"""Drive the fake over HTTP: POST /control/<verb> with JSON; every verb of Device is there.

curl -d '{"user": 42, "name": "Ana"}' $URL/control/user
curl -d '{"user": 42, "text": "/start ABC"}' $URL/control/says
curl -d '{"user": 42, "text": "Selamat", "within": 5}' $URL/control/expect
curl -d '{"method": "sendMessage", "retry_after": 3}' $URL/control/fail
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

VERBS = (
    "says",
    "presses",
    "sends_location",
    "sends_sticker",
    "sends",
    "edits",
    "moves",
    "blocks",
    "unblocks",
)


def add_routes(app: web.Application, fake: FakeTelegram) -> None:
    async def serve(request: web.Request) -> web.Response:
        body = await request.text()
        try:
            asked = json.loads(body) if body.strip() else {}
            result = await _obey(fake, request.match_info["verb"], asked)
        except (LookupError, ValueError, TypeError, StopIteration) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        except AssertionError as error:
            return web.json_response({"error": str(error)}, status=408)
        return web.json_response(result)

    app.router.add_route("*", "/control/{verb}", serve)


async def _obey(fake: FakeTelegram, verb: str, asked: dict[str, Any]) -> Any:
    if verb in VERBS:
        fake.world.person(asked["user"])
        device = fake.user(asked.pop("user"))
        return {"result": getattr(device, verb)(**asked)}
    if verb == "messages":
        fake.world.person(asked["user"])
        device = fake.user(asked["user"])
        shown = [message.as_json() for message in device.messages]
        return {"messages": shown, "keyboard": device.keyboard}
    if verb == "expect":
        device = fake.user(asked.pop("user"))
        return (await device.expect(**asked)).as_json()
    return _arrange(fake, verb, asked)


def _arrange(fake: FakeTelegram, verb: str, asked: dict[str, Any]) -> Any:
    if verb == "user":
        number = asked.pop("user")
        return {"user": fake.user(number, **asked).person.number}
    if verb == "fail":
        fake.fail(**asked)
        return {"faults": len(fake.faults)}
    if verb == "heal":
        fake.faults.clear()
        return {"faults": 0}
    if verb == "clock":
        fake.shift_clock(float(asked["shift"]))
        return {"now": fake.world.now()}
    if verb == "inject":
        return {"result": fake.inject(asked["kind"], asked["payload"])}
    if verb == "state":
        return _state(fake)
    raise LookupError(f"no verb {verb!r}")


def _state(fake: FakeTelegram) -> Any:
    calls: dict[str, int] = {}
    for asked in fake.asked:
        calls[asked.method] = calls.get(asked.method, 0) + 1
    world = fake.world
    return {
        "now": world.now(),
        "pending": len(world.pending()),
        "calls": calls,
        "webhook": world.hook.url,
        "menus": world.menus,
        "users": sorted(world.people),
    }
