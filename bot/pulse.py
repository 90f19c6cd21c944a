"""A container's healthcheck that acts: what was alive and is not any more is ended at once.

Whoever runs the container starts it anew. It needs an init as process 1 (`init: true`), which no
signal from inside can end.
"""

import os
import signal
import sys
import time
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

WHERE = "http://127.0.0.1:8080/health/live"
ALIVE = Path("/tmp/sigap.alive")  # noqa: S108 - a container's own; who only starts is not ended
TRIES, PAUSE_SECONDS, ANSWER_SECONDS = 3, 3.0, 3.0


def is_alive(where: str) -> bool:
    """Ask a few times: one lost answer ends nobody."""
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE_SECONDS)
        try:
            with urlopen(where, timeout=ANSWER_SECONDS):  # noqa: S310 - our own address
                return True
        except (OSError, HTTPException):
            continue
    return False


def check(where: str, alive: Path) -> int:
    """Give 0 for one that is alive; end all of the container if it was and is not."""
    if is_alive(where):
        alive.touch()
        return 0
    if alive.exists():
        alive.unlink()
        os.kill(-1, signal.SIGKILL)  # all but process 1 and ourselves
    return 1


if __name__ == "__main__":
    sys.exit(check(WHERE, ALIVE))
