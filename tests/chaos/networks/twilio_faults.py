"""What may go wrong with Twilio and on the way to a phone: one act a fault."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from urllib.parse import urlencode

import aiohttp

from tests.chaos.networks.base import BOSSES, Hurt
from tests.chaos.networks.twilio import DEAD, HIDDEN, LIST, SEND, ChaosTwilio, chat_of
from tests.chaos.record import Fed, now

Act = Callable[[ChaosTwilio, random.Random], Awaitable[None]]
STRANGER = 6_289_900_000_000  # the first number of whom nobody knows
STATUSES = ("sent", "delivered", "read")


def of(fake: ChaosTwilio) -> dict[str, Hurt]:
    return {name: partial(act, fake) for name, act in FAULTS.items()}


async def flood(fake: ChaosTwilio, rng: random.Random) -> None:
    after = float(rng.randint(1, 3)) if rng.random() < 0.7 else 0.0
    fake.fail(SEND, times=rng.randint(1, 3), status=429, retry_after=after)


async def refused(fake: ChaosTwilio, rng: random.Random) -> None:
    fake.fail(SEND, times=rng.randint(1, 4), status=rng.choice((500, 502, 503)))


async def answer_lost(fake: ChaosTwilio, rng: random.Random) -> None:
    fake.fail(SEND, times=rng.randint(1, 3), accepted=True, cut=True)


async def nothing_heard(fake: ChaosTwilio, rng: random.Random) -> None:
    """Neither the answer nor a callback tells that a message was taken."""
    fake.courier.hook.callbacks_lost = True
    await answer_lost(fake, rng)


async def answer_broken(fake: ChaosTwilio, rng: random.Random) -> None:
    fake.fail(SEND, times=rng.randint(1, 3), accepted=True, status=504, body="<p>")


async def cut_off(fake: ChaosTwilio, rng: random.Random) -> None:
    fake.fail("*", times=rng.randint(1, 6), cut=True)


async def slow(fake: ChaosTwilio, rng: random.Random) -> None:
    delay, accepted = rng.uniform(0.5, 4), rng.random() < 0.5
    fake.fail(SEND, times=rng.randint(1, 4), delay=delay, accepted=accepted, cut=True)


async def lists_fail(fake: ChaosTwilio, rng: random.Random) -> None:
    fake.courier.hook.lost = True
    fake.fail(LIST, times=rng.randint(1, 4), status=rng.choice((500, 503, 429)))


async def list_lost(fake: ChaosTwilio, rng: random.Random) -> None:
    fake.courier.hook.lost = True
    fake.fail(LIST, times=2, accepted=True, cut=True)


async def webhooks_lost(fake: ChaosTwilio, rng: random.Random) -> None:
    fake.courier.hook.lost = True


async def callbacks_lost(fake: ChaosTwilio, rng: random.Random) -> None:
    fake.courier.hook.callbacks_lost = True


async def duplicated(fake: ChaosTwilio, rng: random.Random) -> None:
    fake.courier.mischief.duplicate = True


async def reordered(fake: ChaosTwilio, rng: random.Random) -> None:
    """Callbacks come in any order, and more than once."""
    for device in fake.devices:
        told = rng.sample(STATUSES, rng.randint(1, 3))
        delays = {status: rng.uniform(0, 0.5) for status in told}
        device.fares(order=told, delays=delays, copies=rng.randint(1, 2))


async def delayed(fake: ChaosTwilio, rng: random.Random) -> None:
    fake.courier.mischief.delay = rng.uniform(4, 12)


async def told_late(fake: ChaosTwilio, rng: random.Random) -> None:
    fake.courier.mischief.receipts_delay = rng.uniform(2, 8)


async def phones_off(fake: ChaosTwilio, rng: random.Random) -> None:
    for device in fake.devices:
        if rng.random() < 0.5:
            device.switches_off()


async def poisoned(fake: ChaosTwilio, rng: random.Random) -> None:
    chat = rng.choice(fake.devices).person.address
    bodies: list[dict[str, str]] = [
        {"From": "whatsapp:", "Body": "HADIR"},
        {"From": chat, "NumMedia": "9" * 30, "Latitude": "nan", "Longitude": "1e999"},
        {"From": "+62811", "Body": "\x00" * 9, "ExternalUserId": "whatsapp:ID."},
        {"From": "whatsapp:ID.", "ButtonPayload": ":" * 70, "MessageType": "?"},
    ]
    for _ in range(3):
        sid = fake.world.sid("SM")
        url = fake.courier.hook.public_url
        params = rng.choice(bodies) | {"MessageSid": sid, "To": fake.number}
        posted = await fake.courier.bring("inbound", sid, url, params)
        if posted.answer // 100 == 2:
            at = now()
            poison = Fed(at, sid, "message", "", at, is_answer=False, poisoned=True)
            fake.record.fed.append(poison)


async def forged(fake: ChaosTwilio, rng: random.Random) -> None:
    """Somebody who found the address of our webhook answers for everybody."""
    async with aiohttp.ClientSession() as session:
        for device in fake.devices:
            sid = fake.world.sid("SM")
            fake.record.forged.add(sid)
            params = {"MessageSid": sid, "From": device.person.address, "Body": "HADIR"}
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"X-Twilio-Signature": "a-guess"} if rng.random() < 0.5 else {}
            hook = fake.courier.hook
            with suppress(aiohttp.ClientError, asyncio.TimeoutError):
                await session.post(
                    hook.real(hook.public_url),
                    data=urlencode(params),
                    headers=headers,
                    timeout=aiohttp.ClientTimeout(total=5),
                )


async def person_flood(fake: ChaosTwilio, rng: random.Random) -> None:
    """An employee writes more than anybody can read, and so do strangers."""
    known = [d for d in fake.devices if chat_of(d.person.address) < STRANGER]
    flooder = rng.choice(known[BOSSES:])
    strangers = [fake.user(f"+{STRANGER + rng.randrange(10**6)}", "Iseng") for _ in range(30)]
    for number in range(240):
        one = flooder if number % 2 else strangers[number // 2 % len(strangers)]
        one.says(rng.choice(("halo", "p", "tes", "panggil", "mulai 123")))
        fake.record.flooders.add(chat_of(one.person.address))


async def unauthorized(fake: ChaosTwilio, rng: random.Random) -> None:
    fake.fail("*", times=rng.randint(1, 4), status=401, code=20003)


async def callbacks_dead(fake: ChaosTwilio, rng: random.Random) -> None:
    """No status is brought for long, whoever starts anew meanwhile."""
    fake.courier.mischief.dead[DEAD] = now() + rng.uniform(15, 40)


async def list_dead(fake: ChaosTwilio, rng: random.Random) -> None:
    """The list cannot be read for long, and webhooks are lost with it for a while."""
    fake.courier.hook.lost = True
    fake.courier.mischief.dead[LIST] = now() + rng.uniform(12, 25)


async def number_hidden(fake: ChaosTwilio, rng: random.Random) -> None:
    """Some hide their numbers, and show them again when the program was restarted some times."""
    fake.courier.mischief.dead[HIDDEN] = now() + rng.uniform(20, 40)
    for device in fake.devices:
        if device.person.phone and rng.random() < 0.6:
            fake.hide(device)


FAULTS: dict[str, Act] = {
    "429": flood,
    "5xx": refused,
    "time-out after acceptance": answer_lost,
    "the same, and no callback": nothing_heard,
    "5xx after acceptance": answer_broken,
    "connection cut": cut_off,
    "slow, then cut": slow,
    "lists fail": lists_fail,
    "list's answer lost": list_lost,
    "webhooks lost": webhooks_lost,
    "callbacks lost": callbacks_lost,
    "duplicates": duplicated,
    "reordering": reordered,
    "long delay": delayed,
    "callbacks late": told_late,
    "phones off": phones_off,
    "poisoned update": poisoned,
    "forged webhook": forged,
    "person flood": person_flood,
    "channel 401": unauthorized,
    "callbacks dead": callbacks_dead,
    "list dead": list_dead,
    "number hidden": number_hidden,
}
