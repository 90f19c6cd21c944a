"""The figures as they are, as a table for people."""

import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.race import Result

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
TEXT = """\
# Benchmarks

Written by `make bench` on {date}, in {minutes:.0f} minutes. It writes this page anew; the words
stand in `tests/bench/`. A ratio is taken between two runs that followed each other on the same
server, and is the figure to compare: the rates are those of one machine on one day. Figures with
brackets are the median of {rounds} runs, with the lowest and the highest; the others were measured
once. No figure fails the run; a goal that is missed stands here as missed.

| figure | goal | Sigap | bare PTB bot | ratio |
|---|---|---|---|---|
{rows}

Machine: {machine}.

## What was measured

- **Server**: a Bot API on the loopback, in a process of its own, that does little but count
  (`tests/bench/server.py`). No TLS and no distance, which real Telegram adds to both sides.
- **Answers**: {answers:,} people have been called, and all answer in the same instant. Sigap (its
  own poller, inbox, core, outbox and mouth; SQLite with `synchronous=FULL`) takes each answer from
  the poll to the message of thanks. Counted from the first update handed over to the last message
  taken. Telegram's limit of 30 messages a second, which Sigap keeps, is lifted for this. After
  each run all calls had to be on time in the database, with one message to each person.
- **Bare PTB bot**: it echoes each message with PTB's defaults (polling, httpx, one update at a
  time), decides nothing and keeps nothing: what it has fetched and not handled is lost when it is
  killed. Beside it, the same bot with `concurrent_updates(True)`, and with Sigap's own request
  over aiohttp.
- **Ingest**: {updates:,} updates. Sigap polls, commits each batch, and only then moves the offset;
  the PTB bot fetches them for a handler that does nothing.
- **Verdicts**: the real loops at the real pace, with a channel that takes each message at once.
  The last window of every call ends within the time, nobody answers, and each silence becomes a
  question to the person and a card to the supervisor. Counted from the end of the window to the
  commit of the verdict.
- **Strict limit**: all lots fall due within the time, nobody answers, and the server refuses what
  comes faster than 30 a second ({jitter:.0f} ms are forgiven). It ran at the real pace. A window
  counts as its own if it begins at the date that the server gave that very message.
- **Check-ins**: answers to calls that are open, at random moments; counted from an update's
  arrival at the server to the thanks. Each had to be recorded with the date of its message.
- **Flood**: answers to calls that are open, at random moments, under the strict limit; beside
  them one employee writes without end and each stranger once. Each round was run without the
  flood, too. A tick is late by what passed since the one before, less its quarter of a second.
- **PostgreSQL**: the answers again, with `synchronous_commit` on, the server on the same machine;
  and once more with more people, for a small crowd is through before the processes are in step.
  Whoever decides is one process at a time, by design; what can be split is listening and speaking.
  All processes, the API and the database share the cores: no ratio can pass that of the cores that
  are there to those that one process and its servers keep busy.
- **A day**: the whole of Friday 10 April 2026 in the core under Sumsel's circular on an SQLite
  file, with one lot for each, calls, answers (a tenth late, a twentieth silent), reasons, cards,
  decisions and digests; no network, and a clock that jumps 15 seconds or more. The jobs for
  everybody are the ticks that open the day, draw the lots, greet, remind and write the digests.
- **The circular that orders most**: that Friday and the Thursday before it under Bukittinggi's,
  with no lots, and with plans, reports, attendance and the checklist. Everybody has begun a plan
  and does nothing else: all are reminded of all, and the lists of what is missing are full.
- **Memory**: the resident set of one process that has taken so many answers through inbox, core,
  outbox and receipts.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    goal: str
    ours: str
    theirs: str = ""
    ratio: str = ""

    def __str__(self) -> str:
        return f"| {self.what} | {self.goal} | {self.ours} | {self.theirs} | {self.ratio} |"


def spread(values: Sequence[float], form: str) -> str:
    """Write the median, the lowest and the highest."""
    low, middle, high = min(values), median(values), max(values)
    return f"{middle:{form}} [{low:{form}}..{high:{form}}]"


def compared(
    what: str,
    goal: str,
    ours: Sequence[tuple[int, Result]],
    theirs: Sequence[tuple[int, Result]],
) -> Row:
    """Write what came out in a second on both sides, and what each cost the processor."""
    mine, other = ([count / one.seconds for count, one in side] for side in (ours, theirs))
    ratios = [a / b for a, b in zip(mine, other, strict=True)]
    costs = [median(1000 * one.cpu / count for count, one in side) for side in (ours, theirs)]
    cells = [
        f"{spread(rates, ',.0f')}; {cost:.2f} ms of processor each"
        for rates, cost in zip((mine, other), costs, strict=True)
    ]
    return Row(what, goal, cells[0], cells[1], spread(ratios, ".2f"))


def plain(what: str, goal: str, text: str) -> Row:
    """Write a figure that is compared with nothing."""
    return Row(what, goal, text)


def settled(people: int, seen: Mapping[str, Any]) -> list[Row]:
    """Write what a day of calls cost."""
    what = f"settle a day of {people:,} people"
    lives, calls = seen["cpu"] - seen["jobs"], seen["calls"]
    jobs = f"{seen['jobs']:.1f} s of processor, the longest tick {seen['longest']:.1f} s"
    whole = f"{lives:.0f} s of processor for {calls:,} calls, {1000 * lives / calls:.1f} ms each"
    return [
        plain(f"{what}: the jobs for everybody", "< 5 s", jobs),
        plain(f"{what}: the lives of its calls", "", whole),
    ]


def ordered(seen: Mapping[str, Any]) -> Row:
    """Write what the jobs cost under the circular that orders most."""
    jobs, said = seen["jobs"], seen["said"]
    words = f"{jobs:.1f} s of processor for {said:,} messages, {1000 * jobs / said:.2f} ms each"
    what = "the same jobs under the circular that orders most, and of the day before"
    return plain(what, "", f"{words}; the longest tick {seen['longest']:.1f} s")


def machine() -> str:
    """Tell on what this was measured."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    parts = [
        next(named, platform.machine()),
        f"{os.cpu_count()} cores",
        f"load average {os.getloadavg()[0]:.1f} at the end",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        f"python-telegram-bot {version('python-telegram-bot')}",
    ]
    return ", ".join(parts)


def page(rows: Sequence[Row], **facts: object) -> str:
    """Give the page."""
    table = "\n".join(str(row) for row in rows)
    return TEXT.format(
        date=f"{datetime.now(UTC):%d %B %Y}", machine=machine(), rows=table, **facts
    )
