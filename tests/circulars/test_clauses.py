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
    assert len(COMING) < len(EVERY) / 20


def test_what_is_only_displayed_is_displayed() -> None:
    notes = {(name, note.article) for name in TABLES for note in SHIPPED[name].notes}
    assert sorted(notes - EVERY) == []
    assert sorted(notes - covered() - COMING) == sorted(SHOWN)


@pytest.mark.parametrize(
    ("name", "article", "words"),
    [
        ("sumsel", "8", "frekuensi serta jumlah rombongannya dikurangi"),
        ("sumsel", "9", "tidak berbasis bahan bakar fosil"),
        ("sumsel", "13", "melaporkannya kepada Sekretaris Daerah"),
        ("bukittinggi", "1.c", "membangun resiliensi organisasi"),
        ("bukittinggi", "1.j", "menghitung penghematan anggaran"),
        ("bukittinggi", "3.1", "paling lambat tanggal 1 bulan berikutnya"),
        ("metro", "1.i", "frekuensi serta jumlah rombongannya dikurangi"),
        ("metro", "1.m", "menghitung penghematan anggaran"),
        ("metro", "2.a", "tppbagormetro@gmail.com"),
        ("umkm", "E.4.d", "transportasi umum diutamakan"),
    ],
)
def test_a_note_says_the_whole_clause(name: str, article: str, words: str) -> None:
    assert [n.text for n in SHIPPED[name].notes if n.article == article and words in n.text]


def test_every_circular_that_is_shipped_with_a_seed_has_a_table_and_a_file() -> None:
    assert set(TABLES) == set(SHIPPED) - WITHOUT_SEED
    for name in SHIPPED:
        assert (HERE / f"test_{name}.py").exists()
