"""The Office: people, a clock that is told, and a bot that is fed; six verbs and a few more."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import sessions, voice
from bot.channels import Outgoing
from bot.core import Bot
from bot.voice import Voice
from handlers import clockwork, orders, who
from handlers.call import lots
from handlers.desk import Desk
from handlers.events import (
    Attachment,
    Delivered,
    Event,
    Failed,
    Sent,
    Tap,
    Text,
    Tick,
)
from handlers.outage import restarted
from handlers.rules import circular
from handlers.rules.circular import Circular
from storage import calls, cases, confirmations, laws, leases, people
from storage.database import transaction
from storage.rows import Call, Contact, Law, Outbox, Person, Proposal
from tests import lines
from tests.lines import TRAITS, Line

ZONE = ZoneInfo("Asia/Jakarta")
FRIDAY = datetime(2026, 4, 10, 7, 0, tzinfo=ZONE)  # the first real WFH Friday
KEY = b"the office's key"
NO_LOTS = """
id = "kantor"
extends = "sumsel"
[call]
per_day = [0, 0]
"""


def without_lots() -> Circular:
    """Give Sumsel's circular with no calls but those that a story orders."""
    own = circular.Layer(name="kantor", text=NO_LOTS)
    return circular.parse((*circular.read_layers("sumsel"), own))


class Office:
    """A made-up office under a circular; time passes only in `wait`."""

    def __init__(
        self,
        engine: Any,
        law: Circular | None = None,
        now: datetime = FRIDAY,
        channel: str = "",
    ) -> None:
        self.bot = Bot(engine, KEY)
        self.bot.traits = dict(TRAITS)
        self.channel = channel or lines.usual
        self.lines = {name: Line(name, traits) for name, traits in TRAITS.items()}
        self.in_flight: set[str] = set()  # addresses at which nothing arrives for now
        self.now = now
        self.law = law or without_lots()
        self.refusing: dict[str, str] = {}  # address -> why nothing can be sent there, and details
        self.ahead = timedelta()  # how far the platform's clock is ahead of ours
        self.measured = True  # whether we know that
        self.heard_until: datetime | None = None  # None: the channel hears everything
        self._serial = itertools.count(1)
        self._read: dict[str, int] = {}
        with transaction(engine) as db:
            row = Law(
                hash=self.law.hash,
                circular_id=self.law.id,
                layers=[[layer.name, layer.text] for layer in self.law.layers],
            )
            laws.adopt(db, row, now, now.date(), now.date() + timedelta(days=1))

    # people

    def hire(
        self,
        name: str,
        boss: Person | None = None,
        *,
        enrolled: bool = True,
        confirmed: bool = True,
        letters: bool = True,
        **facts: Any,
    ) -> Person:
        """Put somebody on the roster, and by default on the channel and the confirmed list."""
        number = next(self._serial)
        row = {
            "nip": f"1990010120150{1 + number % 9}1{number:03d}",
            "unit": "Dinas Kesehatan / Sekretariat",
            "position": "Analis Kepegawaian",
            "person_type": "PNS",
            "zone": "Asia/Jakarta",
            "supervisor_id": boss.id if boss else None,
            **facts,
        }
        with transaction(self.bot.engine) as db:
            person = Person(name=name, **row)
            db.add(person)
            db.flush()
            if enrolled:
                self._enrol(db, person)
        if confirmed and person.active:
            self.read_rightly(person)
        if self.law.assignment_article and letters:
            self._send_home(person)
        return person

    def _send_home(self, person: Person) -> None:
        """Record a Surat Tugas for each Friday of a month, where a circular wants one."""
        first = self.now.astimezone(ZONE).date()
        with self.desk() as desk:
            for day in (first + timedelta(days=n) for n in range(32)):
                if day.weekday() == FRIDAY.weekday() and day >= self.law.since:
                    orders.give(desk, person, day, "WFH", "ST 800/12/2026", clause="1.d")

    def read_rightly(self, person: Person) -> None:
        """Let the personnel office say that somebody's post and unit are read rightly."""
        with self.desk() as desk:
            if confirmations.get(desk.db, person.position, person.unit):
                return
            who.confirm(desk, "office", post=person.position, unit=person.unit)

    def connect(self, person: Person, channel: str) -> str:
        """Give somebody an account on another channel; return its address."""
        with transaction(self.bot.engine) as db:
            self._enrol(db, person, channel)
        return f"{channel}:{person.id}"

    def _enrol(self, db: Session, person: Person, channel: str = "") -> None:
        channel = channel or self.channel
        db.add(
            Contact(
                person_id=person.id or 0,
                channel=channel,
                address=f"{channel}:{person.id}",
                since=self.now,
                consented_at=self.now,
            )
        )

    def address(self, person: Person) -> str:
        return f"{self.channel}:{person.id}"

    # time

    def feed(self, *events: Event) -> None:
        """Let things happen now, and let the bot speak."""
        self.bot.feed(self.now, *events)
        self.speak()

    def tick(self) -> None:
        heard = self.heard_until or self.now
        self.feed(Tick(at=self.now, heard=dict.fromkeys(self.lines, heard)))

    def wait(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass, stopping wherever something falls due."""
        self.wait_until(self.now + timedelta(minutes=minutes, seconds=seconds))

    def wait_until(self, target: datetime) -> None:
        while self.now < target:
            with self.desk() as desk:
                coming = clockwork.next_moment(desk)
            step = coming if coming and self.now < coming < target else target
            self.now = min(target, max(step, self.now + timedelta(seconds=1)))
            self.tick()

    def at(self, clock: str, day: date | None = None) -> datetime:
        """Give "09.30" of today as a moment."""
        hour, minute = (int(part) for part in clock.replace(":", ".").split("."))
        base = day or self.now.astimezone(ZONE).date()
        return datetime(base.year, base.month, base.day, hour, minute, tzinfo=ZONE)

    def begin_day(self, clock: str = "08.00") -> None:
        """Come to a time of the morning without lots of our own making."""
        self.wait_until(self.at(clock))

    def stop(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let the program be down for a while, and start again; less than 0: set back."""
        before = self.now
        self.now += timedelta(minutes=minutes, seconds=seconds)
        self.feed(restarted(before, self.now))

    # talk

    def speak(self) -> None:
        """Hand the outbox to the channel until nothing is due."""
        while True:
            events: list[Event] = []
            with transaction(self.bot.engine) as db:
                for line in self.lines.values():
                    rows = leases.next_words(db, line.name, self.now, 100)
                    going, failing = sessions.admit(db, line, rows, self.now)
                    for row in going:
                        row.spoken_at = self.now
                    leases.take(db, rows, self.now)
                    events += failing
                    events += [e for row in going for e in self._receipts(row.id, row.address)]
            if not events:
                return
            self.bot.feed(self.now, *events)

    def _receipts(self, row_id: int, address: str) -> list[Event]:
        if address in self.refusing:
            cause, _, detail = self.refusing[address].partition(" ")
            return [Failed(at=self.now, outbox_id=row_id, cause=cause, detail=detail)]
        at, ref = (self.now + self.ahead).replace(microsecond=0), f"m{row_id}"
        reckoned = self.now + (self.ahead if self.measured else timedelta())
        sent = Sent(at=at, received=self.now, outbox_id=row_id, ref=ref, reckoned=reckoned)
        if not self.bot.traits[address.partition(":")[0]].receipts or address in self.in_flight:
            return [sent]
        return [sent, Delivered(at=at, received=self.now, outbox_id=row_id, ref=ref)]

    def reply(self, person: Person, text: str = "Hadir.", **facts: Any) -> None:
        """Let somebody write, now or `at` another moment."""
        facts.setdefault("at", self.now + self.ahead)
        address = facts.pop("address", self.address(person))
        choice = voice.choice(text)
        self.feed(Text(address=address, text=text, choice=choice, ref="u", **facts))

    def show(self, person: Person, kind: str, caption: str = "") -> None:
        """Let somebody send a photo, a sticker, ..."""
        self.feed(
            Attachment(at=self.now, address=self.address(person), kind=kind, caption=caption)
        )

    def tap(self, person: Person, data: str) -> None:
        """Let somebody press an inline button, or send its number where there are none."""
        address = self.address(person)
        if self.bot.traits[self.channel].buttons:
            self.feed(Tap(at=self.now, address=address, data=data))
            return
        for row in reversed(self.words(address)):
            offered = [choice[1] for line in row.buttons for choice in line]
            if data in offered:
                number = str(offered.index(data) + 1)
                self.feed(Text(at=self.now, address=address, text=number, quotes=row.ref))
                return
        raise AssertionError(f"nobody offered {data} to {person.name}")

    def record(self, person: Person, words: str) -> None:
        """Let somebody write a command, and confirm the card that shows what it would record."""
        self.reply(person, words)
        assert self.said(person)[-1] == "record.card", self.said(person)[-1]
        self.press(person, "yes")

    def feed_tap(self, person: Person, data: str) -> None:
        """Let an inline button be pressed, whoever was offered it."""
        self.feed(Tap(at=self.now, address=self.address(person), data=data))

    def press(self, person: Person, verb: str) -> None:
        """Let somebody press the button of this verb on the newest card that has one."""
        rows = [row for row in reversed(self.words(person)) if row.buttons]
        buttons = [choice[1] for row in rows for line in row.buttons for choice in line]
        self.tap(person, next(data for data in buttons if data.endswith(f":{verb}")))

    def decide(self, boss: Person, person: Person, *choices: str) -> None:
        """Let a supervisor press buttons on the newest card about a person, and confirm each."""
        with transaction(self.bot.engine) as db:
            query = select(Proposal).where(Proposal.person_id == person.id)
            proposal = db.exec(query.order_by(col(Proposal.id).desc())).first()
            assert proposal is not None, f"there is no card about {person.name}"
            number = proposal.id
        for choice in choices:
            self.tap(boss, f"case:{number}:{choice}")
            self.confirm(boss)

    def confirm(self, person: Person) -> None:
        """Say yes, if that is what was asked last."""
        last = self.words(person)[-1]
        if last.buttons and last.buttons[0][0][0] == "common.yes":
            self.tap(person, last.buttons[0][0][1])

    def call(self, person: Person) -> Call:
        """Let a drawn call fall due now."""
        with self.desk() as desk:
            on = desk.today(person.zone)
            row = Call(
                code=lots.next_code(desk, person, on),
                person_id=person.id or 0,
                on=on,
                law_hash=desk.law(on).hash,
                circular_id=self.law.id,
                drawn_at=self.now,
                due_at=self.now,
            )
            calls.add(desk.db, row)
        self.tick()
        return row

    # what became of it

    def desk(self) -> Any:
        """Open a desk at this moment, in a transaction of its own."""
        return _DeskNow(self)

    def words(self, person: Person | str) -> list[Outbox]:
        """List all messages that went (or tried to go) to somebody."""
        address = person if isinstance(person, str) else self.address(person)
        with transaction(self.bot.engine) as db:
            query = select(Outbox).where(Outbox.address == address, Outbox.state == "sent")
            return list(db.exec(query.order_by(col(Outbox.sent_at), col(Outbox.id))))

    def said(self, person: Person | str) -> list[str]:
        """List the keys said to somebody since this was asked last."""
        key = person if isinstance(person, str) else self.address(person)
        rows = [row for row in self.words(person) if (row.id or 0) > self._read.get(key, 0)]
        self._read[key] = max([self._read.get(key, 0), *(row.id or 0 for row in rows)])
        return [row.key for row in rows]

    def text(self, row: Outbox) -> str:
        """Give a message as it is read."""
        return Voice(row.language, row.zone, self.now).sentence(row.key, row.blanks)

    def spoken(self, row: Outbox) -> Outgoing:
        """Give a message as its channel is told to send it."""
        return voice.speak(row, self.now, self.bot.traits[row.address.partition(":")[0]])

    def last_text(self, person: Person | str) -> str:
        """Give the newest message to somebody as it is read."""
        return self.text(self.words(person)[-1])

    def proposed(self, person: Person) -> list[str]:
        """List the steps proposed for a person and not withdrawn, in small letters."""
        with transaction(self.bot.engine) as db:
            query = select(Proposal).where(
                Proposal.person_id == person.id, Proposal.state != "withdrawn"
            )
            rows = db.exec(query.order_by(col(Proposal.id)))
            return [row.steps[0][0].lower() for row in rows if row.steps]

    def calls(self, person: Person) -> list[Call]:
        """List a person's calls in the order of their moments."""
        with transaction(self.bot.engine) as db:
            query = select(Call).where(Call.person_id == person.id)
            return list(db.exec(query.order_by(col(Call.due_at), col(Call.id))))

    def outcomes(self, person: Person) -> list[str]:
        return [call.outcome for call in self.calls(person) if call.outcome]

    def faults(self, person: Person) -> int:
        """Count the confirmed faults that stand."""
        with transaction(self.bot.engine) as db:
            return len(cases.confirmed(db, person.id or 0, date(2026, 1, 1), date(2027, 12, 31)))

    def person(self, person: Person) -> Person:
        """Read a person anew."""
        with transaction(self.bot.engine) as db:
            found = people.by_nip(db, person.nip)
            assert found is not None
            return found


class _DeskNow:
    def __init__(self, office: Office) -> None:
        self._office = office

    def __enter__(self) -> Desk:
        self._transaction = transaction(self._office.bot.engine)
        db = self._transaction.__enter__()
        now = self._office.now
        return Desk(db=db, at=now, now=now, key=KEY)

    def __exit__(self, *error: Any) -> None:
        self._transaction.__exit__(*error)
