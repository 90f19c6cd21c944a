"""A whole WFH Friday through the core: no network, and a clock that jumps.

`python -m tests.bench.day FOLDER PEOPLE CIRCULAR` prints the day's counts and seconds as JSON:
under `sumsel` a day of calls, under `bukittinggi` one of everything else that is ordered, with the
day before. The clock goes in steps of 15 seconds at least, so that what happens in one of them
shares transactions, as it does on a busy day.
"""

import heapq
import json
import random
import sys
import time
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, func, select

from bot import loop
from bot.channels import Raw
from handlers import clockwork
from handlers.events import Event, Tap, Text, Tick
from handlers.rules import circular
from handlers.rules.circular import Circular
from storage import inbox, jobs, plans
from storage.database import transaction
from storage.leases import Words
from storage.rows import Call, Done, Outbox, Person, PlanItem
from tests.bench.place import TEAM, Place, staff
from tests.lines import in_hand
from tests.office import FRIDAY, ZONE, Office

ON_TIME, LATE = 0.85, 0.95  # of the first messages; the rest stays silent
STEP = timedelta(seconds=15)
END = FRIDAY + timedelta(hours=14)
DAY = timedelta(days=1)
HEADED = 10 * TEAM  # people under one head of a unit
TOGETHER = 100  # messages leased at once
WORK = ("Menyusun laporan", "Menjawab surat", "Rapat daring")
LAW = """
id = "sehari"
extends = "{}"
[call]
per_day = [{}, {}]
"""


def _law(name: str, calls: int) -> Circular:
    own = circular.Layer(name="sehari", text=LAW.format(name, calls, calls))
    return circular.parse((*circular.read_layers(name), own))


class Day(Office):
    """An office whose people play themselves; one call for each, so that it takes minutes."""

    def __init__(
        self, folder: Path, people: int, law: Circular | None = None, now: datetime = FRIDAY
    ) -> None:
        super().__init__(Place(folder, "day").engine, law or _law("sumsel", calls=1), now)
        self._die = random.Random(7)
        self._coming: list[tuple[float, int, Event]] = []
        self._heard: list[Event] = []
        self.jobs: defaultdict[str, float] = defaultdict(float)  # processor's seconds
        self.longest = 0.0  # seconds on the clock of a tick with a daily job, for answers wait
        with transaction(self.bot.engine) as db:
            staff(db, people)[0].position = "Kepala Dinas"  # whom clause 11 exempts

    def play(self) -> None:
        """Go from one moment at which something happens to the next, and into each new day."""
        while self.now < END:
            with self.desk() as desk:
                night = datetime.combine(desk.today() + DAY, datetime.min.time(), ZONE)
                moments = [END, night, clockwork.next_moment(desk), self._next()]
            soonest = min(moment for moment in moments if moment)
            self.now = max(soonest, self.now + STEP)
            self._hear()
            self._tick()
            self.speak()

    def _hear(self) -> None:
        """Put what people said through the inbox, as a channel does."""
        due: list[tuple[str, Raw]] = []
        while self._coming and self._coming[0][2].at <= self.now:
            self._heard.append(heapq.heappop(self._coming)[2])
            due.append((str(len(self._heard)), {"number": len(self._heard) - 1}))
        with transaction(self.bot.engine) as db:
            inbox.store(db, "telegram", due, self.now)
        while self.bot.think(self.now, {"telegram": self._parse}).handled:
            pass

    def _parse(self, raw: Raw, _received: datetime) -> Event:
        return self._heard[raw["number"]]

    def _tick(self) -> None:
        began, cpu = time.perf_counter(), time.process_time()
        self.bot.feed(self.now, Tick(at=self.now, heard={"telegram": self.now}))
        spent, took = time.process_time() - cpu, time.perf_counter() - began
        if done := self._done():
            self.jobs[", ".join(done)] += spent
            self.longest = max(self.longest, took)

    def _done(self) -> list[str]:
        """Name the daily jobs that were done in the tick of this moment, or part of them."""
        with transaction(self.bot.engine) as db:
            query = select(Done).where(Done.at == self.now)
            rows = db.exec(query.order_by(col(Done.slot), col(Done.job)))
            return [
                row.slot.rpartition(" ")[0] if row.job == jobs.PART else f"{row.slot} {row.job}"
                for row in rows
            ]

    def speak(self) -> None:
        while True:
            with transaction(self.bot.engine) as db:
                rows = in_hand(db, "telegram", self.now, TOGETHER)
            if not rows:
                return
            self.bot.feed(
                self.now, *[e for row in rows for e in self._receipts(row.id, row.address)]
            )
            for row in rows:
                self._react(row)

    def _react(self, row: Words) -> None:
        """Let somebody read what came; a silent one says why when he is asked."""
        fate = self._die.random()
        if row.key == "call.first" and fate < LATE:
            late = fate >= ON_TIME
            self._later(row, 320 if late else self._die.uniform(5, 280), "HADIR")
        elif row.key in {"case.late", "case.missed"}:
            self._later(row, 60, "Gangguan jaringan")
        elif row.key == "case.card":
            self._later(row, 600, "", row.buttons[0][0][1])

    def _later(self, row: Words, seconds: float, text: str, data: str = "") -> None:
        at = self.now + timedelta(seconds=seconds)
        event: Event = Text(at=at, address=row.address, text=text, ref="u")
        if data:
            event = Tap(at=at, address=row.address, data=data)
        heapq.heappush(self._coming, (at.timestamp(), row.id, event))

    def _next(self) -> datetime | None:
        return self._coming[0][2].at if self._coming else None

    def counts(self) -> Counter[str]:
        """Count the outcomes of the day's calls."""
        with transaction(self.bot.engine) as db:
            return Counter(db.exec(select(Call.outcome).where(col(Call.outcome) != "")))

    def messages(self) -> int:
        """Count the messages of the day."""
        with transaction(self.bot.engine) as db:
            return db.exec(select(func.count(col(Outbox.id)))).one()


class Duties(Day):
    """A day with all duties but calls, and the day before; nobody does what is asked of him."""

    def __init__(self, folder: Path, people: int) -> None:
        super().__init__(folder, people, _law("bukittinggi", calls=0), FRIDAY - DAY)
        with transaction(self.bot.engine) as db:
            for head in db.exec(select(Person).where(col(Person.id) % HEADED == 1)):
                head.roles = [*head.roles, "unit_head"]
            for number in db.exec(select(Person.id)).all():
                self._begin_plan(db, number or 0)

    def _begin_plan(self, db: Session, number: int) -> None:
        """Let somebody have a draft, so that there is work to name when he is to report."""
        plan = plans.open_for(db, number, FRIDAY.date())
        db.add_all(
            PlanItem(plan_id=plan.id or 0, number=n, task=task) for n, task in enumerate(WORK, 1)
        )


DAYS: dict[str, type[Day]] = {"sumsel": Day, "bukittinggi": Duties}


def main() -> None:
    folder, people, name = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    day = DAYS[name](folder, people)
    loop.collect_seldom()  # as the program does
    began, cpu = time.perf_counter(), time.process_time()
    day.play()
    facts = {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "jobs": sum(day.jobs.values()),
        "longest": day.longest,
        "calls": day.counts().total(),
        "outcomes": day.counts(),
        "said": day.messages(),
        "each": day.jobs,
    }
    sys.stdout.write(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main()
