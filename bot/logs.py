"""The log: one line an event, as JSON or for eyes; ids, never texts, names or tokens.

Everybody logs through the standard logging, libraries too. Of an exception the frames and the
type are written; what it says only where it cannot quote anybody.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.channels import Misconfigured

FIELDS = ("call", "person", "update", "outbox", "channel", "role")
QUIET = {  # these tell what they send, or every look that they take
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "twilio": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "httpx": logging.WARNING,
    "telegram": logging.INFO,
}
SPEAKING = (OSError, Misconfigured)  # they quote nobody
SPEAKING_LIBRARIES = {"telegram", "aiohttp", "apscheduler"}
REPR = re.compile(r"[(\n]")  # where asyncio begins to show the things themselves


def set_up(level: str, shape: str = "console") -> None:
    """Let the root logger write what matters, in the shape that is wanted."""
    logging.basicConfig(level=level, handlers=[handler(shape, sys.stderr)])
    quieten()


def quieten() -> None:
    """Let libraries say only what an operator must know."""
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(least)


@contextmanager
def about(**ids: int | str) -> Iterator[None]:
    """Let whatever is logged meanwhile bear these ids."""
    before = structlog.contextvars.bind_contextvars(**ids)
    try:
        yield
    finally:
        structlog.contextvars.reset_contextvars(**before)


def handler(shape: str, stream: TextIO) -> logging.Handler:
    """Make a handler that writes `json` or `console` lines."""
    made = logging.StreamHandler(stream)
    made.addFilter(_discreet)  # before any filter that looks for secrets
    made.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.ExtraAdder(allow=FIELDS),
                _only_ids,
                _moment,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                _traces,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(shape, stream),
            ],
        )
    )
    return made


def _renderer(shape: str, stream: TextIO) -> Processor:
    if shape == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=stream.isatty(), pad_event_to=0, pad_level=False)


def _discreet(record: logging.LogRecord) -> bool:
    """Write an exception down as far as it quotes nobody, and forget the rest of it."""
    if record.name == "asyncio" and record.levelno >= logging.ERROR:
        record.msg, record.args = REPR.split(record.getMessage(), maxsplit=1)[0], ()
    if record.exc_info and record.exc_info[1]:
        record.stack_info = trace(record.exc_info[1])
    record.exc_info = record.exc_text = None
    return True


def trace(error: BaseException) -> str:
    """Tell where an exception and its causes came from, and their types."""
    lines: list[str] = []
    link: BaseException | None = error
    while link is not None:
        own = [*traceback.format_tb(link.__traceback__), name(link)]
        if isinstance(link, BaseExceptionGroup):
            own += [f"\n{trace(part)}" for part in link.exceptions]
        lines.insert(0, "".join(own))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n".join(lines)


def name(error: BaseException) -> str:
    """Give the type of an exception, and what it says if it can quote nobody."""
    kind = type(error)
    library = kind.__module__.partition(".")[0]
    whole = (
        kind.__qualname__ if library == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    )
    speaks = isinstance(error, SPEAKING) or library in SPEAKING_LIBRARIES
    speaks = speaks or (kind.__name__ == "OperationalError" and library != "sqlalchemy")
    return f"{whole}: {error}" if speaks else whole


def _only_ids(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    known = {"event", "stack_info", *FIELDS}
    return {key: value for key, value in event.items() if key in known or key.startswith("_")}


def _moment(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    created = datetime.fromtimestamp(event["_record"].created, UTC)
    event["timestamp"] = f"{created.isoformat(timespec='milliseconds')[:-6]}Z"
    return event


def _traces(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if "stack_info" in event:
        event["exception"] = event.pop("stack_info")
    return event
