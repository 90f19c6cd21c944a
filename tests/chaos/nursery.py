"""Starts the program many times a minute: a process that has loaded it, and forks.

Each child is the real program with arguments and an environment of its own, to be killed like any
other. One order a line comes in, {"words", "env", "folder", "complaints"}; what is said goes out:
{"born": pid} at once, {"ended": pid, "code": code} when a child has died.
"""

import json
import os
import select
import signal
import sys
from datetime import datetime, timedelta, tzinfo
from typing import Any

import bot.cli
import bot.clock
import bot.run

PATIENCE = 0.02  # seconds between two looks at the children


def _say(**words: int) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def _live(order: dict[str, Any]) -> None:
    """Become the program."""
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["folder"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(order["complaints"], os.O_WRONLY), 2)
    step = timedelta(seconds=float(order["env"].get("CHAOS_CLOCK_STEP", "0")))
    if step:
        bot.clock.datetime = _stepped(step)  # type: ignore[attr-defined]
    sys.argv = ["sigap", *order["words"]]
    bot.cli.app()


def _stepped(step: timedelta) -> type[datetime]:
    """Give a datetime that is off by a step: a machine whose clock was set wrong."""

    class Stepped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + step

    return Stepped


def _bear(order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        _say(born=pid)
        return pid
    code = 1
    try:
        _live(order)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - the child must not go on as a nursery
        sys.excepthook(*sys.exc_info())
    sys.stderr.flush()
    os._exit(code)


def _bury(living: set[int]) -> None:
    for pid in list(living):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            living.discard(pid)
            _say(ended=pid, code=os.waitstatus_to_exitcode(status))


def main() -> None:
    """Bear and bury until nobody gives orders any more; nobody is left behind."""
    orders, living, rest = sys.stdin.fileno(), set[int](), b""
    while True:
        ready, _, _ = select.select([orders], [], [], PATIENCE)
        if ready:
            chunk = os.read(orders, 65536)
            if not chunk:
                break
            *lines, rest = (rest + chunk).split(b"\n")
            living.update(_bear(json.loads(line)) for line in lines)
        _bury(living)
    for pid in living:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
