"""A fake Telegram that makes mischief with updates and writes down what it saw and when."""

import asyncio
import random
import time
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from tests.chaos.record import AGAIN, Fed, Mischief, Record, Said, asking, begin, is_lost, losing
from tests.fakes.telegram import TOKEN, FakeTelegram, Fault
from tests.fakes.telegram.courier import Courier
from tests.fakes.telegram.device import Device
from tests.fakes.telegram.world import CALLBACK_LIFE, DAY, ApiError, Update, World

THIEF = "thief"  # the parameter by which a rival poller is known


@dataclass
class Again(Update):
    """An update under a number that was used before."""

    handed: bool = False

    @property
    def name(self) -> str:
        return f"{self.number}{AGAIN}"


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


class ChaosCourier(Courier):
    """Brings some updates twice, and forgets that it was thanked for others."""

    world: ChaosWorld

    async def _post(self, session: aiohttp.ClientSession, update: Update) -> str:
        error = await super()._post(session, update)
        if error:
            return error
        name = update.name if isinstance(update, Again) else update.number
        self.world.record.handed[name] = time.time()
        mischief, rng = self.world.mischief, self.world.rng
        if mischief.duplicate and rng.random() < 0.5:
            await super()._post(session, update)
        return "the answer was lost" if mischief.unheard and rng.random() < 0.5 else ""


class ChaosTelegram(FakeTelegram):
    def __init__(self, rng: random.Random) -> None:
        super().__init__(TOKEN)
        self.record = Record()
        self.world: ChaosWorld = ChaosWorld(TOKEN, self.record, rng)
        self.courier = ChaosCourier(
            self.world, first_retry=0.5, longest=1.0
        )  # or little would happen
        self._given: list[Any] = []
        self.reused: list[Again] = []  # that came under a number used before, and wait

    def reuse(self, number: int, chat: str) -> None:
        """Let somebody answer under the number of an older update."""
        person, at = self.world.people[int(chat)], time.time()
        sent = {"message_id": next(self.world.messages), "date": self.world.date()}
        message = sent | {"from": person.user(), "chat": person.chat(), "text": "Hadir di tempat"}
        again = Again(number, "message", message, self.world.now() + DAY, chat)
        (self.world.queue if self.world.hook.url else self.reused).append(again)
        date = float(self.world.date())
        fed = Fed(at, again.name, "message", chat, date, is_answer=True, poisoned=False)
        self.record.fed.append(fed)
        self.world.wake()

    def _again(self, params: dict[str, Any]) -> list[Any]:
        """Hand out what has an old number, until whoever got it polls once more."""
        if "offset" in params:
            self.reused = [one for one in self.reused if not one.handed]
        for one in self.reused:
            one.handed = not is_lost(asking.get())
            self.record.handed[one.name] = time.time()
        return [one.raw() for one in self.reused]

    @property
    def mischief(self) -> Mischief:
        return self.world.mischief

    @property
    def devices(self) -> list[Device]:
        return list(self._devices.values())

    def heal(self) -> None:
        self.faults.clear()
        self.world.mischief = self.world.mischief.healed()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        begin(request)
        return await super()._serve(request)

    async def _perform(self, method: str, params: dict[str, Any]) -> Any:
        result = await super()._perform(method, params)
        if method.lower() == "getupdates":
            return self._hand_out(result, params)
        if method.lower() == "sendmessage":
            if "chat" in result:
                self._write_down(result, params)
            else:
                group, heard = int(params["chat_id"]), self.record.in_groups
                heard[group] = heard.get(group, 0) + 1
        return result

    def _take_fault(self, method: str, chat: str) -> Fault | None:
        if method.lower() == "sendmessage":
            self.record.asked_to_send.append((time.time(), int(chat or 0)))
        if self.mischief.is_dead(method):
            return Fault(status=502)
        return super()._take_fault(method, chat)

    async def _go_wrong(self, request: Any, fault: Fault, method: str, params: Any) -> None:
        losing.set(fault.accepted)
        try:
            await super()._go_wrong(request, fault, method, params)
        finally:
            losing.set(False)
            if fault.retry_after:
                chat = int(params.get("chat_id") or 0)
                self.record.halts.append((time.time(), fault.retry_after, chat))
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
            lost=is_lost(asking.get()),
            asked=asking.get()["began"],
        )
        self.record.said.append(said)

    def _hand_out(self, updates: list[Any], params: dict[str, Any]) -> list[Any]:
        numbers = [update["update_id"] for update in updates]
        if THIEF in params:
            self.record.stolen.update(numbers)
            return updates
        self.record.handed.update(dict.fromkeys(numbers, time.time()))
        rng = self.world.rng
        updates = [*updates, *self._again(params)]
        if self.mischief.duplicate and updates and self._given:
            updates = [*updates, *rng.sample(self._given, min(2, len(self._given)))]
        if self.mischief.reorder:
            rng.shuffle(updates)
        self._given = [*self._given, *updates][-20:]
        return updates
