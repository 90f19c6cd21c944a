"""Every clause that the bot keeps or supports has a test, or stands in one of two short lists.

A test names its clauses by a marker: `@pytest.mark.clause("bukittinggi", "2.a")`.
"""

import importlib
import inspect
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.circulars.laws import SHIPPED

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TABLES: dict[str, Any] = tomllib.loads((HERE / "clauses.toml").read_text(encoding="utf-8"))
DISPLAY, LATER = TABLES.pop("display"), TABLES.pop("later")
EVERY = {(name, one) for name, table in TABLES.items() for one in table["A"] + table["S"]}
SHOWN = {(name, one) for name, ones in DISPLAY.items() for one in ones}
WITHOUT_SEED = {"bogor", "contoh"}  # of Bogor only the press was seen; contoh is invented
COMING = {(name, one) for name, ones in LATER.items() for one in ones}


@cache
def covered() -> frozenset[tuple[str, str]]:
    """List the clauses that the tests of circulars and handlers name."""
    return frozenset(
        (mark.args[0], one)
        for folder in ("circulars", "handlers")
        for path in sorted((HERE.parent / folder).rglob("test_*.py"))
        for mark in marks(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for one in mark.args[1:]
    )


def marks(module: str) -> Iterator[pytest.Mark]:
    for _, test in inspect.getmembers(importlib.import_module(module), inspect.isfunction):
        for mark in getattr(test, "pytestmark", []):
            if mark.name == "clause":
                yield mark


def test_every_clause_has_a_test_or_a_reason_for_none() -> None:
    assert sorted(EVERY - covered() - SHOWN - COMING) == []


def test_the_tests_name_only_clauses_that_there_are() -> None:
    assert sorted(covered() - EVERY) == []


def test_the_lists_are_short_and_hold_nothing_else() -> None:
    assert sorted((SHOWN | COMING) - EVERY) == []
    assert SHOWN.isdisjoint(COMING)
    assert len(SHOWN | COMING) < len(EVERY) / 4


def test_what_is_only_displayed_is_displayed() -> None:
    notes = {(name, note.article) for name, law in SHIPPED.items() for note in law.notes}
    assert sorted(SHOWN - notes) == []


def test_every_circular_that_is_shipped_with_a_seed_has_a_table_and_a_file() -> None:
    assert set(TABLES) == set(SHIPPED) - WITHOUT_SEED
    for name in SHIPPED:
        assert (HERE / f"test_{name}.py").exists()
