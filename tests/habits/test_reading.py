"""Whoever only reads goes through `reading()`: a transaction would keep the bot from writing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITING = {"transaction", "deciding", "open_memory", "open_empty", "decides"}
WRITERS = {  # whose purpose is to change something; a new file is a reader until it stands here
    "bot/cli/confirming.py",
    "bot/cli/invite.py",
    "bot/cli/key.py",
    "bot/cli/move.py",
    "bot/cli/importing.py",
    "bot/cli/restore.py",
    "bot/cli/schedule.py",
}
READERS = [
    path.relative_to(ROOT).as_posix()
    for pattern in ("bot/cli/**/*.py", "bot/web/**/*.py", "bot/papers/**/*.py")
    for path in sorted(ROOT.glob(pattern))
] + ["bot/metrics.py", "bot/auditing.py", "handlers/proof.py", "handlers/export.py"]


def names(code: str) -> Iterator[str]:
    """Name what a file uses, be it a variable, an attribute, or a word of a call."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.alias(name=name):
                yield name.rpartition(".")[2]
            case _:
                pass


@pytest.mark.parametrize("file", sorted({*READERS} - WRITERS))
def test_who_only_reads_opens_no_transaction(file: str) -> None:
    assert sorted(WRITING & set(names((ROOT / file).read_text(encoding="utf-8")))) == []


def test_the_habit_knows_a_transaction_when_it_sees_one() -> None:
    for code in ("with transaction(engine): ...", "office.open_memory(a, b)", "f(decides=True)"):
        assert WRITING & set(names(code))
    for file in WRITERS:
        assert WRITING & set(names((ROOT / file).read_text(encoding="utf-8"))), file
