"""What the tests of the command line share."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.telegram import FakeTelegram
from tests.terminal import ROWS, Terminal


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in an empty folder."""
    return Terminal(tmp_path, monkeypatch)


@pytest.fixture
def staffed(terminal: Terminal) -> Terminal:
    """A terminal whose database has three people."""
    terminal.run("import", terminal.roster(*ROWS))
    return terminal


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    """A Bot API server that serves while the command has the test's own thread."""
    loop, server = asyncio.new_event_loop(), FakeTelegram()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(5)
        yield server
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(5)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def online(terminal: Terminal, fake: FakeTelegram) -> Terminal:
    terminal.set(TELEGRAM_TOKEN=fake.token, TELEGRAM_API_URL=fake.url)
    return terminal
