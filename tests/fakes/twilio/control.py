"""Drive the fake over HTTP: POST /control/<verb> with JSON; every verb of Device is there.

curl -d '{"public": "https://sigap.example/whatsapp", "real": "http://127.0.0.1:8080/whatsapp"}' $URL/control/hook
curl -d '{"user": "+628110000001", "name": "Ana"}' $URL/control/user
curl -d '{"user": "+628110000001", "text": "Hadir"}' $URL/control/writes
curl -d '{"user": "+628110000001", "text": "Selamat", "within": 5}' $URL/control/expect
curl -d '{"user": "+628110000001", "code": 63024}' $URL/control/fares
curl -d '{"operation": "CreateMessage", "status": 429, "times": 3}' $URL/control/fail
curl -d '{"operation": "CreateMessage", "accepted": true, "silent": true}' $URL/control/fail
"""  # noqa: E501 - commands stay on one line

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.twilio.world import address

if TYPE_CHECKING:
    from tests.fakes.twilio.server import FakeTwilio

VERBS = (
    "writes",
    "says",
    "presses",
    "quotes",
    "shares",
    "sends_location",
    "shares_live",
    "forwards",
    "switches_off",
    "switches_on",
    "blocks",
    "unblocks",
    "opts_out",
    "opts_in",
    "fares",
)


def add_routes(app: web.Application, fake: FakeTwilio) -> None:
    async def serve(request: web.Request) -> web.Response:
        body = await request.text()
        try:
            asked = json.loads(body) if body.strip() else {}
            result = await _obey(fake, request.match_info["verb"], asked)
        except (LookupError, ValueError, TypeError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        except AssertionError as error:
            return web.json_response({"error": str(error)}, status=408)
        return web.json_response(result)

    app.router.add_route("*", "/control/{verb}", serve)


async def _obey(fake: FakeTwilio, verb: str, asked: dict[str, Any]) -> Any:
    if verb == "user":
        return {"user": fake.user(asked.pop("user"), **asked).person.address}
    if verb not in {*VERBS, "sends", "messages", "expect"}:
        return _arrange(fake, verb, asked)
    fake.world.person(address(asked["user"]))
    device = fake.user(asked.pop("user"))
    if verb == "sends":
        content = asked.pop("content", "fake").encode()
        return {"sid": device.sends(asked.pop("kind"), content, **asked)}
    if verb == "messages":
        shown = [message.as_json() for message in device.messages]
        return {"messages": shown, "keyboard": device.keyboard}
    if verb == "expect":
        return (await device.expect(**asked)).as_json()
    return {"sid": getattr(device, verb)(**asked)}


def _arrange(fake: FakeTwilio, verb: str, asked: dict[str, Any]) -> Any:
    if verb == "hook":
        return _hook(fake, **asked)
    if verb == "records":
        shown = [asdict(created) for created in fake.created]
        return {"created": shown, "posted": [asdict(posted) for posted in fake.posted]}
    changes: dict[str, Callable[..., None]] = {
        "fail": fake.fail,
        "heal": fake.faults.clear,
        "limit": fake.limit,
        "decide": fake.decide,
        "clock": lambda shift: fake.shift_clock(float(shift)),
        "state": lambda: None,
    }
    changes[verb](**asked)
    return _state(fake)


def _hook(
    fake: FakeTwilio,
    public: str = "",
    real: str = "",
    lost: bool | None = None,
    callbacks_lost: bool | None = None,
) -> Any:
    hook = fake.courier.hook
    hook.public_url, hook.real_url = public or hook.public_url, real or hook.real_url
    hook.lost = hook.lost if lost is None else lost
    hook.callbacks_lost = hook.callbacks_lost if callbacks_lost is None else callbacks_lost
    return asdict(hook)


def _state(fake: FakeTwilio) -> Any:
    world = fake.world
    return {
        "now": world.now(),
        "account_sid": world.account_sid,
        "auth_token": world.auth_token,
        "number": world.number,
        "calls": Counter(exchange.operation for exchange in fake.exchanges),
        "faults": sum(fault.times > 0 for fault in fake.faults),
        "under_way": fake.carrier.under_way,
        "posted": len(fake.posted),
        "users": sorted({person.address for person in world.people.values()}),
        "contents": {sid: content.approval for sid, content in world.contents.items()},
    }
