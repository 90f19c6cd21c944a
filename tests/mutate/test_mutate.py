"""The tool that doubts the tests is tested: what it changes, and that a change is in force."""

import ast
import signal
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutate import kept
from tests.mutate.kept import ROOT, Kept
from tests.mutate.mutants import mutants
from tests.mutate.report import REASONS, Table
from tests.mutate.warm import changed, living, meaning

SOURCE = """
from functools import cache

LIMIT = 5

def late(seconds, excused=False):
    if excused:
        return False
    return not seconds < LIMIT and seconds > 0

class Person:
    @property
    def many(self):
        return any(one == 1 for one in self.all if one)

@cache
def answer():
    return 41
"""


def names() -> list[str]:
    return [mutant.name for mutant in mutants(ast.parse(SOURCE))]


@pytest.mark.parametrize(
    "name",
    [
        "late: if excused -> if not excused",
        "late: return False -> return True",
        "late: not seconds < LIMIT and seconds > 0 -> not seconds < LIMIT or seconds > 0",
        "late: not seconds < LIMIT and seconds > 0 -> seconds > 0",
        "late: not seconds < LIMIT and seconds > 0 -> not seconds < LIMIT",
        "late: not seconds < LIMIT -> seconds < LIMIT",
        "late: seconds < LIMIT -> seconds <= LIMIT",
        "late: seconds > 0 -> seconds > 1",
        "Person.many: for one in self.all if one -> for one in self.all",
        "Person.many: one == 1 -> one != 1",
        "answer: return 41 -> return 42",
    ],
)
def test_one_place_is_changed_at_a_time(name: str) -> None:
    assert name in names()


def test_names_are_unique() -> None:
    assert len(names()) == len(set(names()))


def test_nothing_of_the_tree_is_changed_by_listing() -> None:
    tree = ast.parse(SOURCE)
    before = ast.dump(tree)
    assert list(mutants(tree))
    assert ast.dump(tree) == before


def test_whoever_holds_a_function_already_runs_the_change() -> None:
    module = ModuleType("some")
    exec(SOURCE, module.__dict__)
    held, answer = module.late, module.answer
    assert not held(3)
    for wanted in (
        "late: not seconds < LIMIT -> seconds < LIMIT",
        "answer: return 41 -> return 42",
    ):
        tree = ast.parse(SOURCE)
        mutant = next(one for one in mutants(tree) if one.name == wanted)
        changed(tree, mutant, "some.py", module)
    assert held(3)
    assert answer() == 42


def test_a_function_is_found_below_its_decorators() -> None:
    module = ModuleType("some")
    exec(SOURCE, module.__dict__)
    assert living(module, "Person.many").__name__ == "many"
    assert living(module, "answer")() == 41


def test_whoever_may_survive_has_a_reason() -> None:
    for module, reasons in tomllib.loads(REASONS.read_text()).items():
        assert module.startswith("handlers.")
        assert all(len(reason) > 10 for reason in reasons.values())


def test_what_was_not_tried_holds_no_bar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FOLDER", tmp_path)
    found = Kept(["handlers.rules.window"])
    assert not Table(found).fine
    module = ROOT / "handlers" / "rules" / "window.py"
    every = list(mutants(ast.parse(module.read_text())))
    for mutant in every:
        found.judged("handlers.rules.window", mutant, "")
    assert Table(found).fine
    found.judged("handlers.rules.window", every[0], "survives")
    assert Table(found).counts("handlers.rules.window") == (len(every), len(every) - 1, 0)


def test_verdicts_hold_for_the_code_that_was_judged_and_not_for_what_came_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FOLDER", tmp_path)
    name, text = "handlers.rules.window", (ROOT / "handlers" / "rules" / "window.py").read_bytes()
    found = Kept([name])
    monkeypatch.setattr(kept, "_source", lambda _: text + b"# edited while it ran")
    found.judged(name, next(mutants(ast.parse(text))), "")
    assert Kept([name]).verdicts[name] == {}


def test_a_fork_that_somebody_else_ended_has_noticed_nothing() -> None:
    assert meaning(1) == meaning(-signal.SIGPROF) == ""  # a test failed, or none ended
    assert meaning(-signal.SIGKILL) == meaning(-signal.SIGTERM) == "was ended from outside"
    assert meaning(0) == "survives"


def test_a_reason_counts_for_whoever_survived_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FOLDER", tmp_path)
    name = "handlers.rules.window"
    found = Kept([name])
    module = ROOT / "handlers" / "rules" / "window.py"
    first, second, *_ = mutants(ast.parse(module.read_text()))
    found.judged(name, first, "")
    found.judged(name, second, "survives")
    table = Table(found)
    table.reasons = {name: {first.name: "it changes nothing", second.name: "it changes nothing"}}
    assert table.counts(name) == (2, 1, 1)
