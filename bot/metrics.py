"""What Prometheus is told: counts as they happen, and states that are read from the memory.

No label names a person, an address or a text. Counts are the process's own; states are the
institution's, whichever process is asked.
"""

from collections import Counter as Tally
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from bot import backups
from bot.patience import Question
from storage import gauges, outages, stalls
from storage.database import reading
from storage.gauges import Verdict
from storage.rows import Outage

if TYPE_CHECKING:
    from bot.app import Program

__all__ = ["CONTENT_TYPE_LATEST", "Metrics", "rejected", "said", "waited"]

FRESH = timedelta(seconds=3)  # the memory is asked no more often
OVERLAP = timedelta(seconds=15)  # a verdict is committed a while after the moment it bears
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECONDS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300)

COUNTS = CollectorRegistry()
SENDS = Counter(
    "sigap_sends",
    "Tries to say something, by what came of them",
    ["channel", "outcome"],
    registry=COUNTS,
)
WAITS = Histogram(
    "sigap_limiter_wait_seconds",
    "How long words waited for the platform's pace",
    ["channel"],
    buckets=SECONDS,
    registry=COUNTS,
)
REJECTS = Counter(
    "sigap_webhook_rejects", "What was brought to a webhook and not taken", ["channel", "cause"],
    registry=COUNTS,
)  # fmt: skip

GAUGES = {
    "epoch": "Which tenure of whoever thinks this is; 0 if another does, or on SQLite",
    "database_up": "Whether the memory answered when it was last asked",
    "tick_age_seconds": "How long ago this process thought",
    "inbox_waiting": "Updates that are heard and not understood yet",
    "inbox_oldest_seconds": "How long the oldest of them has waited",
    "outbox_due": "Words that could go now",
    "outbox_oldest_seconds": "How long the oldest of them has waited",
    "outbox_sending": "Words that a sender has in hand",
    "quarantined_updates": "Updates that were set aside because they cannot be understood",
    "verdict_overdue_seconds": "How long the most overdue open call has waited for its verdict",
    "leader": "Whether this process thinks: one of all processes does",
    "backup_age_seconds": "How long ago the last backup was proven; +Inf if there is none",
}
LABELLED = {
    "clock_skew_seconds": ("channel", "How far the platform's clock is ahead of this program's"),
    "heard_age_seconds": ("channel", "How far behind now a channel has heard everything"),
    "calls": ("state", "Calls that have no outcome yet"),
    "outages_last_day": ("channel", "Outages that touched the last 24 hours; all: the program"),
    "outage_seconds_last_day": ("channel", "How long they lasted within it"),
    "void_share": ("cause", "Which part of the last hour's calls cannot be judged"),
    "stalled": ("what", "What stands still now, and has been told to the admins"),
}


_sends, _waits = cache(SENDS.labels), cache(WAITS.labels)  # the library looks under a lock


def said(channel: str, outcome: str) -> None:
    """Count a try to say something: sent, or the cause of its failure."""
    _sends(channel, outcome).inc()


def waited(channel: str, wait: timedelta) -> None:
    """Note how long a message waited for the platform's pace."""
    _waits(channel).observe(wait.total_seconds())


def rejected(channel: str, cause: str) -> None:
    """Count what a webhook did not take."""
    REJECTS.labels(channel, cause).inc()


class Metrics:
    """The states of one program, read anew when somebody asks, but not too often."""

    def __init__(self, program: "Program") -> None:
        self._program = program
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._gauges = {
            n: Gauge(f"sigap_{n}", w, registry=self._registry) for n, w in GAUGES.items()
        }
        self._labelled = {
            name: Gauge(f"sigap_{name}", what, [label], registry=self._registry)
            for name, (label, what) in LABELLED.items()
        }
        self._told_version()
        self._verdicts = Counter(
            "sigap_verdicts", "Ends of calls", ["outcome", "cause"], registry=self._registry
        )
        self._lateness = Histogram(
            "sigap_verdict_lateness_seconds",
            "From the answer, or from the end of the last window, to the verdict",
            ["after"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._question = Question(program, self._read)
        self._asked_at: datetime | None = None
        self._since = program.clock.now()
        self._seen: set[tuple[int, datetime]] = set()

    def _told_version(self) -> None:
        info = Gauge(
            "sigap_info", "The version of the program", ["version"], registry=self._registry
        )
        info.labels(version("sigap")).set(1)

    async def page(self) -> bytes:
        """Write everything down; of a memory that does not answer, what was last known."""
        now = self._program.clock.now()
        if self._asked_at is None or now - self._asked_at >= FRESH:
            self._asked_at = now
            self._gauges["database_up"].set(await self._question.answer() is not None)
        self._feel(self._program.clock.now())
        return generate_latest(COUNTS) + generate_latest(self._registry)

    def _feel(self, now: datetime) -> None:
        """Note what is known without the memory."""
        program, keeper = self._program, self._program.keeper
        self._gauges["tick_age_seconds"].set(_age(program.ticked_at, now))
        self._gauges["leader"].set(program.thinks)
        self._gauges["epoch"].set(program.bot.epoch)
        made = backups.age(keeper.folder if keeper else None, now)
        self._gauges["backup_age_seconds"].set(made)
        for name, channel in program.channels.items():
            if (ahead := channel.ahead()) is not None:
                self._labelled["clock_skew_seconds"].labels(name).set(ahead.total_seconds())
        for name, until in program.ears.heard().items():
            self._labelled["heard_age_seconds"].labels(name).set(_age(until, now))

    def _read(self) -> bool:
        """Ask the memory; this runs where the core runs."""
        now = self._program.clock.now()
        with reading(self._program.bot.engine) as db:
            backlog = gauges.backlog(db, now)
            overdue = gauges.unjudged_since(db)
            ahead = gauges.ahead(db)
            broken = outages.between(db, now - DAY, now)
            still = stalls.standing(db)
            void = gauges.void_shares(db, (now - DAY).date(), now - HOUR)
            verdicts = gauges.verdicts(db, self._since, (self._since - DAY).date())
        self._set_backlog(backlog, overdue, now)
        self._set("calls", {state: ahead.get(state, 0) for state in gauges.AHEAD})
        self._set("void_share", void)
        self._set("stalled", dict.fromkeys(still, 1))
        self._set_outages(broken, now)
        self._count(verdicts)
        self._since = now - OVERLAP
        return True

    def _set_backlog(
        self, backlog: gauges.Backlog, overdue: datetime | None, now: datetime
    ) -> None:
        values = {
            "inbox_waiting": backlog.heard,
            "inbox_oldest_seconds": _age(backlog.heard_since, now),
            "outbox_due": backlog.due,
            "outbox_oldest_seconds": _age(backlog.due_since, now),
            "outbox_sending": backlog.sending,
            "quarantined_updates": backlog.quarantined,
            "verdict_overdue_seconds": _age(overdue, now),
        }
        for name, value in values.items():
            self._gauges[name].set(value)

    def _set_outages(self, found: list[Outage], now: datetime) -> None:
        counts, seconds = Tally[str](), Tally[str]()
        for outage in found:
            name = outage.channel or "all"
            lasted = min(outage.until, now) - max(outage.since, now - DAY)
            counts[name] += 1
            seconds[name] += int(lasted.total_seconds())
        self._set("outages_last_day", counts)
        self._set("outage_seconds_last_day", seconds)

    def _set(self, name: str, values: Mapping[str, float]) -> None:
        gauge = self._labelled[name]
        gauge.clear()
        for label, value in values.items():
            gauge.labels(label).set(value)

    def _count(self, verdicts: list[Verdict]) -> None:
        """Count each end of a call once; a correction is an end of its own."""
        for verdict in verdicts:
            if (verdict.call_id, verdict.closed_at) not in self._seen:
                self._verdicts.labels(verdict.outcome, verdict.void_cause).inc()
                self._note_lateness(verdict)
        self._seen = {(verdict.call_id, verdict.closed_at) for verdict in verdicts}

    def _note_lateness(self, verdict: Verdict) -> None:
        if verdict.outcome == "missed" and verdict.due_at:
            self._lateness.labels("silence").observe(_age(verdict.due_at, verdict.closed_at))
        elif verdict.outcome in {"on_time", "late"} and verdict.answered_at:
            self._lateness.labels("answer").observe(_age(verdict.answered_at, verdict.closed_at))


def _age(since: datetime | None, now: datetime) -> float:
    """Give the seconds since a moment; 0 for none, or for one to come."""
    return max(0.0, (now - since).total_seconds()) if since else 0.0
