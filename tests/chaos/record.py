"""A fake Telegram that makes mischief with updates and writes down what it saw and when."""

import asyncio
import random
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.telegram import TOKEN, FakeTelegram, Fault
from tests.fakes.telegram.courier import Courier
from tests.fakes.telegram.world import CALLBACK_LIFE, DAY, ApiError, World

_losing: ContextVar[bool] = ContextVar("losing", default=False)
_asking: ContextVar[web.Request] = ContextVar("asking")
THIEF = "thief"  # the parameter by which a rival poller is known


@dataclass(frozen=True)
class Said:
    """A message that the provider took."""

    at: float
    date: int
    chat: int
    number: int
    text: str
    is_call: bool
    lost: bool  # the program was never told


@dataclass(frozen=True)
class Fed:
    """An update that somebody caused; `at` is when he did, whenever it was delivered."""

    at: float
    number: int
    kind: str
    chat: str
    date: int
    is_answer: bool
    poisoned: bool


@dataclass
class Record:
    """All that the provider knows."""

    said: list[Said] = field(default_factory=list)
    fed: list[Fed] = field(default_factory=list)
    asked_to_send: list[tuple[float, int]] = field(default_factory=list)
    halts: list[tuple[float, float]] = field(default_factory=list)  # when, for how long
    handed: dict[int, float] = field(default_factory=dict)  # the last time
    stolen: set[int] = field(default_factory=set)
    kills: list[float] = field(default_factory=list)


@dataclass
class Mischief:
    """What is wrong with the delivery of updates now."""

    reorder: bool = False
    duplicate: bool = False
    delay: float = 0.0  # at most


class ChaosWorld(World):
    def __init__(self, token: str, record: Record, rng: random.Random) -> None:
        super().__init__(token)
        self.record, self.rng, self.mischief = record, rng, Mischief()
        self.under_way = 0
        self.poisoned = False

    def post(self, kind: str, payload: Any, key: str, life: float = DAY) -> int:
        at, poisoned = time.time(), key == "injected"
        if self.mischief.delay and not poisoned and life > CALLBACK_LIFE:
            self.under_way += 1
            loop, wait = asyncio.get_running_loop(), self.rng.uniform(0, self.mischief.delay)
            loop.call_later(wait, self._arrive, kind, payload, key, life, at)
            return 0
        return self._post(kind, payload, key, life, at)

    def _arrive(self, kind: str, payload: Any, key: str, life: float, at: float) -> None:
        self.under_way -= 1
        self._post(kind, payload, key, life, at)

    def _post(self, kind: str, payload: Any, key: str, life: float, at: float) -> int:
        number = super().post(kind, payload, key, life)
        if kind in self.allowed:
            poisoned = key == "injected"
            answer = kind == "message" and not poisoned
            date = payload["date"] if answer else int(at)
            self.record.fed.append(Fed(at, number, kind, key, date, answer, poisoned))
        return number


class ChaosTelegram(FakeTelegram):
    def __init__(self, rng: random.Random) -> None:
        super().__init__(TOKEN)
        self.record = Record()
        self.world: ChaosWorld = ChaosWorld(TOKEN, self.record, rng)
        self.courier = Courier(self.world)
        self._given: list[Any] = []

    @property
    def mischief(self) -> Mischief:
        return self.world.mischief

    def heal(self) -> None:
        self.faults.clear()
        self.world.mischief = Mischief()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        _asking.set(request)
        return await super()._serve(request)

    async def _perform(self, method: str, params: dict[str, Any]) -> Any:
        result = await super()._perform(method, params)
        if method.lower() == "getupdates":
            return self._hand_out(result, params)
        if method.lower() == "sendmessage":
            self._write_down(result, params)
        return result

    def _take_fault(self, method: str, chat: str) -> Fault | None:
        if method.lower() == "sendmessage":
            self.record.asked_to_send.append((time.time(), int(chat or 0)))
        return super()._take_fault(method, chat)

    async def _go_wrong(self, request: Any, fault: Fault, method: str, params: Any) -> None:
        _losing.set(fault.accepted)
        try:
            await super()._go_wrong(request, fault, method, params)
        finally:
            _losing.set(False)
            if fault.retry_after:
                self.record.halts.append((time.time(), fault.retry_after))
        if fault.cut:  # whoever asked has died meanwhile
            raise ApiError(500, "nobody there")

    def _write_down(self, message: Any, params: dict[str, Any]) -> None:
        said = Said(
            at=time.time(),
            date=message["date"],
            chat=message["chat"]["id"],
            number=message["message_id"],
            text=message["text"],
            is_call="HADIR" in str(params.get("reply_markup", "")),
            lost=_losing.get() or _has_gone(_asking.get()),
        )
        self.record.said.append(said)

    def _hand_out(self, updates: list[Any], params: dict[str, Any]) -> list[Any]:
        numbers = [update["update_id"] for update in updates]
        if THIEF in params:
            self.record.stolen.update(numbers)
            return updates
        self.record.handed.update(dict.fromkeys(numbers, time.time()))
        rng = self.world.rng
        if self.mischief.duplicate and updates and self._given:
            updates = [*updates, *rng.sample(self._given, min(2, len(self._given)))]
        if self.mischief.reorder:
            rng.shuffle(updates)
        self._given = [*self._given, *updates][-20:]
        return updates


def _has_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()
