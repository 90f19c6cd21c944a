"""One run: a server, a bot in a process of its own, a load, and the time that it took."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

PATIENCE = 60.0  # seconds; then a run is broken, and the bench ends


@dataclass(frozen=True, slots=True)
class Result:
    """What the server saw, and the processor time that the bot took meanwhile."""

    seconds: float
    cpu: float
    people: int
    doubled: int


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
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def race(url: str, count: int, until: str, module: str, *words: str) -> Result:
    """Let a bot answer `count` updates until the server has seen enough."""
    _ask(f"{url}/arrange?count={count}&until={until}")
    with process(module, *words) as running:
        _ask(f"{url}/began")
        before = _cpu(running.pid)
        seen = json.loads(_ask(f"{url}/result"))["result"]
        return Result(**seen, cpu=_cpu(running.pid) - before)


def _cpu(pid: int) -> float:
    """Give the seconds that a process has had of a processor (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _ask(address: str) -> bytes:
    with urlopen(address, timeout=PATIENCE) as answer:
        body: bytes = answer.read()
        return body
