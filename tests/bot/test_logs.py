"""The log bears ids, and nothing that anybody wrote, is called or keeps secret."""

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from bot import logs
from bot.channels.telegram import Redact
from bot.core import Bot
from handlers.events import Event
from storage import inbox
from storage.database import transaction
from tests.fakes.telegram import TOKEN

NOW = datetime(2026, 4, 10, 1, 0, tzinfo=UTC)
WORDS, NAME = "Anak saya dirawat", "Siti Rahmawati"
SECRET = TOKEN.partition(":")[2]
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture(params=["json", "console"])
def shape(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def written(shape: str) -> Iterator[io.StringIO]:
    """What the program would write to its log, set up as `sigap run` does."""
    yield from _written(shape)


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The same, read back from JSON."""
    for stream in _written("json"):
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]  # noqa: B023


def _written(shape: str) -> Iterator[io.StringIO]:
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logs.handler(shape, stream), root.level
    handler.addFilter(Redact(TOKEN))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.contextvars.clear_contextvars()


def break_down(raw: dict[str, Any], _at: object) -> Event | None:
    """Fail as badly as an act may: with everything it knows in its mouth."""
    try:
        int(raw["text"] + TOKEN)
    except ValueError as error:
        raise ValueError(f"{raw['text']} from {raw['name']} over {TOKEN}") from error
    return None


def break_in_the_database(raw: dict[str, Any], _at: object) -> Event | None:
    raise IntegrityError("INSERT", {"words": raw["text"], "name": raw["name"]}, OSError(TOKEN))


def fail(engine: Engine, parse: Any) -> None:
    with transaction(engine) as db:
        inbox.store(db, "telegram", [("77", {"text": WORDS, "name": NAME})], NOW)
    Bot(engine, b"key").think(NOW, {"telegram": parse})


def test_a_failing_update_is_told_without_its_text_its_name_or_the_token(
    engine: Engine, written: io.StringIO
) -> None:
    fail(engine, break_down)
    log = written.getvalue()
    assert "update 77 is set aside" in log
    assert "ValueError" in log
    assert "break_down" in log, "the frames help whoever repairs it"
    for secret in (WORDS, NAME, SECRET):
        assert secret not in log


def test_nor_does_the_database_quote_what_it_was_given(
    engine: Engine, written: io.StringIO
) -> None:
    fail(engine, break_in_the_database)
    log = written.getvalue()
    assert "set aside" in log
    for secret in (WORDS, NAME, SECRET):
        assert secret not in log


async def test_nor_does_asyncio_when_a_task_dies_alone(written: io.StringIO) -> None:
    async def die() -> None:
        raise ValueError(f"{WORDS} {NAME} {TOKEN}")

    task = asyncio.ensure_future(die())
    await asyncio.wait({task})
    exception = {"message": "Task exception was never retrieved", "future": task}
    asyncio.get_running_loop().default_exception_handler(
        exception | {"exception": task.exception()}
    )
    log = written.getvalue()
    assert "Task exception was never retrieved" in log
    assert "ValueError" in log
    for secret in (WORDS, NAME, SECRET):
        assert secret not in log


def test_a_line_is_an_object_with_the_ids_of_what_it_is_about(lines: Lines) -> None:
    with logs.about(update=77, channel="telegram"), logs.about(person=7):
        logging.getLogger("handlers.call").warning(
            "call %s is late", "260410-7-1", extra={"call": "260410-7-1", "text": WORDS}
        )
    logging.getLogger("bot").warning("and nothing of it stays")
    first, second = lines()
    moment = datetime.fromisoformat(first.pop("timestamp"))
    assert moment.tzinfo is not None
    assert first == {
        "event": "call 260410-7-1 is late",
        "level": "warning",
        "logger": "handlers.call",
        "call": "260410-7-1",
        "update": 77,
        "channel": "telegram",
        "person": 7,
    }
    assert set(second) == {"event", "level", "logger", "timestamp"}


def test_what_surrounds_comes_back_after_what_is_inside(lines: Lines) -> None:
    with logs.about(role="think"):
        with logs.about(update=1):
            pass
        logging.getLogger("bot").warning("x")
    assert lines()[0]["role"] == "think"
    assert "update" not in lines()[0]


def test_what_is_no_id_does_not_come_out_even_if_it_is_bound(lines: Lines) -> None:
    structlog.contextvars.bind_contextvars(name=NAME, person=3)
    logging.getLogger("bot").warning("x")
    assert lines()[0]["person"] == 3
    assert NAME not in str(lines())


def test_what_cannot_quote_anybody_is_told_in_full(lines: Lines) -> None:
    try:
        try:
            raise ConnectionRefusedError(111, "Connection refused")
        except OSError as error:
            raise RuntimeError(WORDS) from error
    except RuntimeError:
        logging.getLogger("bot").exception("broken")
    told = lines()[0]["exception"]
    assert "ConnectionRefusedError: [Errno 111] Connection refused" in told
    assert told.endswith("RuntimeError")


def test_every_member_of_a_group_is_told(lines: Lines) -> None:
    group = ExceptionGroup(WORDS, [ValueError(WORDS), TimeoutError("too slow")])
    logging.getLogger("bot").error("broken", exc_info=group)
    told = lines()[0]["exception"]
    assert "ValueError" in told
    assert "TimeoutError: too slow" in told
    assert WORDS not in told


def test_eyes_read_a_line_with_its_time_level_and_ids() -> None:
    for stream in _written("console"):
        with logs.about(person=7):
            logging.getLogger("bot").warning("slow")
        line = stream.getvalue()
    assert "[warning] slow" in line
    assert "person=7" in line
    assert "[bot]" in line
