"""The log of a played day: what `sigap run` would write, at the moments of the stage."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import logs
from bot.clock import Clock


@contextmanager
def kept(path: Path | None, clock: Clock) -> Iterator[None]:
    """Write the log into a file, if one is wanted, until the day is over."""
    if path is None:
        yield
        return
    root = logging.getLogger()
    with path.open("w", encoding="utf-8") as file:
        handler, level = logs.handler("console", file), root.level
        handler.addFilter(lambda record: _date(record, clock))
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        logs.quieten()
        try:
            yield
        finally:
            root.setLevel(level)
            root.removeHandler(handler)


def _date(record: logging.LogRecord, clock: Clock) -> bool:
    record.created = clock.now().timestamp()
    return True
