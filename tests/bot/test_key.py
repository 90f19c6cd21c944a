"""Under which key a database is: a new one takes no words, one from before keeps its own."""

import asyncio
import hashlib
import hmac
import json
import logging
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlmodel import select

from bot import settings
from bot.app import Program
from bot.run import run
from handlers import enrol, keys
from handlers.rules import circular
from storage import database, invitations, log
from storage.database import reading
from storage.rows import Invitation
from tests.nips import make_nip
from tests.terminal import ROWS, Terminal, table

pytestmark = pytest.mark.wide

WORDS = "kata sandi dinas"
CODE = "ABCDEFGHJK"


def code_of(words: str) -> str:
    """Hash a code as the version before did."""
    return hmac.digest(words.encode(), f"code:{CODE}".encode(), hashlib.sha256).hex()


@pytest.fixture
def old(terminal: Terminal) -> Terminal:
    """A database at migration 0005, with a code that was made under words."""
    engine = database.connect("sqlite:///sigap.db")
    command.upgrade(database._config(engine), "20261122_0005")
    law = circular.load("sumsel")
    layers = json.dumps([[layer.name, layer.text] for layer in law.layers])
    until = datetime.now(UTC) + timedelta(days=9)
    with closing(engine.raw_connection()) as connection:
        pen = connection.cursor()
        pen.execute("INSERT INTO law VALUES (?, ?, ?)", (law.hash, law.id, layers))
        pen.execute(
            "INSERT INTO adoption VALUES (1, ?, '2026-04-01', '2026-04-01 00:00:00.000000')",
            (law.hash,),
        )
        pen.execute(
            "INSERT INTO person (id, nip, name, unit, position, person_type, roles, phone, zone,"
            " domicile, duties, language, active) VALUES (1, ?, 'Ana', 'U', 'Analis', 'PNS', '[]',"
            " '', 'Asia/Jakarta', '', '[]', 'id', 1)",
            (make_nip(1),),
        )
        pen.execute(
            "INSERT INTO invitation (id, person_id, code_hash, expires_at) VALUES (1, 1, ?, ?)",
            (code_of(WORDS), until.strftime("%Y-%m-%d %H:%M:%S.000000")),
        )
        connection.commit()
    engine.dispose()
    return terminal


def is_open(terminal: Terminal, code: str) -> bool:
    key = settings.secret_key(settings.load())
    with reading(terminal.engine()) as db:
        return invitations.by_hash(db, enrol.code_hash(key, code)) is not None


def noted(terminal: Terminal) -> list[str]:
    with reading(terminal.engine()) as db:
        return [e.kind for k in ("key.kept", "key.rotated") for e in log.of_kind(db, k)]


# a new database


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("words", [WORDS, "12345678", "a" * 64, "0123456789abcdef" * 4])
def test_a_new_database_takes_no_words_and_names_the_command(
    terminal: Terminal, words: str, language: str
) -> None:
    terminal.set(SECRET_KEY=words, LANGUAGE=language)
    roster = terminal.roster(*ROWS)
    for act in (["import", roster], ["invite"], ["run"]):
        said = terminal.refuses(*act)
        assert "sigap key new" in said
        assert words not in said
    assert not Path("sigap.db").exists()
    assert "sigap key new" in next(
        line for line in terminal.run("check", code=1).stdout.splitlines() if "FAULT key" in line
    )


def test_an_empty_database_is_a_new_one(terminal: Terminal) -> None:
    """Its tables may have been made before, as `sigap migrate` does on PostgreSQL."""
    terminal.prepare()
    terminal.set(SECRET_KEY=WORDS)
    assert "sigap key new" in terminal.refuses("import", terminal.roster(*ROWS))
    assert "sigap key new" in terminal.run("check", code=1).stdout


def test_a_file_of_the_earlier_form_is_refused_there_too(terminal: Terminal) -> None:
    Path("data").mkdir()
    Path("data/secret.key").write_text("0123456789abcdef" * 4)
    assert "data/secret.key" in terminal.refuses("import", terminal.roster(*ROWS))


def test_a_key_that_the_command_printed_is_all_that_is_needed(terminal: Terminal) -> None:
    made = terminal.run("key", "new")
    key = made.stdout.strip()
    terminal.set(SECRET_KEY=key)
    terminal.run("import", terminal.roster(*ROWS))
    invited = terminal.run("invite")
    assert "key" not in invited.stderr
    assert all(is_open(terminal, row["code"]) for row in table(invited.stdout))
    assert "OK    key" in terminal.run("check").stdout
    assert not Path("data/secret.key").exists()
    assert noted(terminal) == ["key.kept"]


def test_without_a_setting_a_new_database_gets_a_key_of_the_new_form(terminal: Terminal) -> None:
    terminal.run("import", terminal.roster(*ROWS))
    path = Path("data/secret.key")
    assert keys.is_strong(path.read_bytes().strip())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "OK    key" in terminal.run("check").stdout


def test_who_began_with_a_key_cannot_fall_back_to_words(staffed: Terminal) -> None:
    staffed.set(SECRET_KEY=WORDS)
    assert "sigap key new" in staffed.refuses("invite")
    assert "FAULT key" in staffed.run("check", code=1).stdout


def test_another_key_is_noticed(staffed: Terminal) -> None:
    staffed.set(SECRET_KEY=keys.new())
    assert "not the key of this database" in staffed.run("invite").stderr
    assert "FAULT key" in staffed.run("check", code=1).stdout


# a database from before


def test_a_database_from_before_keeps_its_words_and_its_codes(old: Terminal) -> None:
    old.set(SECRET_KEY=WORDS)
    said = old.run("check").stdout
    assert "WARN  key" in said
    assert "sigap key rotate" in said
    assert "earlier form" in old.run("invite", "--csv", "codes.csv").stderr
    rows = table(Path("codes.csv").read_text())
    assert is_open(old, rows[0]["code"])
    assert noted(old) == []


def test_an_open_code_from_before_goes_on_to_count(old: Terminal) -> None:
    old.set(SECRET_KEY=WORDS)
    old.run("schedule", schedule(old))
    assert is_open(old, CODE)


def schedule(terminal: Terminal) -> str:
    Path("schedule.csv").write_text(f"nip,date,mode,letter\n{make_nip(1)},2027-01-04,WFO,1/2027\n")
    return "schedule.csv"


def test_a_running_program_warns_of_words(
    old: Terminal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    old.set(SECRET_KEY=WORDS, BIND="127.0.0.1:0")

    async def until_heard(program: Program) -> None:
        asyncio.get_running_loop().call_later(0.1, program.stopped.set)
        await program.run()

    monkeypatch.setattr("bot.run.run_until_signalled", until_heard)
    monkeypatch.setattr("bot.logs.set_up", lambda *_: None)
    with caplog.at_level(logging.WARNING):
        assert run(settings.load()) == 0
    assert "sigap key rotate" in caplog.text
    assert WORDS not in caplog.text


# replacing it


def test_a_setting_is_replaced_by_hand_and_then_noted(old: Terminal) -> None:
    old.set(SECRET_KEY=WORDS)
    assert "sigap key new" in old.refuses("key", "rotate")
    assert is_open(old, CODE)
    old.set(SECRET_KEY=old.run("key", "new").stdout.strip())
    assert "sigap key rotate" in old.run("check").stdout
    assert "have ended: 1;" in old.run("key", "rotate").stdout
    assert "OK    key" in old.run("check").stdout
    with reading(old.engine()) as db:
        assert db.exec(select(Invitation)).all() == []
    assert noted(old) == ["key.rotated"]
    old.set(SECRET_KEY=WORDS)
    assert "sigap key new" in old.refuses("invite")


def test_a_file_is_replaced_by_the_command(old: Terminal) -> None:
    Path("data").mkdir()
    path = Path("data/secret.key")
    path.write_text("0123456789abcdef" * 4)
    assert "WARN  key" in old.run("check").stdout
    old.run("key", "rotate")
    first = path.read_bytes()
    assert keys.is_strong(first.strip())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "OK    key" in old.run("check").stdout
    old.run("key", "rotate")
    assert path.read_bytes() != first
    assert [entry.name for entry in path.parent.iterdir()] == ["secret.key"]
    assert "OK    key" in old.run("check").stdout


def test_used_codes_stay_and_the_log_holds_after_a_rotation(staffed: Terminal) -> None:
    staffed.run("invite", "--csv", "codes.csv")
    with database.transaction(staffed.engine()) as db:
        row = db.exec(select(Invitation)).first()
        assert row is not None
        row.used_at = datetime.now(UTC)
        db.add(row)
    assert "have ended: 2;" in staffed.run("key", "rotate").stdout
    with reading(staffed.engine()) as db:
        assert len(db.exec(select(Invitation)).all()) == 1
    staffed.run("verify")
