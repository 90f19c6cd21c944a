"""The commands on a server: migrate once, move there and back, run on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from alembic import command

from storage import database
from storage.database import deciding, transaction
from storage.locks import Ownership
from storage.rows import Outbox
from tests.bot.test_cli_move import migrating
from tests.databases import server_database
from tests.office import FRIDAY
from tests.terminal import EKA, ROWS, Terminal


@pytest.fixture
def server() -> Iterator[str]:
    with server_database() as url:
        yield url


def test_a_database_without_tables_is_to_be_migrated_by_hand(
    terminal: Terminal, server: str
) -> None:
    terminal.set(DATABASE_URL=server)
    assert "sigap migrate" in terminal.refuses("export", "people")
    terminal.run("migrate")
    assert terminal.run("export", "people").stdout.count("\n") == 1


def test_migrate_says_that_it_makes_no_copy_and_what_to_do(
    terminal: Terminal, server: str
) -> None:
    terminal.set(DATABASE_URL=server)
    assert "no copy" not in terminal.run("migrate").stderr, "there is nothing yet to be copied"
    engine = database.connect(server)
    command.downgrade(database._config(engine), "-1")
    terminal.run("backup", "--to", "copies")
    said = terminal.run("migrate").stderr
    assert "no copy is made" in said
    assert "sigap backup" in said
    assert f"{datetime.now(UTC):%Y-%m-%d}" in said
    engine.dispose()


def test_two_processes_that_migrate_at_once_do_it_once(tmp_path: Path, server: str) -> None:
    both = [migrating(tmp_path, server) for _ in range(2)]
    told = [(*process.communicate(timeout=60), process.returncode) for process in both]
    for out, err, code in told:
        done, refused = "up to date, migration" in out, "Another process" in err
        assert (code, done, refused) in {(0, True, False), (2, False, True)}
    assert 0 in [code for *_, code in told]


def test_migrate_is_refused_in_words_while_another_one_runs(
    terminal: Terminal, server: str
) -> None:
    terminal.set(DATABASE_URL=server)
    engine = database.connect(server)
    other = Ownership(engine, "migrate", leased=False)
    assert other.try_acquire()
    assert "Another process is bringing this database up to date" in terminal.refuses("migrate")
    other.release()
    terminal.run("migrate")
    engine.dispose()


def test_an_office_moves_to_the_server_and_back(terminal: Terminal, server: str) -> None:
    terminal.run("import", terminal.roster(*ROWS))
    people = terminal.run("export", "people").stdout
    assert "counts of all tables agree" in terminal.run("move", "--to", server).stdout
    terminal.set(DATABASE_URL=server)
    assert terminal.run("export", "people").stdout == people
    terminal.run("verify")
    terminal.run("move", "--to", "sqlite:///back.db")
    terminal.set(DATABASE_URL="sqlite:///back.db")
    assert terminal.run("export", "people").stdout == people
    terminal.run("verify")


def test_commands_that_decide_wait_until_the_running_program_has_finished_its_thought(
    terminal: Terminal, server: str
) -> None:
    """Else somebody on leave could be judged by a program that does not know of it yet."""
    terminal.set(DATABASE_URL=server)
    terminal.run("migrate")
    engine, roster = database.connect(server), terminal.roster(*ROWS)
    leave = terminal.folder / "leave.csv"
    leave.write_text(f"nip,date,mode,letter,clause\n{EKA},2026-04-17,cuti,Cuti 7,\n")
    for words in (("import", roster), ("schedule", str(leave))):
        with deciding(engine):
            command = Thread(target=terminal.run, args=words)
            command.start()
            command.join(0.5)
            assert command.is_alive(), words
        command.join()
    engine.dispose()
    assert terminal.run("export", "people").stdout.count("\n") == 1 + len(ROWS)


def test_a_server_that_is_not_there_is_told_in_a_line(terminal: Terminal) -> None:
    terminal.set(DATABASE_URL="postgresql://sigap:secret@127.0.0.1:1/sigap?connect_timeout=2")
    said = terminal.refuses("export", "people")
    assert "cannot be used" in said
    assert "secret" not in said
    assert said.count("\n") == 1


def test_a_character_that_the_server_cannot_keep_costs_nobody_his_words(server: str) -> None:
    engine = database.connect(server)
    database.migrate(engine, FRIDAY)
    with transaction(engine) as db:
        db.add(
            Outbox(
                address="telegram:1",
                key="a\0b",
                blanks={"said": "x\0y"},
                language="id",
                zone="Asia/Jakarta",
                not_before=FRIDAY,
                created_at=FRIDAY,
            )
        )
    with transaction(engine) as db:
        row = db.get_one(Outbox, 1)
        assert (row.key, row.blanks) == ("ab", {"said": "x\0y"})
    engine.dispose()
