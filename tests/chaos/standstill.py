"""Processes that stand still and go on again, and clocks that are minutes wrong."""

import asyncio
import os
import random
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from tests.chaos.process import Process
from tests.chaos.site import Site

Act = Callable[[Site, random.Random], Awaitable[None]]
MINUTES = 180.0  # seconds
LONG = (11.0, 16.0)  # seconds: longer than a lease


def _of_role(site: Site, role: str) -> list[Process]:
    """List the living processes that do something; one without roles does all."""
    pairs = zip(site.programs, site.running, strict=False)
    return [one for words, one in pairs if one and one.alive and role in (words[2:] or (role,))]


@contextmanager
def _stopped(process: Process) -> Iterator[None]:
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGCONT)


def _ports(pid: int) -> list[int]:
    """Tell from which ports a process has connections, as the system knows them."""
    folder, table = Path(f"/proc/{pid}/fd"), Path("/proc/net/tcp").read_text().splitlines()[1:]
    ours = {link.readlink().name for link in folder.iterdir()} if folder.exists() else set()
    rows = [line.split() for line in table]
    return [int(row[1].partition(":")[2], 16) for row in rows if f"socket:[{row[9]}]" in ours]


async def hang(role: str, site: Site, rng: random.Random, *, cut: bool = False) -> None:
    """Let one of a role stand still, and come back; with `cut` his sessions end meanwhile."""
    those = _of_role(site, role)
    if not those:
        return
    one = rng.choice(those)
    with _stopped(one):
        if cut:
            ports = ", ".join(map(str, [0, *_ports(one.pid)]))
            await asyncio.to_thread(site.cut_connections, f"AND client_port IN ({ports})")
        await asyncio.sleep(rng.uniform(*LONG))


async def set_clock(seconds: float, site: Site, _rng: random.Random) -> None:
    """Let our clock be wrong; the kill before it restarts the program with it."""
    site.step += seconds


ON_A_SERVER: dict[str, Act] = {
    "thinker hangs": partial(hang, "think"),
    "thinker paused": partial(hang, "think", cut=True),
    "listener hangs": partial(hang, "listen"),
}
CLOCK: dict[str, Act] = {
    "clock -3 min": partial(set_clock, -MINUTES),
    "clock +3 min": partial(set_clock, MINUTES),
}
