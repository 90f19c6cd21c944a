"""The command line: its help, its settings, its database and its law."""

import subprocess
import sys
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from bot import office, settings
from bot.channels import Misconfigured
from bot.clock import ToldClock
from bot.console import LANGUAGES, Trouble, texts
from storage import database, laws, log
from storage.database import transaction
from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]


def test_help_comes_without_loading_the_program() -> None:
    heavy = "'sqlalchemy', 'telegram', 'openpyxl', 'holidays', 'pydantic_settings', 'alembic'"
    code = f"import sys, bot.__main__; print([m for m in ({heavy}) if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert found.stdout.decode().strip() == "[]"


def test_it_is_also_a_module() -> None:
    command = [sys.executable, "-m", "bot", "--help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    names = ("demo", "run", "check", "migrate", "import", "invite", "export", "verify")
    assert all(f" {name} " in shown for name in names)


def test_run_and_demo_end_with_the_code_of_what_they_start(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: dict[str, Any] = {}

    def play(**how: Any) -> int:
        played.update(how)
        return 4

    monkeypatch.setattr("bot.run.run", lambda *_: 3)
    monkeypatch.setattr("bot.demo.play", play)
    terminal.run("run", code=3)
    terminal.run("demo", "--headless", "--seed", "7", code=4)
    assert (played["headless"], played["seed"], played["speed"]) == (True, 7, 60)
    assert (played["port"], played["circular"], played["language"]) == (8080, "contoh", "en")


def test_a_channel_that_can_never_work_is_told_in_a_line(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object, only: str) -> int:
        raise Misconfigured("the token is wrong")

    monkeypatch.setattr("bot.run.run", refuse)
    assert terminal.refuses("run") == "the token is wrong\n"


def test_a_bug_is_not_hidden(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_(_: object, only: str) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.run.run", break_)
    with pytest.raises(ZeroDivisionError):
        terminal.run("run")


@pytest.mark.parametrize(
    "words", [["run"], ["migrate"], ["import", "x"], ["invite"], ["export", "calls"], ["verify"]]
)
def test_bad_settings_stop_every_command_before_it_begins(
    terminal: Terminal, words: list[str]
) -> None:
    terminal.set(BIND="here", LOG_LEVEL="loud")
    said = terminal.refuses(*words)
    assert "SIGAP_BIND" in said
    assert "SIGAP_LOG_LEVEL" in said
    assert not list(terminal.folder.iterdir())


def test_both_languages_of_the_terminal_have_the_same_sentences() -> None:
    first, second = (texts(language) for language in LANGUAGES)
    assert first.keys() == second.keys()


def test_it_speaks_indonesian_by_itself(terminal: Terminal) -> None:
    terminal.set(LANGUAGE="")
    assert "berkas tidak ada" in terminal.refuses("import", "nowhere.csv")


def test_migrate_makes_the_database_and_says_where_it_stands(terminal: Terminal) -> None:
    said = terminal.run("migrate").stdout
    assert str(database.newest_revision(terminal.engine())) in said
    assert (terminal.folder / "sigap.db").exists()
    terminal.run("migrate")


def test_a_backup_is_announced_beside_the_output(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "migrate", lambda _engine, _now: Path("sigap.db.before-x"))
    result = terminal.run("migrate")
    assert "sigap.db.before-x" in result.stderr
    assert "sigap.db.before-x" not in result.stdout


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///no/such/folder/sigap.db", "unable to open database file"),
        ("sqlite:///notes.txt", "not a database"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_a_line(
    terminal: Terminal, url: str, said: str
) -> None:
    (terminal.folder / "notes.txt").write_text("Dear diary, " * 99)
    terminal.set(DATABASE_URL=url)
    for words in (["migrate"], ["export", "calls"], ["verify"]):
        told = terminal.refuses(*words)
        assert said in told
        assert told.count("\n") == 1


def test_a_database_that_fails_in_the_middle_is_told_in_a_line(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object, only: str) -> int:
        raise OperationalError("INSERT ...", {}, Exception("database or disk is full"))

    monkeypatch.setattr("bot.run.run", fail)
    assert "database or disk is full" in terminal.refuses("run")


def test_a_driver_that_is_missing_is_named() -> None:
    assert "psycopg" in str(office.trouble(ModuleNotFoundError(name="psycopg")))


def test_a_database_of_a_newer_program_is_left_alone(staffed: Terminal) -> None:
    with staffed.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'of-tomorrow'")
    assert "newer version" in staffed.refuses("export", "people")
    assert "newer version" in staffed.refuses("migrate")
    assert not list(staffed.folder.glob("*.before-*")), "nothing was changed, so nothing is copied"


def test_a_database_of_another_program_gets_no_tables(terminal: Terminal) -> None:
    with terminal.engine().begin() as connection:
        connection.exec_driver_sql("CREATE TABLE invoices (id INTEGER)")
    for command in (("export", "people"), ("migrate",)):
        assert "another program" in terminal.refuses(*command)
    assert inspect(terminal.engine()).get_table_names() == ["invoices"]


def test_other_databases_are_migrated_by_hand_only(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = terminal.engine()
    monkeypatch.setattr(database, "connect", lambda _, **_how: engine)
    with monkeypatch.context() as there:
        there.setattr(engine.dialect, "name", "postgresql")
        with pytest.raises(Trouble, match="sigap migrate"):
            office.open_database(settings.load(), ToldClock())
    terminal.run("migrate")
    monkeypatch.setattr(engine.dialect, "name", "postgresql")
    assert office.open_database(settings.load(), ToldClock()) is engine


def test_a_circular_that_cannot_be_used_is_told_with_all_its_faults(terminal: Terminal) -> None:
    (terminal.folder / "own.toml").write_text('id = "own"\nextends = "sumsel"\nspeed = 1\n')
    terminal.set(CIRCULAR="own.toml")
    said = terminal.refuses("export", "calls")
    assert "SIGAP_CIRCULAR" in said
    assert "own.toml: speed" in said
    assert not (terminal.folder / "sigap.db").exists()


def test_the_circular_is_law_from_today_and_a_change_of_it_from_tomorrow(
    terminal: Terminal,
) -> None:
    clock = ToldClock(datetime(2026, 4, 9, 17, 30, tzinfo=UTC))  # past midnight at Palembang
    engine, first = office.open_memory(settings.load(), clock)
    (terminal.folder / "own.toml").write_text('id = "own"\nextends = "sumsel"\n')
    terminal.set(CIRCULAR="own.toml")
    clock.advance_to(datetime(2026, 4, 10, 3, 0, tzinfo=UTC))
    _, second = office.open_memory(settings.load(), clock)
    office.open_memory(settings.load(), clock)
    with transaction(engine) as db:
        assert laws.on(db, date(2026, 4, 10)) == first.hash
        assert laws.on(db, date(2026, 4, 11)) == second.hash
        adopted = [entry.facts["circular"] for entry in log.of_kind(db, "law.adopted")]
    assert adopted == ["sumsel", "own"]


def test_the_program_tells_its_version(terminal: Terminal) -> None:
    assert terminal.run("--version").stdout == f"sigap {version('sigap')}\n"
