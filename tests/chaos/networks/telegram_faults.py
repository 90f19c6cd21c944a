"""What may go wrong with Telegram, by polling and by webhook: one act a fault."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import aiohttp

from tests.chaos.networks.base import BOSSES, Hurt
from tests.chaos.networks.telegram import THIEF, ChaosTelegram
from tests.chaos.record import AGAIN
from tests.fakes.telegram import TOKEN

Act = Callable[[ChaosTelegram, random.Random], Awaitable[None]]
SEND = "sendMessage"
LONG = 30.0  # seconds that a group takes no word
FIRST = 40 + BOSSES  # the first number of those whom nobody reports to; see sites.py
STRANGER = 900_000  # the first number of whom nobody knows


def by_polling(fake: ChaosTelegram) -> dict[str, Hurt]:
    return {name: partial(act, fake) for name, act in (BOTH_WAYS | POLLING).items()}


def by_webhook(fake: ChaosTelegram) -> dict[str, Hurt]:
    return {name: partial(act, fake) for name, act in (BOTH_WAYS | WEBHOOK).items()}


async def flood(fake: ChaosTelegram, rng: random.Random) -> None:
    times, after = rng.randint(1, 3), float(rng.randint(1, 3))
    fake.fail(SEND, times=times, status=429, retry_after=after)


async def refused(fake: ChaosTelegram, rng: random.Random) -> None:
    status = rng.choice((500, 502, 503))
    fake.fail(SEND, times=rng.randint(1, 6), status=status, body="<html>oh</html>")


async def answer_lost(fake: ChaosTelegram, rng: random.Random) -> None:
    fake.fail(SEND, times=rng.randint(1, 3), accepted=True, cut=True)


async def answer_broken(fake: ChaosTelegram, rng: random.Random) -> None:
    fake.fail(SEND, times=rng.randint(1, 3), accepted=True, status=504, body="<p>")


async def cut_off(fake: ChaosTelegram, rng: random.Random) -> None:
    fake.fail("*", times=rng.randint(1, 6), cut=True)


async def slow(fake: ChaosTelegram, rng: random.Random) -> None:
    delay, accepted = rng.uniform(0.5, 4), rng.random() < 0.5
    fake.fail(SEND, times=rng.randint(1, 4), delay=delay, accepted=accepted, cut=True)


async def duplicated(fake: ChaosTelegram, rng: random.Random) -> None:
    fake.mischief.duplicate = True


async def reordered(fake: ChaosTelegram, rng: random.Random) -> None:
    fake.mischief.reorder, fake.mischief.delay = True, 0.5


async def delayed(fake: ChaosTelegram, rng: random.Random) -> None:
    fake.mischief.delay = rng.uniform(4, 12)


async def poisoned(fake: ChaosTelegram, rng: random.Random) -> None:
    bodies: list[object] = [
        {"message_id": "?", "chat": 7, "date": "yesterday"},
        [],
        {"chat": {"id": 10**30}, "date": -1, "from": None, "message_id": 2, "text": "\x00"},
        "x" * 5000,
    ]
    for _ in range(3):
        fake.inject(rng.choice(("message", "edited_message")), rng.choice(bodies))
        await asyncio.sleep(0.1)


async def polls_fail(fake: ChaosTelegram, rng: random.Random) -> None:
    fake.fail("getUpdates", times=rng.randint(1, 4), status=rng.choice((500, 502, 429)))


async def poll_lost(fake: ChaosTelegram, rng: random.Random) -> None:
    fake.fail("getUpdates", times=2, accepted=True, cut=True)


async def looks_fail(fake: ChaosTelegram, rng: random.Random) -> None:
    fake.fail("getWebhookInfo", times=rng.randint(1, 4), status=rng.choice((500, 502, 429)))


async def unheard(fake: ChaosTelegram, rng: random.Random) -> None:
    fake.mischief.unheard = True


async def rival(fake: ChaosTelegram, rng: random.Random) -> None:
    """Another program polls with the same token, and takes what it gets."""
    url, offset = f"{fake.url}/bot{TOKEN}/getUpdates", 0
    async with aiohttp.ClientSession() as session:
        for _ in range(rng.randint(2, 5)):
            asked = {"timeout": 1, "offset": offset, THIEF: "1"}
            with suppress(aiohttp.ClientError):
                async with session.post(url, json=asked) as answer:
                    taken = (await answer.json()).get("result", [])
                offset = max((update["update_id"] + 1 for update in taken), default=offset)
            await asyncio.sleep(0.05)


async def usurper(fake: ChaosTelegram, rng: random.Random) -> None:
    """The other program takes our webhook away first."""
    async with aiohttp.ClientSession() as session:
        with suppress(aiohttp.ClientError):
            await session.post(f"{fake.url}/bot{TOKEN}/deleteWebhook")
    await rival(fake, rng)


async def forged(fake: ChaosTelegram, rng: random.Random) -> None:
    """Somebody who found the address of our webhook answers for everybody."""
    async with aiohttp.ClientSession() as session:
        for person in fake.world.people.values():
            number = str(rng.randint(1, 10**7))
            fake.record.forged.add(number)
            message = {"message_id": 1, "date": fake.world.date(), "text": "HADIR"}
            message |= {"from": person.user(), "chat": person.chat()}
            update = {"update_id": int(number), "message": message}
            headers = {"X-Telegram-Bot-Api-Secret-Token": "a-guess"} if rng.random() < 0.5 else {}
            with suppress(aiohttp.ClientError):
                await session.post(fake.world.hook.url, json=update, headers=headers)


async def group_flood(fake: ChaosTelegram, rng: random.Random) -> None:
    """Somebody takes the bot into groups that write without end and take no word more."""
    for group in rng.sample(range(-1_000_999, -1_000_000), rng.randint(1, 2)):
        person = rng.choice([one for one in fake.devices if one.person.number < STRANGER])
        for number in range(rng.randint(20, 60)):
            person.says(f"Obrolan {number}", group=group)
        fake.fail(SEND, chat=group, times=9, status=429, retry_after=LONG)


async def person_flood(fake: ChaosTelegram, rng: random.Random) -> None:
    """An employee writes more than anybody can read, and so do strangers."""
    flooder = rng.choice([one for one in fake.devices if FIRST <= one.person.number < STRANGER])
    strangers = [fake.user(STRANGER + rng.randrange(10**6), "Iseng") for _ in range(100)]
    for number in range(600):
        one = flooder if number % 2 else strangers[number // 2 % len(strangers)]
        one.says(rng.choice(("halo", "p", "tes", "/panggil", "/mulai 123")))
        fake.record.flooders.add(one.person.number)


async def unauthorized(fake: ChaosTelegram, rng: random.Random) -> None:
    fake.fail("*", times=rng.randint(1, 4), status=401, description="Unauthorized")


async def list_dead(fake: ChaosTelegram, rng: random.Random) -> None:
    """What is said to us cannot be fetched for long, whoever starts anew meanwhile."""
    fake.mischief.dead["getUpdates"] = time.time() + rng.uniform(12, 25)


async def looks_dead(fake: ChaosTelegram, rng: random.Random) -> None:
    fake.mischief.dead["getWebhookInfo"] = time.time() + rng.uniform(12, 25)


async def id_reused(fake: ChaosTelegram, rng: random.Random) -> None:
    """A server that was reset gives numbers again, to other words."""
    record = fake.record
    known = {f"{fed.number}" for fed in record.fed if str(fed.number).endswith(AGAIN)}
    old = [
        fed
        for fed in record.fed
        if fed.number in record.handed and fed.is_answer and f"{fed.number}{AGAIN}" not in known
    ]
    old = [fed for fed in old if isinstance(fed.number, int) and fed.chat.isdecimal()]
    for fed in rng.sample(old, min(3, len(old))):
        fake.reuse(int(fed.number), fed.chat)


BOTH_WAYS: dict[str, Act] = {
    "429": flood,
    "5xx": refused,
    "time-out after acceptance": answer_lost,
    "5xx after acceptance": answer_broken,
    "connection cut": cut_off,
    "slow, then cut": slow,
    "duplicates": duplicated,
    "reordering": reordered,
    "long delay": delayed,
    "poisoned update": poisoned,
    "group flood": group_flood,
    "person flood": person_flood,
    "channel 401": unauthorized,
    "id reused": id_reused,
}
POLLING: dict[str, Act] = {
    "polls fail": polls_fail,
    "poll's answer lost": poll_lost,
    "rival poller": rival,
    "list dead": list_dead,
}
WEBHOOK: dict[str, Act] = {
    "looks fail": looks_fail,
    "webhook's answer lost": unheard,
    "webhook taken away": usurper,
    "forged webhook": forged,
    "list dead": looks_dead,
}
