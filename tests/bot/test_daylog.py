"""The log of a demo day: docs/log.md shows it, and whoever has only it knows what happened."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

import bot.demo
from bot.demo.day import Day
from bot.demo.faults import AWAY
from bot.demo.play import play_day
from handlers.rules import circular
from storage import database, journal
from storage.rows import Call, Outage, Person

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "log.md").read_text(encoding="utf-8")
LINE = re.compile(
    r"(?P<at>\S+) \[info\] (?P<said>.*) \[day\] call=(?P<call>\S+) person=(?P<person>\d+)"
)


@dataclass(frozen=True)
class Logged:
    """A day that is over: its memory, and its log."""

    engine: Engine
    log: str

    def read(self, query: Any) -> list[Any]:
        with Session(self.engine) as db:
            return list(db.exec(query))


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logged]:
    """What the command in docs/log.md plays and writes."""
    words = re.search(r"^sigap demo (.*)$", PAGE, re.MULTILINE)
    assert words
    assert words[1] == "--headless --circular sumsel --faults --log day.log"
    folder = tmp_path_factory.mktemp("day")
    engine = database.connect(f"sqlite:///{folder / 'day.db'}")
    told: dict[str, Any] = {"speed": 60, "headless": True, "seed": 1, "say": lambda _: None}
    wanted = Day(law=circular.load("sumsel"), log=folder / "day.log", faults=True, **told)
    asyncio.run(play_day(wanted, engine))
    yield Logged(engine, (folder / "day.log").read_text(encoding="utf-8"))
    engine.dispose()


def test_the_options_of_the_page_reach_the_play(monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from bot.cli import app

    seen: dict[str, Any] = {}
    monkeypatch.setattr(bot.demo, "play", lambda **told: seen.update(told) or 0)
    CliRunner().invoke(app, ["demo", "--headless", "--faults", "--log", "day.log"])
    assert (seen["faults"], seen["log"], seen["seed"]) == (True, Path("day.log"), 1)


@pytest.mark.slow
def test_the_page_shows_the_very_day(day: Logged) -> None:
    shown = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert shown
    assert shown[1] in day.log


@pytest.mark.slow
def test_the_log_alone_tells_who_was_called_when_and_what_came_of_it(day: Logged) -> None:
    told: dict[str, tuple[int, str, str]] = {}
    asked: dict[str, list[str]] = {}
    for line in filter(None, map(LINE.fullmatch, day.log.splitlines())):
        facts = dict(re.findall(r"(\w+)=(\S+)", line["said"]))
        if line["said"].startswith("asked"):
            asked.setdefault(line["call"], []).append(facts["at"])
        if line["said"].startswith(("closed", "corrected")):
            told[line["call"]] = int(line["person"]), facts["outcome"], facts.get("cause", "")
        if line["said"].startswith("decided choice=accept"):
            told[line["call"]] = told[line["call"]][0], "excused", ""
    calls = day.read(select(Call))
    assert told == {call.code: (call.person_id, call.outcome, call.void_cause) for call in calls}
    causes = {cause for _, _, cause in told.values() if cause}
    assert causes == {"blocked", "outage", "unreachable"}
    unasked = {call.code for call in calls} - asked.keys()
    assert {told[code][2] for code in unasked} <= {"blocked", "unreachable"}


@pytest.mark.slow
def test_what_went_wrong_stands_in_it_and_no_name_does(day: Logged) -> None:
    assert "not taken by phones: unreachable" in day.log
    assert [row.since.minute for row in day.read(select(Outage))] == [AWAY[0].minute]
    assert "outage since=2026-04-10T03:13:00Z until=2026-04-10T03:14:00Z cause=restart" in day.log
    for person in day.read(select(Person)):
        assert person.nip not in day.log
        assert person.name.split()[0] not in day.log


def test_the_page_explains_every_kind_of_line() -> None:
    explained = set(re.findall(r"`([^`]+)`", PAGE.partition("## What stands in it")[2]))
    assert {words for words, _ in journal.LINES.values()} <= explained
