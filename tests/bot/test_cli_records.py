"""`sigap export` and `sigap verify`: what auditors get."""

import csv
import json
from importlib import import_module

import pytest
from sqlmodel import select

from storage.database import transaction
from storage.rows import Entry, Lottery
from tests.office import FRIDAY
from tests.terminal import HEADER, Terminal, table


@pytest.fixture
def friday(terminal: Terminal) -> Terminal:
    """A Friday on which Ana answers a call and misses one."""
    terminal.tell_once("records", lambda: tell_friday(terminal))
    return terminal


def tell_friday(terminal: Terminal) -> None:
    story = terminal.office()
    budi = story.hire("Budi", roles=["supervisor"])
    ana = story.hire("Ana", budi)
    story.begin_day("08.00")
    story.call(ana)
    story.wait(seconds=30)
    story.reply(ana)
    story.begin_day("09.00")
    story.call(ana)
    story.wait(minutes=12)
    story.reply(ana, "Mati listrik")
    story.decide(budi, ana, "refuse", "guide")
    story.bot.engine.dispose()


DAY = ("--from", "2026-04-10", "--to", "2026-04-10")


def test_calls_are_exported_as_json_lines_and_as_csv(friday: Terminal) -> None:
    lines = friday.run("export", "calls", *DAY, "--format", "jsonl").stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["outcome"] for row in rows] == ["on_time", "missed"]
    assert rows[0]["answered_at"] == "2026-04-10T08:00:30+07:00"
    assert (rows[1]["reason"], rows[1]["decision"]) == ("Mati listrik", "guide")
    as_csv = table(friday.run("export", "calls", *DAY).stdout)
    assert as_csv == [
        {key: "" if value is None else str(value) for key, value in row.items()} for row in rows
    ]


def test_faults_and_people_are_exported_likewise(friday: Terminal) -> None:
    (fault,) = table(friday.run("export", "faults", *DAY).stdout)
    assert (fault["confirmed"], fault["decision"]) == ("true", "guide")
    assert [row["name"] for row in table(friday.run("export", "people").stdout)] == ["Budi", "Ana"]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ([], 0),
        (["--from", "2026-04-01"], 2),
        (["--to", "2026-04-10"], 2),
        (["--from", "2026-04-11", "--to", "2026-04-30"], 0),
        (["--from", "2030-01-01"], 0),
    ],
)
def test_a_period_is_today_unless_it_is_said(
    friday: Terminal, words: list[str], count: int
) -> None:
    assert len(table(friday.run("export", "calls", *words).stdout)) == count


def test_attendance_is_exported_also_where_there_is_none(friday: Terminal) -> None:
    out = friday.run("export", "attendance").stdout
    head = ["nip", "circular", "on", "slot", "marked_at", "status", "way", "place"]
    assert next(csv.reader([out]))[:8] == head
    assert table(out) == []


def test_what_is_exported_can_be_imported_again(staffed: Terminal) -> None:
    people = table(staffed.run("export", "people").stdout)
    with (staffed.folder / "again.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, HEADER.split(","), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(people)
    assert "3 unchanged" in staffed.run("import", "again.csv").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["salaries"], "Choices: calls, faults, people, attendance"),
        (["calls", "--format", "xml"], "Choices: csv, jsonl"),
        (["calls", "--from", "32-04-2026"], "no date"),
        (["calls", "--to", "2026-02-30"], "no date"),
        (["calls", "--from", "2026-04-11", "--to", "2026-04-10"], "upside down"),
    ],
)
def test_an_export_that_makes_no_sense_is_refused_in_a_line(
    terminal: Terminal, words: list[str], said: str
) -> None:
    told = terminal.refuses("export", *words)
    assert said in told
    assert told.count("\n") == 1


def test_an_honest_log_holds(friday: Terminal) -> None:
    assert "Holds:" in friday.run("verify").stdout


def test_the_empty_log_of_a_mistyped_database_proves_nothing(terminal: Terminal) -> None:
    terminal.set(DATABASE_URL="sqlite:///mistyped.db")
    assert "mistyped.db is empty" in terminal.refuses("verify")


def test_a_rewritten_log_is_found(friday: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    # by name it is the command of that name
    monkeypatch.setattr(import_module("bot.cli.verify"), "SHOWN", 2)
    with transaction(friday.engine()) as db:
        for entry in db.exec(select(Entry).limit(5)):
            entry.facts = {"nothing": "happened"}
    result = friday.run("verify", code=1)
    assert result.stderr.splitlines() == [
        "Link 1 does not fit the one before it.",
        "Link 2 does not fit the one before it.",
        "and 3 more.",
    ]
    assert "DOES NOT HOLD" in result.stdout


def test_a_call_that_no_lot_gave_is_found(friday: Terminal) -> None:
    with transaction(friday.engine()) as db:
        lottery = db.exec(select(Lottery)).one()
        lottery.revealed_at = FRIDAY  # the story ordered its calls, so no lot has them
    assert "the calls there are not those of the lots" in friday.run("verify", code=1).stderr
