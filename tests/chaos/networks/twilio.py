"""A fake Twilio that makes mischief with webhooks and writes down what it saw and when."""

import random
import re
import time
from typing import Any

from aiohttp import web
from yarl import URL

from tests.chaos.record import (
    Fed,
    Limits,
    Mischief,
    Record,
    Said,
    asking,
    begin,
    is_lost,
    losing,
    pause,
)
from tests.fakes.twilio import Device, FakeTwilio, Fault, Message, Posted
from tests.fakes.twilio.carrier import Carrier
from tests.fakes.twilio.hook import Courier
from tests.fakes.twilio.routes import Asked
from tests.fakes.twilio.world import ApiError, Person, World

PER_SECOND, PER_PERSON = 10, 1  # as the program is told
STALL = 0.5  # seconds by which words may reach the provider after their moment, under load
CALL = re.compile(r"ini panggilan kedinasan WFH|Ini panggilan ke-")
SEND, FETCH, LIST = "CreateMessage", "FetchMessage", "ListMessage"
DEAD, HIDDEN = "callbacks", "numbers"


class ChaosCourier(Courier):
    """Brings webhooks late, twice or never, and notes which of them the program took."""

    def __init__(self, world: World, record: Record, rng: random.Random) -> None:
        super().__init__(world)
        self.record, self.rng, self.mischief = record, rng, Mischief()

    async def bring(self, kind: str, sid: str, url: str, params: dict[str, str]) -> Posted:
        late = self.mischief.delay if kind == "inbound" else self.mischief.receipts_delay
        await pause(self.rng.uniform(0, late))
        if self.mischief.is_dead(DEAD) and kind == "status":
            lost = Posted(kind, sid, params["MessageStatus"], url, params, self.world.now())
            self.posted.append(lost)
            return lost
        return await super().bring(kind, sid, url, params)

    async def _post(self, posted: Posted, url: URL, body: str, headers: dict[str, str]) -> str:
        failed = await super()._post(posted, url, body, headers)
        if not failed and posted.answer // 100 == 2:
            self._took(posted)
        if self.mischief.duplicate and self.rng.random() < 0.5:
            await super()._post(posted, url, body, headers)
        return failed

    def _took(self, posted: Posted) -> None:
        if posted.kind == "inbound":
            self.record.handed[posted.sid] = time.time()
            return
        code = posted.params.get("ErrorCode", "")
        number = ":".join([posted.sid, posted.status, *([code] if code else [])])
        if f"{posted.sid}:{posted.status}" not in self.record.told:
            self.record.told[f"{posted.sid}:{posted.status}"] = at = time.time()
            chat = chat_of(posted.params["To"])
            fed = Fed(at, number, "status", str(chat), at, is_answer=False, poisoned=False)
            self.record.fed.append(fed)


class ChaosCarrier(Carrier):
    def __init__(self, world: World, courier: Courier, record: Record) -> None:
        super().__init__(world, courier)
        self.record = record

    def receive(self, message: Message, params: dict[str, str]) -> None:
        at, chat = time.time(), str(self.record.chat(chat_of(message.sender)))
        answer = Fed(at, message.sid, "message", chat, at, is_answer=True, poisoned=False)
        self.record.fed.append(answer)
        super().receive(message, params)

    def _become(self, message: Message, person: Person | None, status: str) -> None:
        super()._become(message, person, status)
        if status == "delivered":
            self.record.arrived[message.sid] = time.time()


class ChaosTwilio(FakeTwilio):
    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        limits = Limits(PER_SECOND, burst=2, spacing=PER_PERSON - STALL)
        self.numbers: dict[str, str] = {}  # of those who hide theirs
        self.record, self.rng = Record(limits=limits, receipts=True), rng
        self.courier: ChaosCourier = ChaosCourier(self.world, self.record, rng)
        self.carrier = ChaosCarrier(self.world, self.courier, self.record)

    @property
    def devices(self) -> list[Device]:
        """Give every phone once, although some have two addresses."""
        return list({device.person.address: device for device in self._devices.values()}.values())

    def hide(self, device: Device) -> None:
        """Let somebody hide her number: only her username's id is told."""
        person = device.person
        self.record.aliases[chat_of(person.bsuid)] = chat_of(person.phone)
        self.numbers[person.bsuid] = person.phone
        person.phone = ""

    def heal(self) -> None:
        """Let all go well again, also on the way to the phones."""
        self.faults.clear()
        self.courier.mischief = self.courier.mischief.healed()
        self.courier.hook.lost = self.courier.hook.callbacks_lost = False
        for device in self.devices:
            device.fares(order=(), delays={}, copies=1)
            device.switches_on()
            if not self.courier.mischief.is_dead(HIDDEN):
                device.person.phone = self.numbers.get(device.person.bsuid, device.person.phone)

    async def _serve(self, operation: str, request: web.Request) -> web.StreamResponse:
        begin(request)
        if operation == SEND:
            form = await request.post()
            # a message that is no last piece is counted, but goes with the next one
            chat = chat_of(str(form.get("To", ""))) if "StatusCallback" in form else 0
            self.record.asked_to_send.append((time.time(), chat))
        if self.courier.mischief.is_dead(operation):
            return web.Response(status=503, text="<p>")
        return await super()._serve(operation, request)

    def _perform(self, operation: str, asked: Asked) -> tuple[int, Any]:
        status, answer = super()._perform(operation, asked)
        if operation == SEND:
            self._write_down(answer)
        if operation == FETCH and not is_lost(asking.get()):
            self.record.told.setdefault(f"{answer['sid']}:{answer['status']}", time.time())
        return status, answer

    async def _go_wrong(
        self, request: web.Request, fault: Fault, operation: str, asked: Asked
    ) -> None:
        losing.set(fault.accepted)
        try:
            await super()._go_wrong(request, fault, operation, asked)
        finally:
            losing.set(False)
            if fault.retry_after and operation == SEND:
                chat = chat_of(str(asked.body.get("To", "")))
                self.record.halts.append((time.time(), fault.retry_after, chat))
        if fault.cut:  # whoever asked has died meanwhile
            raise ApiError(500, 20500)

    def _write_down(self, message: dict[str, Any]) -> None:
        at = time.time()
        said = Said(
            at=at,
            date=at,
            chat=self.record.chat(chat_of(message["to"])),
            number=message["sid"],
            text=message["body"],
            is_call=bool(CALL.search(message["body"])),
            lost=is_lost(asking.get()),
            asked=asking.get()["began"],
        )
        self.record.said.append(said)


def chat_of(address: str) -> int:
    """Give the digits of a telephone number."""
    return int(re.sub(r"\D", "", address) or 0)
