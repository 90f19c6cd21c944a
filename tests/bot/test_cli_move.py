"""`sigap move` and `sigap migrate`: one at a time, in words, whole or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.clock import Clock
from storage import database, outages
from storage.database import transaction
from storage.locks import Ownership
from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]


def migrating(folder: Path, url: str) -> subprocess.Popen[str]:
    """Start `sigap migrate` in a process of its own."""
    own = {"SIGAP_DATABASE_URL": url, "SIGAP_LANGUAGE": "en", "PYTHONPATH": str(ROOT)}
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SIGAP_")}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "migrate"],
        cwd=folder,
        env={**plain, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_two_processes_that_migrate_at_once_do_it_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'sigap.db'}"
    both = [migrating(tmp_path, url) for _ in range(2)]
    told = [(*process.communicate(timeout=60), process.returncode) for process in both]
    for out, err, code in told:
        done, refused = "up to date, migration" in out, "Another process" in err
        assert (code, done, refused) in {(0, True, False), (2, False, True)}
    assert 0 in [code for *_, code in told]
    engine = database.connect(url)
    assert database.is_current(engine)
    engine.dispose()


def test_migrate_is_refused_in_words_while_another_one_runs(terminal: Terminal) -> None:
    other = Ownership(terminal.engine(), "migrate", leased=False)
    assert other.try_acquire()
    for words in (["migrate"], ["export", "calls"]):
        assert "Another process is bringing this database up to date" in terminal.refuses(*words)
    other.release()
    terminal.run("migrate")


def test_a_move_says_what_it_does_and_what_to_do_next(staffed: Terminal) -> None:
    result = staffed.run("move", "--to", "sqlite:///new.db")
    assert "person: 3 rows" in result.stderr
    assert "counts of all tables agree" in result.stdout
    assert "SIGAP_DATABASE_URL" in result.stdout
    before = staffed.run("export", "people").stdout
    staffed.set(DATABASE_URL="sqlite:///new.db")
    assert staffed.run("export", "people").stdout == before
    staffed.run("verify")


def test_a_move_is_refused_while_the_bot_runs(staffed: Terminal) -> None:
    with transaction(staffed.engine()) as db:
        outages.beat(db, "", Clock().now())
    assert "The bot is running" in staffed.refuses("move", "--to", "sqlite:///new.db")


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("mysql://x", "--to: no database address"),
        ("sqlite:///sigap.db", "the same database"),
        ("sqlite:///no/such/folder/x.db", "unable to open database file"),
    ],
)
def test_a_move_to_nowhere_is_refused(staffed: Terminal, to: str, said: str) -> None:
    assert said in staffed.refuses("move", "--to", to)


def test_a_move_onto_other_peoples_rows_is_refused(staffed: Terminal) -> None:
    staffed.run("move", "--to", "sqlite:///new.db")
    assert "not empty" in staffed.refuses("move", "--to", "sqlite:///new.db")
