"""A Bot API so lean that it is never what is measured; it runs in a process of its own.

`/arrange?count=N&until=W&...` makes N people write one message each (see tests.bench.load);
`/ready` says that a process of ours is up; `/began` waits until the first update is handed over,
`/result` until all of it has come to W, and tells how long that took; `/dates` tells when each
person's first message was taken. W: `sent` (a message to each of N people), `confirmed` (the
offset has passed the last update), `told` (the bot itself said so with the method `done`).
"""

import asyncio
import json
import re
import sys
from urllib.parse import parse_qsl, urlsplit

from tests.bench.load import FIRST, Load

NUMBER = re.compile(rb'(offset|limit|timeout|chat_id)(?:=|": ?)(\d+)')
EMPTY = b"[]"
ME = b'{"id":8110000001,"is_bot":true,"first_name":"Sigap","username":"sigap_bench_bot"}'
TOO_MANY = (
    b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1",'
    b'"parameters":{"retry_after":1}}'
)
HEAD = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class Api(asyncio.Protocol):
    """One connection: HTTP/1.1 with keep-alive, just enough of it."""

    load = Load()

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
            chat = int(dict(NUMBER.findall(body))[b"chat_id"])
            self.soon(self.load.delay, self.take, chat)
        elif method == b"getupdates":
            self.give({name: int(value) for name, value in NUMBER.findall(body)})
        elif method == b"getme":
            self.answer(ME)
        elif path in {b"/began", b"/result"}:
            moment = self.load.begun if path == b"/began" else self.load.over
            self.waiting = asyncio.get_running_loop().create_task(self.wait(moment))
        else:
            self.control(path, method)

    def control(self, path: bytes, method: bytes) -> None:
        if path.startswith(b"/arrange"):
            Api.load = Load.asked(dict(parse_qsl(urlsplit(path.decode()).query)))
        elif path == b"/dates":
            self.answer(json.dumps(self.load.dates).encode())
            return
        elif path == b"/ready":
            self.load.hold -= 1
        elif method == b"done":
            self.load.end("told")
        self.answer(b"true")

    def take(self, chat: int) -> None:
        """Take a message of the bot, or refuse it."""
        if self.load.is_too_fast():
            self.load.refused += 1
            self.transport.write(HEAD % (429, len(TOO_MANY)) + TOO_MANY)
            return
        self.answer(
            b'{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"},"text":"."}'
            % (*self.load.take(chat), chat)
        )

    def give(self, asked: dict[bytes, int]) -> None:
        """Give the updates from an offset on; in silence wait a second at most."""
        load, offset = self.load, asked.get(b"offset", 0)
        start = max(0, offset - FIRST)
        found = load.there(start, asked.get(b"limit", 100))
        if found:
            load.begin()
            self.answer(b"[%s]" % b",".join(found))
            return
        if load.updates and start >= len(load.updates):
            load.end("confirmed")
        wait = min(1, asked.get(b"timeout", 0))
        coming = load.next_in(start)
        if coming < wait:
            self.soon(coming, self.give, asked)
        else:
            self.soon(wait, self.answer, EMPTY)

    @staticmethod
    def soon(seconds: float, act: object, *words: object) -> None:
        """Do something after some seconds of the world, or at once."""
        assert callable(act)
        if seconds > 0:
            asyncio.get_running_loop().call_later(seconds, act, *words)
        else:
            act(*words)

    async def wait(self, moment: asyncio.Event) -> None:
        await moment.wait()
        self.answer(json.dumps(self.load.result()).encode())

    def answer(self, result: bytes) -> None:
        body = b'{"ok":true,"result":%s}' % result
        self.transport.write(HEAD % (200, len(body)) + body)


async def serve() -> None:
    """Serve on a free port of the loopback until killed, and say which one."""
    server = await asyncio.get_running_loop().create_server(Api, "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
