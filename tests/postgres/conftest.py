"""A crew of processes where all have enrolled: told once, then copied by the server."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage import database
from tests.bot.run.site import ANA, BOSS, EKA, join
from tests.databases import server_database
from tests.fakes.telegram import FakeTelegram
from tests.postgres.crew import Crew
from tests.terminal import Terminal

THREE = {"ears": "web,listen", "mind": "think", "mouth": "speak"}


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal that hangs up after each test, as a process does when it ends."""
    opened: list[Engine] = []
    connect = database.connect

    def remember(url: str, *, runs: bool = False) -> Engine:
        opened.append(connect(url, runs=runs))
        return opened[-1]

    monkeypatch.setattr(database, "connect", remember)
    yield Terminal(tmp_path, monkeypatch)
    for engine in opened:
        engine.dispose()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture(scope="session")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A database in which boss, Ana and Eka have enrolled, with three processes; and DATA_DIR."""
    folder = tmp_path_factory.mktemp("enrolled")
    with server_database() as url:
        asyncio.run(enrol(url, folder))
        yield url, folder / "data"


async def enrol(url: str, folder: Path) -> None:
    async with FakeTelegram() as fake:
        crew = Crew(folder, fake, url)
        await crew.site.sigap("migrate")
        codes = await crew.site.invited()
        await crew.start(**THREE)
        pairs = ((crew.site.boss, BOSS), (crew.site.ana, ANA), (crew.site.eka, EKA))
        await asyncio.gather(*(join(phone, codes[nip]) for phone, nip in pairs))
        await crew.close()


@pytest.fixture
async def crew(
    enrolled: tuple[str, Path], tmp_path: Path, telegram: FakeTelegram
) -> AsyncIterator[Crew]:
    """The same deployment anew, with no process running yet."""
    template, data = enrolled
    with server_database(copy_of=template) as url:
        crew = Crew(tmp_path, telegram, url)
        crew.site.env["SIGAP_DATA_DIR"] = str(data)
        for phone in crew.site.network.phones:
            phone.has_written()
        yield crew
        await crew.close()
