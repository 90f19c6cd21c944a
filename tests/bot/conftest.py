"""What the tests of the command line share."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.served import served
from tests.fakes.telegram import FakeTelegram
from tests.terminal import ROWS, Terminal


@pytest.fixture(autouse=True)
def log_filters() -> Iterator[None]:
    """Take the secrets of a story's program off the log again: pytest's handlers outlive it."""
    handlers = {handler: list(handler.filters) for handler in logging.getLogger().handlers}
    yield
    for handler, filters in handlers.items():
        handler.filters[:] = filters


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in an empty folder."""
    return Terminal(tmp_path, monkeypatch)


@pytest.fixture
def staffed(terminal: Terminal) -> Terminal:
    """A terminal whose database has three people, whose posts are confirmed."""
    roster = terminal.roster(*ROWS)

    def staff() -> None:
        terminal.run("import", roster)
        terminal.run("who", "--confirm")

    terminal.tell_once("staffed", staff)
    return terminal


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    """A Bot API server that serves while the command has the test's own thread."""
    with served(FakeTelegram()) as server:
        yield server


@pytest.fixture
def online(terminal: Terminal, fake: FakeTelegram) -> Terminal:
    terminal.set(TELEGRAM_TOKEN=fake.token, TELEGRAM_API_URL=fake.url)
    return terminal
