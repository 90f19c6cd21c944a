"""The bench itself still runs, at sizes that say nothing about speed (4 of 4, point 7)."""

from pathlib import Path

import pytest

from tests.bench import report
from tests.bench.__main__ import FIGURES, measure
from tests.bench.size import Size

pytestmark = [pytest.mark.slow, pytest.mark.alone]
TINY = Size(1, 20, 5, 200, 20, 1.0, 40, 10, 100, 50)


def test_every_figure_can_still_be_measured() -> None:
    rows = measure(TINY)

    assert len(rows) > len(FIGURES)
    assert "20 judged missed" in _row(rows, "lateness"), "nobody answered"
    assert ", 0 early" in _row(rows, "lateness").replace(";", ",")
    assert "20 with the platform's time, 0 late" in _row(rows, "check-ins")
    assert "messages" in _row(rows, "orders most")
    assert "0 429; 20 windows from their own send, 0 void" in _row(rows, "calls due in")
    assert " 0 outages of our own; at most " in _row(rows, "strangers write")
    assert Path(__file__).parents[2] / "docs" / "benchmarks.md" == report.PAGE


def _row(rows: list[report.Row], what: str) -> str:
    return next(row.ours for row in rows if what in row.what)
