"""Who only reads holds nobody up, and a command whose reader has gone is gone as well [2 of 8, 0].

`sigap verify` beside a running bot once held the pen from its first row to its last: the bot took
that for an outage, and 300 calls under way became void.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from handlers import export, proof
from handlers.desk import Desk
from handlers.rules import circular
from storage import database, laws, log
from storage.database import transaction
from storage.rows import Entry
from tests.bot.watching import Watched
from tests.office import FRIDAY, Office
from tests.terminal import Terminal

pytestmark = pytest.mark.wide

ROOT = Path(__file__).parents[2]
DAY = ("--from", "2026-04-10", "--to", "2026-04-10")
LONG = [("demo", "--headless"), ("circular", "show", "sumsel")]  # what they say is
READERS: list[tuple[str, ...]] = [
    ("verify",),
    ("audit",),
    ("check",),
    ("why", "{nip}", "2026-04-10"),
    ("report", "daily", "--on", "2026-04-10", "--xlsx", "daily.xlsx"),
    ("circular", "show", "sumsel"),
    ("circular", "check", "sumsel"),
    ("backup", "--to", "copies"),
    ("whatsapp", "templates"),
    *(("export", what, *DAY) for what in export.COLUMNS),
]


@pytest.fixture
def friday(terminal: Terminal) -> Terminal:
    """A Friday with a silence, whose secret is public."""
    terminal.tell_once("read", lambda: tell_friday(terminal))
    return terminal


def tell_friday(terminal: Terminal) -> None:
    terminal.prepare()
    story = Office(terminal.engine(), circular.load("sumsel"))
    budi = story.hire("Budi", roles=["supervisor"])
    story.hire("Ana", budi)
    story.begin_day("07.00")
    story.wait_until(story.at("18.00"))
    story.bot.engine.dispose()


@contextmanager
def pen(terminal: Terminal) -> Iterator[None]:
    """Write, as the running bot does, until the story is over."""
    with closing(terminal.engine().raw_connection()) as writer:
        writer.cursor().execute("BEGIN IMMEDIATE")
        yield
        writer.rollback()


@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_no_reading_command_waits_for_the_pen(
    friday: Terminal, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Who takes no pen while it is another's takes it from nobody either."""
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 20)
    nip = next(iter(friday.people()))
    with pen(friday):
        friday.run(*(word.format(nip=nip) for word in words))


async def test_no_scrape_waits_for_the_pen(
    friday: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 20)
    with pen(friday):
        watched = Watched(friday.engine(), FRIDAY)
        assert (await watched.metrics())["sigap_database_up"] == 1
        assert (await watched.ask("/health/ready")).json()["database"] == "migrated"
        watched.close()


def test_a_law_is_read_once_and_not_for_each_persons_day(
    friday: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, by_hash = [], laws.by_hash

    def reading_law(db: Session, law_hash: str) -> laws.Law:
        read.append(law_hash)
        return by_hash(db, law_hash)

    monkeypatch.setattr(laws, "by_hash", reading_law)
    with database.reading(friday.engine()) as db:
        found = proof.check(Desk(db=db, at=FRIDAY, now=FRIDAY, key=b""))
    assert found.holds
    assert found.lots == 2
    assert len(read) == 1


MEASURED = """
import sys
from bot.__main__ import main
try:
    main()
finally:
    (peak,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    sys.stderr.write(f"\\n{peak.split()[1]}")
"""
MOST_KILOBYTES = 150 * 1024
MANY = 100_000  # links; what is held for each would show


@pytest.mark.slow
@pytest.mark.parametrize("command", ["verify", "audit", "backup"])
def test_a_log_of_years_needs_no_more_memory_than_a_days(friday: Terminal, command: str) -> None:
    lengthen(friday, MANY)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, command],
        cwd=friday.folder,
        env={"PYTHONPATH": str(ROOT), "SIGAP_LANGUAGE": "en"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    kilobytes = done.stderr.rpartition("\n")[2]
    assert done.returncode == 0, done.stderr
    assert int(kilobytes) < MOST_KILOBYTES


def lengthen(terminal: Terminal, many: int) -> None:
    """Let the log tell of as many calls as an office has in years."""
    at = FRIDAY - timedelta(days=400)
    with transaction(terminal.engine()) as db:
        last, rows = log.GENESIS, []
        old = [(e.at, e.kind, e.facts) for e in db.exec(select(Entry).order_by(col(Entry.id)))]
        new = [
            (at, "call.closed", {"call": f"old-{n}", "outcome": "on_time"}) for n in range(many)
        ]
        db.execute(delete(Entry))
        for when, kind, facts in [*new, *old]:
            row = {"at": when, "kind": kind, "facts": facts, "previous": last}
            last = row["hash"] = log._hash(last, when, kind, facts)
            rows.append(row)
        db.execute(insert(Entry), rows)


@pytest.mark.slow
@pytest.mark.parametrize("words", LONG)
def test_a_command_ends_when_nobody_reads_it_any_more(words: tuple[str, ...]) -> None:
    begun = time.monotonic()
    with started(*words) as command:
        assert command.stdout is not None
        command.stdout.readline()
        command.stdout.close()
        assert command.wait(20) == 141
        assert command.stderr is not None
        assert command.stderr.read() == b""
    assert time.monotonic() - begun < 20


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [("demo", "--headless"), ("circular", "show", "sumsel"), ("--help",)]
)
def test_a_command_whose_disk_is_full_says_so_in_a_line(words: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full, started(*words, stdout=full) as command:  # noqa: PTH123
        assert command.wait(20) == 2
        assert command.stderr is not None
        (line,) = command.stderr.read().decode().splitlines()
        assert line == "No space left on device: nothing more could be written."


@pytest.mark.slow
def test_ctrl_c_ends_a_command_at_once_and_quietly() -> None:
    with started("demo", "--headless") as command:
        assert command.stdout is not None
        command.stdout.readline()
        command.send_signal(2)
        command.stdout.read()
        assert command.wait(5) in {0, 130}
        assert command.stderr is not None
        assert command.stderr.read() == b""


@contextmanager
def started(*words: str, stdout: object = subprocess.PIPE) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command as a shell does."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env={"SIGAP_LANGUAGE": "en", "PATH": "/usr/bin:/bin"},
        stdout=stdout,  # type: ignore[call-overload]
        stderr=subprocess.PIPE,
    ) as command:
        try:
            yield command
        finally:
            command.kill()
