"""A whole WFH Friday under Sumsel's circular through the core: no network, and a clock that jumps.

`python -m tests.bench.day FOLDER PEOPLE` prints the day's counts and seconds as JSON.
"""

import heapq
import json
import random
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, select

from handlers import clockwork
from handlers.events import Event, Tap, Text, Tick
from handlers.rules import circular
from storage import outbox
from storage.database import transaction
from storage.rows import Call, Outbox
from tests.bench.place import Place
from tests.office import FRIDAY, Office

TEAM = 20  # people below one supervisor
ON_TIME, LATE = 0.85, 0.95  # of the first messages; the rest stays silent
SECOND = timedelta(seconds=1)
END = FRIDAY + timedelta(hours=11)


class Day(Office):
    """An office whose people play themselves."""

    def __init__(self, folder: Path, people: int) -> None:
        super().__init__(Place(folder, "day").engine, circular.load("sumsel"))
        self._die = random.Random(7)
        self._coming: list[tuple[float, int, Event]] = []
        self._hire_everybody(people)

    def _hire_everybody(self, people: int) -> None:
        """Hire a head, whom clause 11 exempts, and below him teams with a supervisor each."""
        boss = head = self.hire("Kepala", position="Kepala Dinas")
        for number in range(people):
            leads = number % TEAM == 0
            hired = self.hire(f"Pegawai {number + 1}", head if leads else boss)
            boss = hired if leads else boss

    def play(self) -> None:
        """Go from one moment at which something happens to the next."""
        while self.now < END:
            with self.desk() as desk:
                moments = [END, clockwork.next_moment(desk), self._next()]
            soonest = min(moment for moment in moments if moment)
            self.now = max(soonest, self.now + SECOND)
            self.feed(*self._due(), Tick(at=self.now, heard={"telegram": self.now}))

    def speak(self) -> None:
        while True:
            with transaction(self.bot.engine) as db:
                rows = outbox.lease(db, self.now, 100)
            if not rows:
                return
            self.bot.feed(self.now, *[self._receipt(row.id or 0, row.address) for row in rows])
            for row in rows:
                self._react(row)

    def _react(self, row: Outbox) -> None:
        """Let somebody read what came; a silent one says why when he is asked."""
        fate = self._die.random()
        if row.key == "call.first" and fate < LATE:
            late = fate >= ON_TIME
            self._later(row, 320 if late else self._die.uniform(5, 280), "HADIR")
        elif row.key in {"case.late", "case.missed"}:
            self._later(row, 60, "Gangguan jaringan")
        elif row.key == "case.card":
            self._later(row, 600, "", row.buttons[0][0][1])

    def _later(self, row: Outbox, seconds: float, text: str, data: str = "") -> None:
        at = self.now + timedelta(seconds=seconds)
        event: Event = Text(at=at, address=row.address, text=text, ref="u")
        if data:
            event = Tap(at=at, address=row.address, data=data)
        heapq.heappush(self._coming, (at.timestamp(), row.id or 0, event))

    def _next(self) -> datetime | None:
        return self._coming[0][2].at if self._coming else None

    def _due(self) -> list[Event]:
        due = []
        while self._coming and self._coming[0][2].at <= self.now:
            due.append(heapq.heappop(self._coming)[2])
        return due

    def counts(self) -> Counter[str]:
        """Count the outcomes of the day's calls."""
        with transaction(self.bot.engine) as db:
            return Counter(db.exec(select(Call.outcome).where(col(Call.outcome) != "")))


def main() -> None:
    folder, people = Path(sys.argv[1]), int(sys.argv[2])
    day = Day(folder, people)
    began, cpu = time.perf_counter(), time.process_time()
    day.play()
    facts = {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "calls": day.counts().total(),
    }
    sys.stdout.write(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main()
