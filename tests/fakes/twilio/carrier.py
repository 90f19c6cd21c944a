"""The way of a message to a phone, with all that WhatsApp and Twilio may say no to."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from tests.fakes.twilio.hook import Courier, pause
from tests.fakes.twilio.world import TEXTS, Message, Person, World

OPENERS = ("twilio/text", "twilio/media", "twilio/quick-reply", "twilio/call-to-action")
BUTTONS_IN_SESSION = 3


class Carrier:
    def __init__(self, world: World, courier: Courier) -> None:
        self.world, self.courier = world, courier
        self._tasks: set[asyncio.Task[Any]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> None:
        self._loop = asyncio.get_running_loop()

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Begin some work, even if a test of a command line asks from its own thread."""
        assert self._loop
        with contextlib.suppress(RuntimeError):
            if asyncio.get_running_loop() is self._loop:
                self._begin(work)
                return
        self._loop.call_soon_threadsafe(self._begin, work)

    def _begin(self, work: Coroutine[Any, Any, Any]) -> None:
        assert self._loop
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def under_way(self) -> int:
        return len(self._tasks)

    def accept(self, message: Message) -> None:
        """Let an outbound message begin its way."""
        self.start(self._carry(message))

    def receive(self, message: Message, params: dict[str, str]) -> None:
        """Let an inbound message ring at the bot's door, unless webhooks are lost."""
        message.sent = self.world.now()
        hook = self.courier.hook
        if hook.public_url and not hook.lost:
            self.start(self.courier.bring("inbound", message.sid, hook.public_url, params))

    async def _carry(self, message: Message) -> None:
        turn = self.world.turn()
        if turn > message.validity:
            await self._tell(message, None, ["failed"], 30036)
            return
        await pause(turn)
        person = self.world.people.get(message.to)
        if code := self._refusal(message, person):
            status = "undelivered" if code == 63024 else "failed"
            await self._tell(message, person, [status], code)
        elif person:
            await self._deliver(message, person)

    def _refusal(self, message: Message, person: Person | None) -> int:
        if person is None:
            return 63024
        in_session = self.world.in_session(person)
        content = self.world.contents.get(message.content_sid)
        if not in_session and not (message.template and content and content.kind in OPENERS):
            return 63016
        replies = [one for one in message.buttons_shown if not one.listed]
        if not message.template and len(replies) > BUTTONS_IN_SESSION:
            return 63013
        if not in_session and not self.world.takes_opening(person):
            return 63018
        return 0

    async def _deliver(self, message: Message, person: Person) -> None:
        if person.code:
            if person.ends == "undelivered":
                await self._tell(message, person, ["sent"])
            await self._tell(message, person, [person.ends], person.code)
            return
        if person.order:
            await self._in_disorder(message, person)
            return
        await self._tell(message, person, ["sent"])
        if person.blocked:  # one grey tick for ever
            return
        await person.online.wait()
        if self.world.now() - message.created > message.ttl:
            return
        await self._tell(message, person, ["delivered"])
        if person.receipts:
            await self._tell(message, person, ["read"])

    async def _in_disorder(self, message: Message, person: Person) -> None:
        await person.online.wait()
        for status in ("sent", "delivered", "read"):
            if status in person.order:
                await pause(person.delays.get(status, 0))
                self._become(message, person, status)
        for status in person.order:
            await self._call(message, status, person.copies)

    async def _tell(
        self, message: Message, person: Person | None, statuses: list[str], code: int = 0
    ) -> None:
        for status in statuses:
            await pause(person.delays.get(status, 0) if person else 0)
            message.code = code
            self._become(message, person, status)
            await self._call(message, status, person.copies if person else 1)

    def _become(self, message: Message, person: Person | None, status: str) -> None:
        message.status, message.updated = status, self.world.now()
        if status == "sent":
            message.sent = message.updated
        if status == "delivered" and person:
            message.reached = message.updated
            person.written.append(message)
        self.world.wake()

    async def _call(self, message: Message, status: str, copies: int) -> None:
        if not message.callback:
            return
        params = self._params(message, status)
        for _ in range(copies):
            await self.courier.bring("status", message.sid, message.callback, params)

    def _params(self, message: Message, status: str) -> dict[str, str]:
        params = {
            "AccountSid": self.world.account_sid,
            "ApiVersion": "2010-04-01",
            "ChannelPrefix": "whatsapp",
            "ChannelToAddress": message.to.removeprefix("whatsapp:"),
            "From": message.sender,
            "MessageSid": message.sid,
            "MessageStatus": status,
            "SmsSid": message.sid,
            "SmsStatus": status,
            "StructuredMessage": "false",
            "To": message.to,
        }
        if status in {"delivered", "read"}:
            params["EventType"] = status.upper()
        if message.code:
            text = TEXTS.get(message.code, f"Error {message.code}")
            params |= {"ErrorCode": str(message.code), "ErrorMessage": text}
            params["ChannelStatusMessage"] = text
        return params
