"""One run: a server, a bot in processes of its own, a load, and the time that it took."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

PATIENCE = 600.0  # seconds; then a run is broken, and the bench ends
Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class Result:
    """What the server saw, and the processor time and memory that the bot took meanwhile."""

    seconds: float
    people: int
    doubled: int
    refused: int
    most: int
    p50: float
    p99: float
    longest: float
    cpu: float = 0.0
    busy: float = 0.0  # cores of the whole machine
    megabytes: float = 0.0


@contextmanager
def server() -> Iterator[str]:
    """Let the lean Bot API serve; give its address."""
    with process("server", stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        yield running.stdout.readline().decode().strip()


@contextmanager
def process(
    module: str, *words: str, stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Let a module of this folder run, and end it."""
    command = [sys.executable, "-m", f"tests.bench.{module}", *words]
    running = subprocess.Popen(command, stdout=stdout)
    try:
        yield running
    finally:
        running.terminate()
        if running.stdout:
            running.stdout.close()
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def told(module: str, *words: str) -> dict[str, Any]:
    """Let a module run to its end, and give the line of JSON that it says."""
    with process(module, *words, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        found: dict[str, Any] = json.loads(running.stdout.readline())
        return found


def race(url: str, load: dict[str, object], *processes: Words) -> Result:
    """Let a bot of one process or more do what `load` arranges, until the server has seen it."""
    ask(f"{url}/arrange?{urlencode(load)}")
    with ExitStack() as stack:
        running = [stack.enter_context(process(*words)) for words in processes]
        ask(f"{url}/began")
        before, idle = sum(_cpu(one.pid) for one in running), _idle()
        began = time.perf_counter()
        seen = ask(f"{url}/result")
        cpu = sum(_cpu(one.pid) for one in running) - before
        busy = (os.cpu_count() or 1) - (_idle() - idle) / (time.perf_counter() - began)
        held = sum(megabytes(one.pid) for one in running)
        return Result(**seen, cpu=cpu, busy=busy, megabytes=held)


def ours(url: str, database: str, what: str, speed: float, *roles: Words) -> list[Words]:
    """Word the processes of the program; each has its roles, none means all."""
    started = str(time.time())
    shared = (url, database, what, started, str(speed))
    return [("ours", *shared, *one) for one in roles or [()]]


def _cpu(pid: int) -> float:
    """Give the seconds that a process has had of a processor (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _idle() -> float:
    """Give the seconds in which all cores together had nothing to do (Linux)."""
    idle, waiting = Path("/proc/stat").read_text().split()[4:6]
    return (int(idle) + int(waiting)) / os.sysconf("SC_CLK_TCK")


def megabytes(pid: int | str = "self") -> float:
    """Give the memory that a process holds now (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def ask(address: str) -> Any:
    """Ask the server something."""
    with urlopen(address, timeout=PATIENCE) as answer:
        return json.loads(answer.read())["result"]
