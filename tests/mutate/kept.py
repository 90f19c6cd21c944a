"""What is known of mutants: kept in .mutants/, and forgotten when the code changes."""

import ast
import hashlib
import importlib
import json
from pathlib import Path

from tests.mutate.mutants import Mutant, mutants
from tests.mutate.warm import PATIENCE

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".mutants"


class Kept:
    """The verdicts on the mutants of some modules."""

    def __init__(self, modules: list[str], patience: float = PATIENCE) -> None:
        self.verdicts = {name: _read(name) for name in modules}
        self._sources = {name: _digest(_source(name)) for name in modules}
        self._tests = _digest(_tests().encode(), str(patience).encode())

    def knows(self, module: str, mutant: Mutant) -> bool:
        """Say whether a verdict still holds; whoever survived is tried again with new tests."""
        verdict = self.verdicts[module].get(mutant.name)
        return verdict is not None and verdict[1] in {"", self._tests}

    def untried(self) -> dict[str, int]:
        """Count the mutants of each module on which there is no verdict yet."""
        asked = {name: mutants(ast.parse(_source(name))) for name in self.verdicts}
        return {
            name: sum(one.name not in self.verdicts[name] for one in asked[name]) for name in asked
        }

    def judged(self, module: str, mutant: Mutant, verdict: str) -> None:
        """Keep a verdict at once."""
        self.verdicts[module][mutant.name] = [verdict, self._tests if verdict else "", mutant.line]
        FOLDER.mkdir(exist_ok=True)
        held = {"source": self._sources[module], "verdicts": self.verdicts[module]}
        (FOLDER / f"{module}.json").write_text(json.dumps(held, indent=1))


def _read(module: str) -> dict[str, list[object]]:
    path = FOLDER / f"{module}.json"
    held = json.loads(path.read_text()) if path.exists() else {}
    fresh = held.get("source") == _digest(_source(module))
    return held["verdicts"] if fresh else {}


def _source(module: str) -> bytes:
    return Path(importlib.import_module(module).__file__ or "").read_bytes()


def _tests() -> str:
    return _digest(*(path.read_bytes() for path in sorted((ROOT / "tests").rglob("test_*.py"))))


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]
