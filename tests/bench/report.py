"""The figures as they are, as a table for people."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.bench.race import Result

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
TEXT = """\
# Benchmarks

Written by `make bench` on {date}. It writes this page anew; the words stand in
`tests/bench/report.py`. A ratio is taken between two runs that followed each other on the same
server, and is the figure to compare: the rates are those of one machine on one day. Every cell is
the median of {rounds} runs, with the lowest and the highest in brackets. Processor time is that of
the bot alone, and suffers less from whatever else the machine does. No figure fails the run.

| measured | Sigap | bare PTB bot | ratio |
|---|---|---|---|
{rows}

{day}

Machine: {machine}.

## What was measured

- **Server**: a Bot API on the loopback, in a process of its own, that does little but count
  (`tests/bench/server.py`). No TLS and no distance, which real Telegram adds to both sides.
- **Whole path**: {answers} people have been called, and all answer in the same instant. Sigap (its
  own poller, inbox, core, outbox and mouth; SQLite with `synchronous=FULL`) takes each answer from
  the poll to the message of thanks. Counted from the first update handed over to the last message
  taken. Telegram's limit of 30 messages a second, which Sigap keeps, is lifted for this. After
  each run all {answers} calls had to be on time in the database, with one message to each person.
- **Bare PTB bot**: it echoes each message with PTB's defaults (polling, httpx, one update at a
  time), decides nothing and keeps nothing: what it has fetched and not handled is lost when it is
  killed.
- **Ingest**: {updates} updates. Sigap polls, commits each batch, and only then moves the offset;
  the PTB bot fetches them for a handler that does nothing.
- **A day**: the whole of Friday 10 April 2026 in the core under Sumsel's circular, with lots,
  calls, answers, silence, reasons, cards, decisions and digests, on an SQLite file; no network,
  and a clock that jumps to the next moment at which something happens.
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """The same load of `count` updates on both, one after the other."""

    count: int
    ours: Result
    theirs: Result


def spread(values: Sequence[float], form: str) -> str:
    """Write the median, the lowest and the highest."""
    low, middle, high = min(values), median(values), max(values)
    return f"{middle:{form}} [{low:{form}}..{high:{form}}]"


def rows(what: str, pairs: Sequence[Pair]) -> list[str]:
    """Write what came out in a second, and what each cost the processor."""
    rates = [(p.count / p.ours.seconds, p.count / p.theirs.seconds) for p in pairs]
    costs = [(1000 * p.ours.cpu / p.count, 1000 * p.theirs.cpu / p.count) for p in pairs]
    return [
        row(f"{what}, a second", rates, ",.0f"),
        row(f"{what}, ms of processor each", costs, ".2f"),
    ]


def row(what: str, pairs: Sequence[tuple[float, float]], form: str) -> str:
    ours, theirs = zip(*pairs, strict=True)
    ratios = [our / their for our, their in pairs]
    return f"| {what} | {spread(ours, form)} | {spread(theirs, form)} | {spread(ratios, '.2f')} |"


def day(people: int, days: Sequence[dict[str, float]]) -> str:
    """Say how long a day takes to settle."""
    calls = days[0]["calls"]
    seconds, cpu = [one["seconds"] for one in days], [one["cpu"] for one in days]
    each = [1000 * one / calls for one in cpu]
    return (
        f"A day of {people} people with {calls:.0f} calls takes {spread(seconds, '.1f')} s,\n"
        f"with {spread(cpu, '.1f')} s of processor: {spread(each, '.0f')} ms a call."
    )


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


def write(**facts: object) -> str:
    """Write the page; return it."""
    page = TEXT.format(date=f"{datetime.now(UTC):%d %B %Y}", machine=machine(), **facts)
    PAGE.write_text(page, encoding="utf-8")
    return page
