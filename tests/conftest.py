"""The one office that all stories are told in."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import pytest
from sqlalchemy import Engine

from handlers.rules import circular
from handlers.rules.circular import Circular
from storage import database
from tests.databases import GIVEN, empty, story_database
from tests.office import Office, without_lots

# what only a server can show; `make postgres` gives one
collect_ignore = [] if GIVEN else ["postgres"]


@pytest.hookimpl(tryfirst=True)  # before marks are chosen from
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the stories that are told on WhatsApp after Telegram has told them."""
    for item in items:
        told = getattr(item, "callspec", None)
        if told and "whatsapp" in map(str, told.params.values()):
            item.add_marker(pytest.mark.again)


def pytest_collection_finish() -> None:
    """Spare the collector the modules, and let it look seldom: stories make small garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session")
def memory() -> Iterator[Engine]:
    """One migrated database for the whole session."""
    with story_database() as url:
        engine = database.connect(url)
        database.migrate(engine, datetime(2026, 4, 1, tzinfo=UTC))
        yield engine
        engine.dispose()


@pytest.fixture
def engine(memory: Engine) -> Engine:
    """Give the database empty."""
    empty(memory)
    return memory


@cache
def _law(name: str = "") -> Circular:
    """Read a circular once for all stories; a law never changes."""
    return circular.load(name) if name else without_lots()


@pytest.fixture
def office(engine: Engine) -> Office:
    """The morning of the first real WFH Friday in Sumsel; stories order the calls."""
    return Office(engine, _law())


@pytest.fixture
def drawing_office(engine: Engine) -> Office:
    """The same morning, with calls drawn by lot as the circular says."""
    return Office(engine, _law("sumsel"))
