"""Processes of the program, as their keeper sees them."""

import asyncio
import contextlib
import itertools
import json
import os
import resource
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Process:
    """One run of the program; `ended` gives its exit code, `complaints` what it wrote."""

    pid: int
    ended: asyncio.Future[int]
    complaints: asyncio.Task[str]
    ended_at: float = 0.0
    killed_at: float | None = None  # by us; whoever ended before ended by himself

    def __post_init__(self) -> None:
        self.ended.add_done_callback(self._note_end)

    def _note_end(self, _: asyncio.Future[int]) -> None:
        self.ended_at = time.time()

    @property
    def alive(self) -> bool:
        return not self.ended.done()

    def limit_files(self, size: int | None) -> None:
        """Let the disk be full for whatever grows beyond a size; None: room again."""
        with contextlib.suppress(ProcessLookupError):
            _, most = resource.prlimit(self.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(
                self.pid, resource.RLIMIT_FSIZE, (most if size is None else size, most)
            )

    async def end(self, sign: int) -> int:
        if self.alive:
            self.killed_at = time.time()
            with contextlib.suppress(ProcessLookupError):  # it ends by itself just now
                os.kill(self.pid, sign)
        return await self.ended

    def ended_by_itself(self, sign: int) -> bool:
        """Tell, after its end, whether it was not our signal that ended it."""
        return self.killed_at is None or self.ended.result() not in {-sign, 0}


class Nursery:
    """Starts processes; see nursery.py."""

    def __init__(self, handle: asyncio.subprocess.Process, folder: Path) -> None:
        self._handle, self._folder = handle, folder
        self._serial = itertools.count(1)
        self._births: list[asyncio.Future[int]] = []
        self._living: dict[int, asyncio.Future[int]] = {}

    async def start(self, *words: str, env: dict[str, str]) -> Process:
        assert self._handle.stdin
        birth: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        # no file: a full disk must not hide what is said about it
        complaints = self._folder / f"complaints-{next(self._serial)}"
        os.mkfifo(complaints)
        ear = os.open(complaints, os.O_RDONLY | os.O_NONBLOCK)
        own_end = os.open(complaints, os.O_WRONLY)  # or there is an end before the beginning
        order = {
            "words": words,
            "env": env,
            "folder": str(self._folder),
            "complaints": str(complaints),
        }
        self._births.append(birth)
        self._handle.stdin.write(json.dumps(order).encode() + b"\n")
        pid = await birth
        ended = self._living[pid]
        ended.add_done_callback(lambda _: os.close(own_end))
        return Process(pid, ended, asyncio.create_task(_read(ear)))

    async def listen(self) -> None:
        """Take what the nursery says, until it ends."""
        assert self._handle.stdout
        async for line in self._handle.stdout:
            self._hear(json.loads(line))

    def _hear(self, said: dict[str, Any]) -> None:
        if "born" in said:
            self._living[said["born"]] = asyncio.get_running_loop().create_future()
            self._births.pop(0).set_result(said["born"])
        else:
            self._living.pop(said["ended"]).set_result(said["code"])


async def _read(ear: int) -> str:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: protocol, os.fdopen(ear, "rb"))
    try:
        return (await reader.read()).decode(errors="replace")
    finally:
        transport.close()


@asynccontextmanager
async def nursery(folder: Path, root: Path) -> AsyncIterator[Nursery]:
    """Load the program once, to start it often."""
    handle = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.chaos.nursery",
        cwd=root,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    home = Nursery(handle, folder)
    listening = asyncio.create_task(home.listen())
    try:
        yield home
    finally:
        assert handle.stdin
        handle.stdin.close()
        await handle.wait()
        await listening
