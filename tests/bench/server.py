"""A Bot API so lean that it is never what is measured; it runs in a process of its own.

`/arrange?count=N&until=W` makes N people write one message each; `/began` waits for the moment the
first update is handed over, `/result` until all of it has come to W, and tells how long that took.
W: `sent` (N messages of the bot), `confirmed` (the offset has passed the last update), `told`
(the bot itself said so with the method `done`).
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

BASE = 1_775_786_400  # Friday 10 April 2026, 09.00 at Palembang
FIRST = 1_000
NUMBER = re.compile(rb"(offset|limit|timeout|chat_id)=(\d+)")
EMPTY = b"[]"
ME = b'{"id":8110000001,"is_bot":true,"first_name":"Sigap","username":"sigap_bench_bot"}'


@dataclass
class Load:
    """What is measured now."""

    count: int = 0
    until: str = ""
    updates: list[bytes] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0
    sent: Counter[int] = field(default_factory=Counter)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self) -> None:
        if not self.began:
            self.began = time.perf_counter()
            self.begun.set()

    def end(self, how: str) -> None:
        if how == self.until and not self.ended:
            self.ended = time.perf_counter()
            self.over.set()

    def result(self) -> bytes:
        facts = {
            "seconds": self.ended - self.began,
            "people": len(self.sent),
            "doubled": sum(times - 1 for times in self.sent.values()),
        }
        return json.dumps(facts).encode()


def update(number: int) -> bytes:
    """Give what the person with that number wrote, a few seconds after nine."""
    name = f"Pegawai {number + 1}"
    message = {
        "message_id": number + 1,
        "from": {"id": number + 1, "is_bot": False, "first_name": name, "language_code": "id"},
        "chat": {"id": number + 1, "type": "private", "first_name": name},
        "date": BASE + 5,
        "text": "HADIR",
    }
    return json.dumps({"update_id": FIRST + number, "message": message}).encode()


class Api(asyncio.Protocol):
    """One connection: HTTP/1.1 with keep-alive, just enough of it."""

    load = Load()
    started = time.perf_counter()

    def __init__(self) -> None:
        self.buffer = b""
        self.waiting: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self.waiting:
            self.waiting.cancel()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end]
            length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self.buffer) < whole:
                return
            body, self.buffer = self.buffer[end + 4 : whole], self.buffer[whole:]
            self.serve(head.split(b" ", 2)[1], body)

    def serve(self, path: bytes, body: bytes) -> None:
        method = path.rpartition(b"/")[2].lower()
        if method == b"sendmessage":
            self.take(int(dict(NUMBER.findall(body))[b"chat_id"]))
        elif method == b"getupdates":
            self.give({name: int(value) for name, value in NUMBER.findall(body)})
        elif method == b"getme":
            self.answer(ME)
        elif path.startswith(b"/arrange"):
            self.arrange(dict(parse_qsl(urlsplit(path.decode()).query)))
        elif path in {b"/began", b"/result"}:
            moment = self.load.begun if path == b"/began" else self.load.over
            self.waiting = asyncio.get_running_loop().create_task(self.wait(moment))
        else:
            if method == b"done":
                self.load.end("told")
            self.answer(b"true")

    def take(self, chat: int) -> None:
        """Take a message of the bot."""
        load = self.load
        load.sent[chat] += 1
        number, date = sum(load.sent.values()), BASE + int(time.perf_counter() - self.started)
        self.answer(
            b'{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"},"text":"."}'
            % (number, date, chat)
        )
        if len(load.sent) == load.count:
            load.end("sent")

    def give(self, asked: dict[bytes, int]) -> None:
        """Give the updates from an offset on; in silence wait a second at most."""
        load, offset = self.load, asked.get(b"offset", 0)
        start = max(0, offset - FIRST)
        found = load.updates[start : start + asked.get(b"limit", 100)]
        if found:
            load.begin()
            self.answer(b"[%s]" % b",".join(found))
            return
        if load.updates and start >= load.count:
            load.end("confirmed")
        wait = min(1, asked.get(b"timeout", 0))
        asyncio.get_running_loop().call_later(wait, self.answer, EMPTY)

    def arrange(self, asked: dict[str, str]) -> None:
        count = int(asked["count"])
        Api.load = Load(count, asked["until"], [update(number) for number in range(count)])
        Api.started = time.perf_counter()
        self.answer(b"true")

    async def wait(self, moment: asyncio.Event) -> None:
        await moment.wait()
        self.answer(self.load.result())

    def answer(self, result: bytes) -> None:
        body = b'{"ok":true,"result":%s}' % result
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self.transport.write(head % len(body) + body)


async def serve() -> None:
    """Serve on a free port of the loopback until killed, and say which one."""
    server = await asyncio.get_running_loop().create_server(Api, "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
