"""5,000 calls at once on a number of 80 messages a second and tier 2,000 [3 of 4, must show]."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from bot import voice
from bot.app import Program
from bot.channels import Raw, Store
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.parse import OUTBOX
from bot.channels.whatsapp.templates import Made, Templates
from bot.channels.whatsapp.wording import KEYS
from bot.clock import Clock
from bot.core import Bot
from bot.office import adopt
from handlers import who
from handlers.desk import Desk
from handlers.events import Tick
from handlers.rules import circular
from storage import database
from storage.rows import Call, Contact, Outbox, Person
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER

pytestmark = pytest.mark.slow

PEOPLE, TIER, RATE, SPEED = 5000, 2000, 80, 2.0
NINE = datetime(2026, 4, 10, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LAW = """
id = "ramai"
extends = "sumsel"
holidays = false
[hours.all]
work = [[00:00:00, 23:59:59]]
[call]
per_day = [0, 0]
send_within_seconds = 300  # a slow machine is not what is shown here
"""


class Loopback(WhatsApp):
    """The channel without its network: what is created arrives at once, and its reader answers."""

    def __init__(self, clock: Clock) -> None:
        made = {(lang, key): Made(f"HX{key}") for lang in voice.LANGUAGES for key in KEYS}
        super().__init__(
            ACCOUNT_SID,
            AUTH_TOKEN,
            NUMBER,
            clock,
            public_url="https://sigap.example",
            next_deadline=clock.now,
            templates=Templates(made),
            per_second=RATE,
            people_per_day=TIER,
        )
        self.created: list[tuple[datetime, str, bool]] = []  # when, to whom, by a template?
        self._arrived: asyncio.Queue[tuple[str, Raw]] = asyncio.Queue()

    async def _request(self, recipient: str, letter: dict[str, Any]) -> str:
        now, sid = self._clock.now(), f"SM{len(self.created):032}"
        self.created.append((now, recipient, "content_sid" in letter))
        about = {OUTBOX: letter["status_callback"].rpartition("=")[2], "MessageSid": sid}
        self._arrived.put_nowait((f"{sid}:delivered", about | {"MessageStatus": "delivered"}))
        if "content_sid" in letter:
            said = {"MessageSid": f"SMa{sid[3:]}", "From": recipient, "Body": "Hadir"}
            self._arrived.put_nowait((said["MessageSid"], said))
        return sid

    async def listen(self, store: Store) -> None:
        while True:
            items = [await self._arrived.get()]
            await asyncio.sleep(0.1)
            while not self._arrived.empty():
                items.append(self._arrived.get_nowait())
            await store(self.name, items)

    def heard(self) -> datetime:
        return self._clock.now()


def called(engine: Engine) -> Bot:
    """Open the day, and let 5,000 calls fall due at nine; nothing has gone out yet."""
    database.migrate(engine, NINE)
    own = circular.Layer(name="ramai", text=LAW)
    law = circular.parse((*circular.read_layers("sumsel"), own))
    bot = Bot(engine, b"a key of many bytes")
    bot.traits[WhatsApp.name] = WhatsApp.traits
    with database.transaction(engine) as db:
        adopt(db, law, NINE)
    bot.feed(NINE, Tick(at=NINE, heard={}))  # nobody is there: a day that is open, with no news
    staff(engine, law)
    while drawn(engine):
        bot.feed(NINE, Tick(at=NINE, heard={WhatsApp.name: NINE}))
    return bot


def drawn(engine: Engine) -> bool:
    with Session(engine) as db:
        return db.exec(select(Call.id).where(Call.state == "drawn").limit(1)).first() is not None


def staff(engine: Engine, law: circular.Circular) -> None:
    """Put 5,000 people on the roster and on WhatsApp, and draw a call for each at nine."""
    with database.transaction(engine) as db:
        people = [_person(number) for number in range(1, PEOPLE + 1)]
        db.add_all(people)
        db.flush()
        who.confirm(Desk(db=db, at=NINE, now=NINE, key=b""), "office")
        for person in people:
            db.add(_contact(person))
            db.add(_call(person, law))


def _person(number: int) -> Person:
    return Person(
        nip=f"1990010120150{1 + number % 9}{number:04}",
        name=f"Pegawai {number}",
        unit=f"Dinas {number % 40}",
        position="Analis",
        person_type="PNS",
        roles=["employee"],
        zone="Asia/Jakarta",
    )


def _contact(person: Person) -> Contact:
    return Contact(
        person_id=person.id or 0,
        channel="whatsapp",
        address=f"whatsapp:+62811{person.id:06}",
        since=NINE,
        consented_at=NINE,
    )


def _call(person: Person, law: circular.Circular) -> Call:
    return Call(
        code=f"260410-{person.id}-1",
        person_id=person.id or 0,
        on=NINE.date(),
        law_hash=law.hash,
        circular_id=law.id,
        drawn_at=NINE,
        due_at=NINE,
    )


@asynccontextmanager
async def running(program: Program) -> AsyncIterator[None]:
    task = asyncio.create_task(program.run())
    try:
        yield
    finally:
        program.stopped.set()
        await task


def ends(engine: Engine) -> Counter[tuple[str, str]]:
    with Session(engine) as db:
        calls = db.exec(select(Call)).all()
    return Counter((call.outcome or call.state, call.void_cause) for call in calls)


def most_within_a_second(moments: list[datetime]) -> int:
    most, first = 0, 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= SECOND:
            first += 1
        most = max(most, last - first + 1)
    return most


async def test_5000_calls_on_tier_2000_reach_2000_people_and_accuse_nobody(tmp_path: Path) -> None:
    engine = database.connect(f"sqlite:///{tmp_path / 'ramai.db'}")
    bot = called(engine)
    clock = Clock(NINE, SPEED)
    channel = Loopback(clock)
    program = Program(bot, clock)
    program.add(channel)
    async with asyncio.timeout(240), running(program):
        while await program.core(_unfinished, engine):  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.5)

    assert ends(engine) == {("on_time", ""): TIER, ("void", "rate_limited"): PEOPLE - TIER}
    opened = [address for _, address, by_template in channel.created if by_template]
    assert len(opened) == len(set(opened)) == TIER
    assert most_within_a_second([moment for moment, _, _ in channel.created]) <= RATE
    with Session(engine) as db:
        late = [c.code for c in db.exec(select(Call)) if _ended(c) > NINE + timedelta(minutes=10)]
    assert not late, "no call outlives its windows"


def _unfinished(engine: Engine) -> bool:
    with Session(engine) as db:
        waiting = select(Outbox.id).where(Outbox.state.in_(("new", "sending")))  # type: ignore[attr-defined]
        is_open = select(Call.id).where(Call.state != "closed")
        return any(db.exec(query.limit(1)).first() for query in (is_open, waiting))


def _ended(call: Call) -> datetime:
    assert call.closed_at
    return call.closed_at
