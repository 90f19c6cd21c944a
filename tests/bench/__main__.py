"""`make bench`: measure, print the table, and write docs/benchmarks.md."""

import json
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import typer

from tests.bench import report
from tests.bench.place import Place, called, on_time, url
from tests.bench.race import process, race, server
from tests.bench.report import Pair

Found = TypeVar("Found")
ROUNDS = 5
ANSWERS, UPDATES, PEOPLE = 300, 10_000, 20


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sigap-bench-") as name, server() as api:
        folder = Path(name)
        typer.echo("Two to three minutes; the machine should have nothing else to do.")
        office, empty = called(folder, ANSWERS), Place(folder, "empty")
        answers = _rounds("whole path", partial(_answers, api, office))
        ingest = _rounds("ingest", partial(_ingest, api, empty))
        days = _rounds("a day", partial(_day, folder))
    rows = [*report.rows("whole path, answers", answers), *report.rows("ingest, updates", ingest)]
    page = report.write(
        rounds=ROUNDS,
        rows="\n".join(rows),
        day=report.day(PEOPLE, days),
        answers=ANSWERS,
        updates=f"{UPDATES:,}",
    )
    typer.echo(f"\n{page}")


def _rounds(what: str, measure: Callable[[], Found]) -> list[Found]:
    found = []
    for number in range(1, ROUNDS + 1):
        typer.echo(f"{what} {number}/{ROUNDS}")
        found.append(measure())
    return found


def _answers(api: str, office: Place) -> Pair:
    theirs = race(api, ANSWERS, "sent", "ptb", "echo", api, str(ANSWERS))
    copy = office.copy()
    ours = race(api, ANSWERS, "sent", "ours", "answers", api, url(copy))
    assert (ours.people, ours.doubled, on_time(copy)) == (ANSWERS, 0, ANSWERS), ours
    return Pair(ANSWERS, ours, theirs)


def _ingest(api: str, empty: Place) -> Pair:
    theirs = race(api, UPDATES, "told", "ptb", "nothing", api, str(UPDATES))
    ours = race(api, UPDATES, "confirmed", "ours", "ingest", api, url(empty.copy()))
    return Pair(UPDATES, ours, theirs)


def _day(folder: Path) -> dict[str, float]:
    with (
        tempfile.TemporaryDirectory(dir=folder) as name,
        process("day", name, str(PEOPLE), stdout=subprocess.PIPE) as running,
    ):
        assert running.stdout is not None
        found: dict[str, float] = json.loads(running.stdout.readline())
        return found


if __name__ == "__main__":
    main()
