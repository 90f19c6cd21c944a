"""A warm process: all tests collected and run once; then one fork for each mutant."""

import ast
import functools
import gc
import importlib
import inspect
import mmap
import os
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

import pytest
from _pytest.runner import runtestprotocol

from tests.mutate.mutants import Mutant, mutants, put

PATIENCE = 30.0  # seconds of processor time for the tests of one mutant
ENDS = {0: "survives", 1: "", 2: "could not be made", -signal.SIGPROF: ""}
HANGS = 3  # times as long: a mutant that ends in no test is one that a test would notice
NOBODY = 0  # no test noticed a mutant; else its place from 1 on

Judged = Callable[[str, Mutant, str], None]


class Warm:
    """A pytest plugin that runs the tests once for each mutant of some modules."""

    def __init__(
        self,
        modules: list[str],
        known: Callable[[str, Mutant], bool],
        judged: Judged,
        until: float,
        patience: float = PATIENCE,
    ) -> None:
        self.modules = {name: importlib.import_module(name) for name in modules}
        self.files = {
            str(Path(module.__file__ or "")): name for name, module in self.modules.items()
        }
        self.texts = {name: Path(file).read_text() for file, name in self.files.items()}
        self.known, self.judged, self.until = known, judged, until
        self.patience, self.told = patience, mmap.mmap(-1, 4)
        self.noticed: Counter[pytest.Item] = Counter()  # how often each test did so before
        self.took: dict[pytest.Item, float] = {}
        self.runs: dict[tuple[str, str], set[pytest.Item]] = defaultdict(set)
        self.whole = False  # whether no mutant is left

    def pytest_configure(self) -> None:
        """Let properties try the same examples at every run, and make no failure shorter."""
        import hypothesis  # pytest rewrites it, and must be first

        hypothesis.settings.register_profile(
            "mutate",
            derandomize=True,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        )
        hypothesis.settings.load_profile("mutate")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests once as they are, then some of them for each mutant."""
        others = [*session.items[1:], session.items[0]]
        for item, other in zip(session.items, others, strict=True):
            if not self._as_it_is(item, other):
                session.testsfailed += 1
                sys.stderr.write(f"{item.nodeid} fails without any change\n")
                return True
        self.whole = all(self._module(session, name) for name in self.modules)
        return True

    def _as_it_is(self, item: pytest.Item, other: pytest.Item) -> bool:
        """Run a test on the true code, and remember which functions it passes through."""
        passed: set[CodeType] = set()

        def note(frame: FrameType, _event: str, _arg: object) -> None:
            if frame.f_code.co_filename in self.files:
                passed.add(frame.f_code)

        forget_answers()
        began = time.process_time()
        sys.settrace(note)
        fine = not _fails(item, other)
        sys.settrace(None)
        self.took[item] = time.process_time() - began
        for code in passed:
            function = code.co_qualname.partition(".<locals>")[0]
            self.runs[self.files[code.co_filename], function].add(item)
        return fine

    def _module(self, session: pytest.Session, name: str) -> bool:
        """Judge the mutants of a module; False if the time is over before."""
        module = self.modules[name]
        path, tree = Path(module.__file__ or ""), ast.parse(self.texts[name])
        left = [mutant for mutant in mutants(tree) if not self.known(name, mutant)]
        if left and not self._control(session, name, tree):
            session.testsfailed += 1
            sys.stderr.write(f"the unchanged code of {name} fails its tests\n")
            return False
        for mutant in left:
            if time.monotonic() > self.until:
                return False
            tests = sorted(self.runs[name, mutant.function], key=self._promise)
            with_it = functools.partial(changed, tree, mutant, str(path), module)
            self.judged(name, mutant, self._verdict(session, tests, with_it))
        return True

    def _promise(self, item: pytest.Item) -> float:
        """Put first what is quick, and what has noticed much for its time."""
        return self.took[item] / (1 + self.noticed[item])

    def _control(self, session: pytest.Session, name: str, tree: ast.Module) -> bool:
        """Show that the tests pass on code that was compiled anew, but not changed."""
        functions = {one.function for one in mutants(tree) if (name, one.function) in self.runs}
        tests = sorted(
            set().union(*(self.runs[name, function] for function in functions)),
            key=self.took.__getitem__,
        )
        code = compile(tree, str(self.modules[name].__file__), "exec")
        anew = functools.partial(_give, code, functions, self.modules[name])
        return not tests or self._verdict(session, tests, anew) == "survives"

    def _verdict(
        self, session: pytest.Session, tests: list[pytest.Item], change: Callable[[], None]
    ) -> str:
        """Let a fork of ourselves run the tests on changed code, until one of them fails."""
        if not tests:
            return "no test runs it"
        self.told[:] = NOBODY.to_bytes(4, "big")
        child = os.fork()
        if not child:
            self._alone(session, tests, change)
        _, status = os.waitpid(child, 0)
        if by := int.from_bytes(self.told[:], "big"):
            self.noticed[tests[by - 1]] += 1
        return meaning(os.waitstatus_to_exitcode(status))

    def _alone(
        self, session: pytest.Session, tests: list[pytest.Item], change: Callable[[], None]
    ) -> None:
        """Run the tests in a process of its own, which ends here: 1 if one failed."""
        signal.setitimer(signal.ITIMER_PROF, HANGS * self.patience)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        try:
            change()
        except (SyntaxError, ValueError, KeyError):
            os._exit(2)
        try:
            forget_answers()
            session._setupstate.teardown_exact(tests[0])
            other = next(item for item in session.items if item is not tests[-1])
            for at, item in enumerate(tests, start=1):
                if _fails(item, [*tests, other][at]):
                    self.told[:] = at.to_bytes(4, "big")
                    os._exit(1)
                if time.process_time() > self.patience:
                    break
        except BaseException:  # noqa: BLE001
            os._exit(1)
        os._exit(0)


def meaning(code: int) -> str:
    """Say what the end of a fork means: one that was ended from outside noticed nothing."""
    return ENDS.get(code, "was ended from outside")


def _fails(item: pytest.Item, following: pytest.Item) -> bool:
    return any(one.failed for one in runtestprotocol(item, log=False, nextitem=following))


def changed(tree: ast.Module, mutant: Mutant, path: str, module: ModuleType) -> None:
    """Give the living function the code of the mutant."""
    put(mutant.holder, mutant.key, mutant.new)
    whole = compile(ast.fix_missing_locations(tree), path, "exec")
    _give(whole, {mutant.function}, module)


def _give(whole: CodeType, functions: set[str], module: ModuleType) -> None:
    for code in _codes(whole):
        if code.co_qualname in functions:
            living(module, code.co_qualname).__code__ = code


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def living(module: ModuleType, name: str) -> FunctionType:
    """Find a function of a module below its decorators."""
    found: object = module
    for part in name.split("."):
        found = vars(found)[part]
    while not isinstance(found, FunctionType) or hasattr(found, "__wrapped__"):
        match found:
            case property(fget=inner) | functools.cached_property(func=inner):
                found = inner
            case staticmethod(__func__=inner) | classmethod(__func__=inner):
                found = inner
            case _:
                found = inspect.unwrap(found)  # type: ignore[arg-type]
    return found


def forget_answers() -> None:
    """Empty the caches of functions: what was answered before the change is no answer after it."""
    for held in _caches():
        held.cache_clear()


@functools.cache
def _caches_once() -> list["functools._lru_cache_wrapper[object]"]:
    gc.unfreeze()
    wrappers = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
    return [
        one
        for one in wrappers
        if one.__module__.partition(".")[0] in {"handlers", "tests", "conftest"}
    ]


def _caches() -> list["functools._lru_cache_wrapper[object]"]:
    own = _caches_once()
    return [one for one in own if one is not _caches_once]
