"""What `sigap run` says first: one screen, with all that an operator must know."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from bot import backups, run
from bot.app import Program
from bot.clock import ToldClock
from bot.core import Bot
from bot.opening import Opening
from bot.settings import Settings
from handlers.rules import circular
from storage import pace, stalls
from storage.database import transaction
from tests.office import Office
from tests.terminal import Terminal

HEIGHT = 24  # lines of a terminal


def screen(office: Office, folder: Path, law: str = "sumsel", **roles: list[str]) -> str:
    given = Settings(language="en", data_dir=folder, database_url="sqlite:///sigap.db")
    program = Program(Bot(office.bot.engine, b"key"), ToldClock(office.now), **roles)  # type: ignore[arg-type]
    lines = Opening(given, program, circular.load(law), "http://127.0.0.1:8080/").lines()
    program._core.shutdown()
    assert len(lines) <= HEIGHT
    return "\n".join(lines)


@pytest.fixture(autouse=True)
def _quiet_root() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_it_tells_what_runs_where_under_which_law_and_for_whom(
    drawing_office: Office, tmp_path: Path
) -> None:
    office = drawing_office
    office.hire("Ana", office.hire("Budi"))
    office.begin_day("07.00")
    office.wait(minutes=1)
    said = screen(office, tmp_path, roles=["think", "web"])
    law = circular.load("sumsel")
    assert f"Sigap {version('sigap')}" in said
    assert f"circular   sumsel, {law.hash[:12]}, SE Gubernur" in said
    assert "telegram: off, SIGAP_TELEGRAM_TOKEN is not set" in said
    assert "roles      web, think" in said
    assert "address    http://127.0.0.1:8080/" in said
    assert "people     2 of 2 are enrolled" in said
    assert "next call  2026-04-10 0" in said
    assert " WIB" in said
    assert "database   " in said
    assert " MB" in said


def test_every_gate_that_is_closed_stands_there(office: Office, tmp_path: Path) -> None:
    said = screen(office, tmp_path, law="metro")
    for gate in ("orders no reply time", "No channel is on", "roster is empty", "No backup"):
        assert gate in said
    office.hire("Ana", office.hire("Budi"))
    with transaction(office.bot.engine) as db:
        stalls.begin(db, "telegram", office.now)
        pace.halt(db, "whatsapp", office.now, office.now + timedelta(minutes=1))
    backups.note(tmp_path, office.now)
    said = screen(office, tmp_path)
    assert "CLOSED     It stands still: telegram." in said
    assert "whatsapp asked for silence" in said
    assert "roster is empty" not in said
    assert "No backup" not in said


def test_the_program_opens_with_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def end_at_once(program: Program) -> None:
        asyncio.get_running_loop().call_later(0.5, program.stopped.set)
        await program.run()

    monkeypatch.setattr(run, "run_until_signalled", end_at_once)
    terminal.set(BIND="127.0.0.1:0")
    given = Settings()
    asyncio.run(run._run(given, ["web", "think"]))
    said = capsys.readouterr().err
    assert f"Sigap {version('sigap')}" in said
    assert str(terminal.folder / "sigap.db") in said
    assert "http://127.0.0.1:" in said


def test_a_backup_is_noted_and_its_age_told(terminal: Terminal) -> None:
    terminal.prepare()
    assert backups.last(terminal.folder / "data") is None
    terminal.run("backup", "--to", "copies")
    made = backups.last(terminal.folder / "data")
    assert made
    assert abs(datetime.now(UTC) - made) < timedelta(minutes=1)
