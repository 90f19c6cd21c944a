"""`make bench`: measure, print the table, and write docs/benchmarks.md.

`--quick` takes a look at small sizes and writes nothing; `--only ingest` measures one figure.
"""

import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from tests.bench import report
from tests.bench.figures import Bench
from tests.bench.flood import flood
from tests.bench.load import JITTER
from tests.bench.race import server
from tests.bench.report import Row
from tests.bench.size import QUICK, Size

FIGURES = (
    Bench.answers,
    Bench.far_answers,
    Bench.ingest,
    Bench.lateness,
    Bench.check_ins,
    flood,
    Bench.processes,
    Bench.strict,
    Bench.day,
    Bench.memory,
)


def main(
    quick: Annotated[bool, typer.Option(help="small sizes; the page stays as it is")] = False,
    only: Annotated[str, typer.Option(help="measure one figure; the page stays as it is")] = "",
) -> None:
    """Measure; the machine should have nothing else to do."""
    size, began = QUICK if quick else Size(), time.monotonic()
    rows = measure(size, only)
    page = report.page(
        rows,
        minutes=(time.monotonic() - began) / 60,
        rounds=size.rounds,
        answers=size.answers,
        updates=size.updates,
        jitter=JITTER * 1000,
    )
    if not quick and not only:
        report.PAGE.write_text(page, encoding="utf-8")
    typer.echo(f"\n{page}")


def measure(size: Size, only: str = "") -> list[Row]:
    """Measure all figures, or one."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="sigap-bench-") as name, server() as api:
        bench = Bench(api, Path(name), size, typer.echo)
        for figure in FIGURES:
            if figure.__name__.startswith(only):
                rows += figure(bench)
    return rows


if __name__ == "__main__":
    typer.run(main)
