"""The figures of `make bench`: each is measured here, and becomes rows of the table."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from storage.database import transaction
from tests.bench.load import arrivals, date
from tests.bench.place import (
    NINE,
    WINDOW,
    Place,
    Served,
    called,
    draw_calls,
    has_server,
    on_time,
    open_calls,
    open_office,
    read_calls,
    staff,
)
from tests.bench.race import Result, Words, ask, ours, process, race, told
from tests.bench.report import Row, compared, ordered, plain, settled, spread
from tests.bench.size import Size

DELAY = 0.05  # seconds that the API takes to take a message, for some of the figures
SPLITS: dict[int, list[Words]] = {
    1: [()],
    2: [("listen", "speak"), ("think",)],
    4: [("listen",), ("think",), ("speak",), ("speak",)],
}
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """A server, a folder and a size; each method measures one thing."""

    api: str
    folder: Path
    size: Size
    say: Say

    def answers(self) -> list[Row]:
        """Measure the whole path of answers, beside PTB with its request and with ours."""
        office, count = self._called("answers", self.size.answers), self.size.answers
        mine, theirs, fast = [], [], []
        for _ in self._rounds("answers", self.size.rounds):
            mine.append(self._ours(office, count))
            theirs.append(self._echo(count, "default", "off"))
            fast.append(self._echo(count, "fast", "off"))
        return [
            compared("answers a second, whole path; PTB as it comes", ">= 2.0", mine, theirs),
            compared("the same; PTB with our aiohttp request", ">= 1.0", mine, fast),
        ]

    def far_answers(self) -> list[Row]:
        """Measure the same while each sendMessage takes 50 ms."""
        office, size = self._called("far", self.size.answers), self.size
        mine, theirs, at_once, fast = [], [], [], []
        for _ in self._rounds("answers at 50 ms", size.rounds):
            mine.append(self._ours(office, size.answers, DELAY))
            theirs.append(self._echo(size.slow_answers, "default", "off", DELAY))
            at_once.append(self._echo(size.slow_answers * 2, "default", "on", DELAY))
            fast.append(self._echo(size.answers, "fast", "on", DELAY))
        far = "answers a second, the API takes 50 ms; PTB"
        return [
            compared(f"{far} as it comes", ">= 6", mine, theirs),
            compared(f"{far} with concurrent_updates", "", mine, at_once),
            compared(f"{far} with concurrent_updates and our request", "", mine, fast),
        ]

    def ingest(self) -> list[Row]:
        """Measure listening alone."""
        empty, count = Place(self.folder, "empty"), self.size.updates
        mine, theirs = [], []
        for _ in self._rounds("ingest", self.size.rounds):
            with empty.copy() as url:
                load = {"count": count, "until": "confirmed"}
                mine.append((count, race(self.api, load, *ours(self.api, url, "ingest", 1))))
            load["until"] = "told"
            words = ("ptb", "nothing", self.api, str(count), "default", "off")
            theirs.append((count, race(self.api, load, words)))
        what = "updates a second, ingest alone; PTB with a handler that does nothing"
        return [compared(what, ">= 4", mine, theirs)]

    def lateness(self) -> list[Row]:
        """Measure how late verdicts are when everybody's last window ends within a minute."""
        place, count = Place(self.folder, "late"), self.size.crowd
        found, start = open_office(place.engine), 8.0
        ends = [NINE + timedelta(seconds=start + at) for at in arrivals(count, self.size.seconds)]
        with transaction(place.engine) as db:
            open_calls(db, found, staff(db, count), ends)
        self.say("lateness of verdicts")
        with place.copy() as url:
            seen = told("late", url, str(start + self.size.seconds))
        text = f"p50 {seen['p50']:.2f} s, p99 {seen['p99']:.2f} s, longest {seen['longest']:.2f} s"
        what = f"lateness of verdicts, {count:,} silent calls within {self.size.seconds:.0f} s"
        early = f"{seen['early']} early, {seen['missed']:,} judged missed"
        return [plain(what, "p99 <= 1 s, none early", f"{text}; {early}")]

    def check_ins(self) -> list[Row]:
        """Measure the thanks while everybody answers within a minute."""
        count, seconds = self.size.crowd, self.size.seconds
        place = self._called("burst", count)
        self.say("check-ins")
        with place.copy() as url:
            load = {"count": count, "until": "sent", "hold": 1, "spread": seconds}
            seen = race(self.api, load, *ours(self.api, url, "unlimited", 1))
            times = [date(at) for at in arrivals(count, seconds)]
            calls = [call for call, _ in read_calls(url)]
            timed = sum(
                call.answered_at is not None
                and call.answered_at.timestamp() == times[call.person_id - 1]
                for call in calls
            )
            good = sum(call.outcome == "on_time" for call in calls)
        text = (
            f"{timed:,} with the platform's time, {count - good} late or void; thanks after "
            f"p50 {seen.p50:.2f} s, p99 {seen.p99:.2f} s, {seen.doubled} doubled"
        )
        what = f"{count:,} check-ins in {seconds:.0f} s, limit lifted"
        return [plain(what, "all, none late, p99 < 2 s", text)]

    def processes(self) -> list[Row]:
        """Measure one, two and four processes on PostgreSQL, with a small and a large crowd."""
        if not has_server():
            return [plain("processes on PostgreSQL", ">= 1.7 x with two", "no server here")]
        return [*self._splits(self.size.answers), *self._splits(self.size.crowd)]

    def _splits(self, count: int) -> list[Row]:
        place = Served(f"answers_{count}")
        try:
            called(place, count)
            found: dict[int, list[Result]] = {number: [] for number in SPLITS}
            for _ in self._rounds(f"processes, {count:,} answers", self.size.rounds):
                for number in SPLITS:
                    found[number].append(self._ours(place, count, split=number)[1])
        finally:
            place.drop()
        return [self._split(number, count, found) for number in SPLITS]

    def _split(self, number: int, count: int, found: dict[int, list[Result]]) -> Row:
        rates = [count / one.seconds for one in found[number]]
        ratios = [a.seconds / b.seconds for a, b in zip(found[1], found[number], strict=True)]
        roles = " + ".join(",".join(roles) or "all" for roles in SPLITS[number])
        what = f"{count:,} answers at once on PostgreSQL, a second; processes: {number} ({roles})"
        goal = {2: ">= 1.7 x one", 4: "as measured"}.get(number, "")
        busy = median(one.busy for one in found[number])
        text = f"{spread(rates, ',.0f')}; {busy:.1f} of {os.cpu_count()} cores busy"
        return Row(what, goal, text, "", spread(ratios, ".2f"))

    def strict(self) -> list[Row]:
        """Call everybody under the strict limit."""
        place, count = Place(self.folder, "strict"), self.size.crowd
        found = open_office(place.engine)
        due = [NINE + timedelta(seconds=at) for at in arrivals(count, self.size.seconds)]
        with transaction(place.engine) as db:
            draw_calls(db, found, staff(db, count), due)
        self.say("calls under the strict limit")
        with place.copy() as url:
            ask(f"{self.api}/arrange?count={count}&until=sent&quiet=1&limit=30")
            with process(*ours(self.api, url, "strict", 1)[0]):
                text = self._strict_text(url, count)
        what = f"{count:,} calls due in {self.size.seconds:.0f} s, strict 30/s"
        return [plain(what, ">= 28/s, no 429, each its own window", text)]

    def _strict_text(self, url: str, count: int) -> str:
        seen = Result(**ask(f"{self.api}/result"))
        dates = ask(f"{self.api}/dates")
        time.sleep(2)  # for the last receipts
        pairs = read_calls(url)
        own = sum(
            last.clock_start is not None
            and int(last.clock_start.timestamp()) == dates.get(str(call.person_id))
            and last.deadline == last.clock_start + WINDOW
            for call, last in pairs
        )
        void = sum(call.outcome == "void" for call, _ in pairs)
        return (
            f"{count / seen.seconds:.1f}/s, at most {seen.most} in a second, {seen.refused} 429; "
            f"{own:,} windows from their own send, {void} void"
        )

    def day(self) -> list[Row]:
        """Settle a day of everybody, with calls and with duties."""
        calls, duties = self._lived("sumsel"), self._lived("bukittinggi")
        return [*settled(self.size.crowd, calls), ordered(duties)]

    def _lived(self, circular: str) -> dict[str, Any]:
        self.say(f"a day under {circular}")
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            return told("day", name, str(self.size.crowd), circular)

    def memory(self) -> list[Row]:
        """Count the memory of a process that has taken many answers."""
        self.say("memory")
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            seen = told("memory", name, str(self.size.memory), str(min(2_000, self.size.crowd)))
        text = f"{seen['megabytes']:.0f} MB; {seen['tenth']:.0f} MB after a tenth of them"
        return [plain(f"memory after {seen['calls']:,} calls", "< 300 MB", text)]

    def _called(self, name: str, count: int) -> Place:
        return called(Place(self.folder, name), count)

    def _rounds(self, what: str, rounds: int) -> Iterator[int]:
        for number in range(1, rounds + 1):
            self.say(f"{what} {number}/{rounds}")
            yield number

    def _ours(
        self, place: Place, count: int, delay: float = 0.0, split: int = 1
    ) -> tuple[int, Result]:
        with place.copy() as url:
            load = {"count": count, "until": "sent", "hold": split, "delay": delay}
            seen = race(self.api, load, *ours(self.api, url, "unlimited", 1, *SPLITS[split]))
            right = (seen.people, seen.doubled, on_time(url))
            assert right == (count, 0, count), right
        return count, seen

    def _echo(
        self, count: int, request: str, concurrent: str, delay: float = 0.0
    ) -> tuple[int, Result]:
        load: dict[str, Any] = {"count": count, "until": "sent", "delay": delay}
        words = ("ptb", "echo", self.api, str(count), request, concurrent)
        return count, race(self.api, load, words)
