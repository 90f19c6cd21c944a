"""What is done to the program: one act a fault, each for the stretch before a kill."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

from tests.chaos import standstill
from tests.chaos.networks import Network
from tests.chaos.site import Site

Act = Callable[[Site, random.Random], Awaitable[None]]
STEP = 600.0  # seconds


async def nothing(site: Site, rng: random.Random) -> None:
    """Only the kill itself."""


async def twin(site: Site, rng: random.Random) -> None:
    """Somebody starts the program a second time, on the same database."""
    site.running.append(await site.start("run"))
    await asyncio.sleep(rng.uniform(1, 3.5))


async def disk_full(site: Site, rng: random.Random) -> None:
    site.network.record.full.append(time.time())
    for process in site.living():
        process.limit_files(0)
    await asyncio.sleep(rng.uniform(0.2, 1.5))
    if rng.random() < 0.7:
        for process in site.living():
            process.limit_files(None)


async def connection_cut(site: Site, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 3)):
        await asyncio.to_thread(site.cut_connections)
        await asyncio.sleep(rng.uniform(0.1, 0.5))


async def back(site: Site, rng: random.Random) -> None:
    """Our clock is set back; the kill before it restarts the program with it."""
    site.step -= STEP


async def forward(site: Site, rng: random.Random) -> None:
    site.step += STEP


OURS: dict[str, Act] = {"kill only": nothing, "second run": twin, "disk full": disk_full}
ON_A_SERVER: dict[str, Act] = {"database cut": connection_cut, **standstill.ON_A_SERVER}
CLOCK: dict[str, Act] = {  # at the next start
    "clock -10 min": back,
    "clock +10 min": forward,
    **standstill.CLOCK,
}


def plan(
    rng: random.Random, network: Network, points: int, *, server: bool, only: str = ""
) -> list[str]:
    """Draw the faults of a site; those that move the clock come last, for they leave it wrong."""
    if only:
        return [only] * points
    names = [*OURS, *network.faults, *(ON_A_SERVER if server else ())]
    rng.shuffle(names)  # a site of few points has some of them, another one the others
    steps = points // 8
    drawn = [names[i % len(names)] for i in range(points - steps)]
    rng.shuffle(drawn)
    return [*drawn, *(rng.choice(list(CLOCK)) for _ in range(steps))]


async def strike(name: str, site: Site, rng: random.Random) -> None:
    """Do what a fault is."""
    act = (OURS | ON_A_SERVER | CLOCK).get(name)
    await (act(site, rng) if act else site.network.faults[name](rng))
