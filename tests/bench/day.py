"""A whole WFH Friday under Sumsel's circular through the core: no network, and a clock that jumps.

`python -m tests.bench.day FOLDER PEOPLE` prints the day's counts and seconds as JSON. The clock
goes in steps of 15 seconds at least, so that what happens in one of them shares transactions, as
it does on a busy day.
"""

import heapq
import json
import random
import sys
import time
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, select

from bot import loop
from bot.channels import Raw
from handlers import clockwork
from handlers.events import Event, Tap, Text, Tick
from handlers.rules import circular
from handlers.rules.circular import Circular
from storage import inbox, jobs, leases
from storage.database import transaction
from storage.leases import Words
from storage.rows import Call, Done
from tests.bench.place import Place, staff
from tests.office import FRIDAY, Office

ON_TIME, LATE = 0.85, 0.95  # of the first messages; the rest stays silent
STEP = timedelta(seconds=15)
END = FRIDAY + timedelta(hours=11)
TOGETHER = 100  # messages leased at once
LAW = """
id = "sehari"
extends = "sumsel"
[call]
per_day = [1, 1]  # so that a day of 10,000 people is measured in minutes
"""


def _law() -> Circular:
    own = circular.Layer(name="sehari", text=LAW)
    return circular.parse((*circular.read_layers("sumsel"), own))


class Day(Office):
    """An office whose people play themselves."""

    def __init__(self, folder: Path, people: int) -> None:
        super().__init__(Place(folder, "day").engine, _law())
        self._die = random.Random(7)
        self._coming: list[tuple[float, int, Event]] = []
        self._heard: list[Event] = []
        self.jobs: defaultdict[str, float] = defaultdict(float)  # processor's seconds
        self.longest = 0.0  # seconds on the clock of a tick with a daily job, for answers wait
        with transaction(self.bot.engine) as db:
            staff(db, people)[0].position = "Kepala Dinas"  # whom clause 11 exempts

    def play(self) -> None:
        """Go from one moment at which something happens to the next."""
        while self.now < END:
            with self.desk() as desk:
                moments = [END, clockwork.next_moment(desk), self._next()]
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
                rows = leases.take(db, "telegram", self.now, TOGETHER)
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


def main() -> None:
    folder, people = Path(sys.argv[1]), int(sys.argv[2])
    day = Day(folder, people)
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
        "each": day.jobs,
    }
    sys.stdout.write(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main()
