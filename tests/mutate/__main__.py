"""`python -m tests.mutate`: judge mutants for some minutes, keep what is known, print the rate."""

import argparse
import sys
import time
from pathlib import Path

import pytest

from tests.mutate.kept import ROOT, Kept
from tests.mutate.report import Table
from tests.mutate.warm import PATIENCE, Warm

PLUGINS = ("no:randomly", "no:xdist", "no:cacheprovider")
HEAD = """# Changes of the law that tests notice

Written by `make mutate PAGE=docs/mutants.md` from what `make mutate` and `make mutate PART=warn`
found. A mutant is one changed place of a function: a comparison, a term, a number, a condition, a
call left out. The tests are `tests/rules` for the law, and stories of cases, reasons and rulings
for what follows it; they run for at most 30 s a mutant, those first that are quick or have noticed
much, and for less in a first look. Before a module's mutants the same tests pass on its unchanged
code. Who survives stands here with the reason why the change is none, or in bold: then it is still
to be looked into, or to be tried again with tests that came after it was tried.
"""
LAW = ["tests/rules"]
CASES = [
    *(f"tests/handlers/test_{name}.py" for name in ("card", "case_log", "cases", "supervisors")),
    *(f"tests/handlers/test_{name}.py" for name in ("silences", "looking_back", "undecided")),
    *(f"tests/handlers/reasons/test_{name}.py" for name in ("reasons", "held_back", "evidence")),
]


def modules(part: str) -> list[str]:
    """List the modules of a part: `rules`, `warn`, `rules/zone`, `rules/circular`."""
    place = ROOT / "handlers" / part
    files = (
        [place.with_suffix(".py")] if place.with_suffix(".py").exists() else place.rglob("*.py")
    )
    dotted = (
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in sorted(files, key=_depth)
    )
    return [name.removesuffix(".__init__") for name in dotted]


def _depth(file: Path) -> tuple[int, Path]:
    return len(file.parts), file  # the law itself before the reading of circulars


def tests_of(names: list[str]) -> list[str]:
    """Choose the tests: pure ones for the law, stories for what follows it."""
    warns = [name for name in names if name.startswith("handlers.warn")]
    return [*(LAW if len(warns) < len(names) else []), *(CASES if warns else [])]


def judge(parts: list[str], seconds: float, patience: float = PATIENCE) -> int:
    """Judge what is not known yet, for some seconds; print the table; fail below the bar."""
    names = [name for part in parts for name in modules(part)]
    kept = Kept(names, patience)
    warm = Warm(names, kept.knows, kept.judged, time.monotonic() + seconds, patience)
    plugins = [word for plugin in PLUGINS for word in ("-p", plugin)]
    choice = ["-q", "-s", "-m", "not slow and not again", *plugins, *tests_of(names)]
    if pytest.main(choice, plugins=[warm]) not in {0, 5}:
        _tell("the tests fail without any change")
        return 2
    table = Table(kept)
    _tell(str(table))
    if not warm.whole:
        _tell("time is over: the same command goes on")
    return int(not table.fine)


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Read what is asked."""
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument(
        "--part", default=["rules"], nargs="+", help="rules, warn, rules/zone, ..."
    )
    parser.add_argument("--seconds", type=float, default=480)
    parser.add_argument(
        "--patience", type=float, default=PATIENCE, help="seconds a mutant; less for a first look"
    )
    parser.add_argument("--write", type=Path, help="write all that is kept as a page")
    asked = parser.parse_args()
    if asked.write:
        table = Table(Kept([*modules("rules"), *modules("warn")]))
        asked.write.write_text(f"{HEAD}\n{table}\n")
        return int(not table.fine)
    return judge(asked.part, asked.seconds, asked.patience)


if __name__ == "__main__":
    sys.exit(main())
