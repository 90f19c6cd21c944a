"""What is done to the program: one act a fault, each for the stretch before a kill."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp

from tests.chaos.record import THIEF
from tests.chaos.site import Site
from tests.fakes.telegram import TOKEN

Act = Callable[[Site, random.Random], Awaitable[None]]
STEP = 600.0  # seconds


async def nothing(site: Site, rng: random.Random) -> None:
    """Only the kill itself."""


async def flood(site: Site, rng: random.Random) -> None:
    times, after = rng.randint(1, 3), float(rng.randint(1, 3))
    site.fake.fail("sendMessage", times=times, status=429, retry_after=after)


async def refused(site: Site, rng: random.Random) -> None:
    status = rng.choice((500, 502, 503))
    site.fake.fail("sendMessage", times=rng.randint(1, 6), status=status, body="<html>oh</html>")


async def not_heard(site: Site, rng: random.Random) -> None:
    site.fake.fail("getUpdates", times=rng.randint(1, 4), status=rng.choice((500, 502, 429)))


async def answer_lost(site: Site, rng: random.Random) -> None:
    site.fake.fail("sendMessage", times=rng.randint(1, 3), accepted=True, cut=True)


async def answer_broken(site: Site, rng: random.Random) -> None:
    site.fake.fail("sendMessage", times=rng.randint(1, 3), accepted=True, status=504, body="<p>")


async def cut_off(site: Site, rng: random.Random) -> None:
    site.fake.fail("*", times=rng.randint(1, 6), cut=True)


async def slow(site: Site, rng: random.Random) -> None:
    delay, accepted = rng.uniform(0.5, 4), rng.random() < 0.5
    site.fake.fail(
        "sendMessage", times=rng.randint(1, 4), delay=delay, accepted=accepted, cut=True
    )


async def poll_lost(site: Site, rng: random.Random) -> None:
    site.fake.fail("getUpdates", times=2, accepted=True, cut=True)


async def duplicated(site: Site, rng: random.Random) -> None:
    site.fake.mischief.duplicate = True


async def reordered(site: Site, rng: random.Random) -> None:
    site.fake.mischief.reorder, site.fake.mischief.delay = True, 0.5


async def delayed(site: Site, rng: random.Random) -> None:
    site.fake.mischief.delay = rng.uniform(4, 12)


async def poisoned(site: Site, rng: random.Random) -> None:
    bodies: list[object] = [
        {"message_id": "?", "chat": 7, "date": "yesterday"},
        [],
        {"chat": {"id": 10**30}, "date": -1, "from": None, "message_id": 2, "text": "\x00"},
        "x" * 5000,
    ]
    for _ in range(3):
        site.fake.inject(rng.choice(("message", "edited_message")), rng.choice(bodies))
        await asyncio.sleep(0.1)


async def rival(site: Site, rng: random.Random) -> None:
    """Another program polls with the same token, and takes what it gets."""
    url, offset = f"{site.fake.url}/bot{TOKEN}/getUpdates", 0
    async with aiohttp.ClientSession() as session:
        for _ in range(rng.randint(2, 5)):
            asked = {"timeout": 1, "offset": offset, THIEF: "1"}
            with suppress(aiohttp.ClientError):
                async with session.post(url, json=asked) as answer:
                    taken = (await answer.json()).get("result", [])
                offset = max((update["update_id"] + 1 for update in taken), default=offset)
            await asyncio.sleep(0.05)


async def twin(site: Site, rng: random.Random) -> None:
    """Somebody starts the program a second time, on the same database."""
    site.running.append(await site.start("run"))
    await asyncio.sleep(rng.uniform(1, 3.5))


async def disk_full(site: Site, rng: random.Random) -> None:
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


FAULTS: dict[str, Act] = {
    "kill only": nothing,
    "429": flood,
    "5xx": refused,
    "polls fail": not_heard,
    "poll's answer lost": poll_lost,
    "time-out after acceptance": answer_lost,
    "5xx after acceptance": answer_broken,
    "connection cut": cut_off,
    "slow, then cut": slow,
    "duplicates": duplicated,
    "reordering": reordered,
    "long delay": delayed,
    "poisoned update": poisoned,
    "rival poller": rival,
    "second run": twin,
    "disk full": disk_full,
}
ON_A_SERVER: dict[str, Act] = {"database cut": connection_cut}
CLOCK: dict[str, Act] = {"clock -10 min": back, "clock +10 min": forward}  # at the next start


def plan(rng: random.Random, points: int, *, server: bool) -> list[str]:
    """Draw the faults of a site; those that move the clock come last, for they leave it wrong."""
    names = [*FAULTS, *(ON_A_SERVER if server else ())]
    steps = points // 8
    drawn = [names[i % len(names)] for i in range(points - steps)]
    rng.shuffle(drawn)
    return [*drawn, *(rng.choice(list(CLOCK)) for _ in range(steps))]


async def strike(name: str, site: Site, rng: random.Random) -> None:
    """Do what a fault is."""
    await (FAULTS | ON_A_SERVER | CLOCK)[name](site, rng)
