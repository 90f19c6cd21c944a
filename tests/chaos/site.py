"""A deployment under fire: its folder, its database, its processes and their deaths."""

import asyncio
import csv
import os
import random
import re
import signal
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from tests.chaos.process import Nursery, Process, nursery
from tests.chaos.record import ChaosTelegram
from tests.fakes.telegram import TOKEN, Device
from tests.nips import make_nip
from tests.trial import CIRCULAR, HEADER

ROOT = Path(__file__).parents[2]
BOSSES, TEAM = 2, 3  # employees of each
WHOLE = (("run",),)
SPLIT = tuple(
    ("run", "--only", roles)
    for roles in ("web,listen", "listen", "think", "think", "speak", "speak")
)
STARTUP = 30.0  # seconds within which the program must ask for updates


@dataclass
class Site:
    """`programs`: the words after `sigap` of every process; `step`: how wrong our clock is.

    `running` holds a process for each of them, and those that were started beside.
    """

    folder: Path
    fake: ChaosTelegram
    nursery: Nursery
    database: str = ""  # a PostgreSQL server's URL; else SQLite in the folder
    programs: tuple[tuple[str, ...], ...] = WHOLE
    step: float = 0.0
    furthest: float = 0.0  # of all steps
    notes: list[str] = field(default_factory=list)
    running: list[Process | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = f"chaos_{uuid.uuid4().hex[:12]}"
        self.url = f"sqlite:///{self.folder / 'sigap.db'}"
        if self.database:
            self.url = (
                make_url(self.database)
                .set(database=self.name)
                .render_as_string(hide_password=False)
            )
        nips = [make_nip(n) for n in range(1, 1 + BOSSES * (TEAM + 1))]
        self.bosses = nips[:BOSSES]
        self.teams = {boss: nips[BOSSES + i :: BOSSES] for i, boss in enumerate(self.bosses)}
        self.phones: dict[str, Device] = {
            nip: self.fake.user(40 + n, f"Pegawai {n}") for n, nip in enumerate(nips)
        }
        (self.folder / "uji.toml").write_text(CIRCULAR)
        (self.folder / "roster.csv").write_text("\n".join([HEADER, *self._roster()]) + "\n")

    def _roster(self) -> list[str]:
        rows = [
            f"{boss},Atasan {n},Dinas Uji,Kepala Bidang,PNS,,supervisor;admin,0812000{n:04d},,,,,"
            for n, boss in enumerate(self.bosses)
        ]
        for boss, team in self.teams.items():
            rows += [
                f"{nip},Pegawai {n}{nip[-3:]},Dinas Uji,Analis,PNS,{boss},employee,,,,,,"
                for n, nip in enumerate(team)
            ]
        return rows

    @property
    def env(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if "SIGAP" not in name}
        return inherited | {
            "SIGAP_DATABASE_URL": self.url,
            "SIGAP_CIRCULAR": str(self.folder / "uji.toml"),
            "SIGAP_DATA_DIR": str(self.folder / "data"),
            "SIGAP_TELEGRAM_TOKEN": TOKEN,
            "SIGAP_TELEGRAM_API_URL": self.fake.url,
            "SIGAP_BIND": "127.0.0.1:0",
            "SIGAP_LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
            "CHAOS_CLOCK_STEP": str(self.step),
        }

    async def start(self, *words: str) -> Process:
        process = await self.nursery.start(*words, env=self.env)
        deaths = self.fake.record.kills
        process.ended.add_done_callback(lambda _: deaths.append(time.time()))
        return process

    async def command(self, *words: str) -> None:
        process = await self.start(*words)
        assert await process.ended == 0, await process.complaints

    async def launch(self, *, wait: bool = True) -> None:
        """Start every process that does not run; by default until updates are asked for."""
        self.furthest = max(self.furthest, self.step)
        kept = self.running or [None] * len(self.programs)
        self.running = [
            process or await self.start(*words)
            for words, process in zip(self.programs, kept, strict=True)
        ]
        if wait:
            await self._heard_from()

    async def _heard_from(self) -> None:
        before, end = self.fake.count("getUpdates"), time.monotonic() + STARTUP
        while self.fake.count("getUpdates") <= before and self._is_whole():
            assert time.monotonic() < end, "the program does not start"
            await asyncio.sleep(0.03)

    def _is_whole(self) -> bool:
        return all(process and process.alive for process in self.running)

    def living(self) -> list[Process]:
        return [process for process in self.running if process]

    async def kill(self, sign: int = signal.SIGKILL, only: int | None = None) -> None:
        """End one process, or all, and whatever runs beside; note what had ended by itself."""
        self.fake.record.kills.append(time.time())
        kept: list[Process | None] = []
        for number, process in enumerate(self.running):
            dead = not (process and process.alive)
            ends = dead or only in {None, number} or number >= len(self.programs)
            if ends:
                await self._end(process, sign)
            kept.append(None if ends else process)
        self.running = kept[: len(self.programs)]

    async def _end(self, process: Process | None, sign: int) -> None:
        if process is None:
            return
        died = not process.alive
        code = await process.end(sign)
        complaints = await process.complaints
        assert TOKEN not in complaints, "the token is in the log"
        if died:
            self.notes.append(f"ended by itself ({code}): {_why(complaints)}")

    async def enrol(self) -> None:
        """Import the roster, invite everybody and let all press Start."""
        if self.database:
            await self._create()
            await self.command("migrate")
        await self.command("import", "roster.csv")
        await self.command("invite", "--csv", "codes.csv")
        with (self.folder / "codes.csv").open() as file:
            codes = {row["nip"]: row["code"] for row in csv.DictReader(file)}
        await self.launch()
        await asyncio.gather(*(self._admit(nip, codes[nip]) for nip in self.phones))

    async def _admit(self, nip: str, code: str) -> None:
        phone = self.phones[nip]
        phone.says(f"/start {code}")
        notice = await phone.expect("MENGERTI", within=20)
        phone.presses(notice.buttons[0])
        await phone.expect("telah terdaftar", within=20)

    async def _create(self) -> None:
        await asyncio.to_thread(self._on_server, f"CREATE DATABASE {self.name}")

    def _on_server(self, statement: str) -> None:
        server = create_engine(self.database, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(statement))
        server.dispose()

    def cut_connections(self) -> None:
        """Cut every connection of the program to its PostgreSQL database."""
        self._on_server(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{self.name}' AND pid <> pg_backend_pid()"
        )

    def clean(self) -> None:
        if self.database:
            self._on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def engine(self) -> Engine:
        return create_engine(self.url)

    def rows(self, statement: str) -> list[Any]:
        """Ask the database something, as an outsider."""
        engine = self.engine()
        try:
            with engine.connect() as connection:
                return [dict(row) for row in connection.execute(text(statement)).mappings()]
        finally:
            engine.dispose()


def _why(complaints: str) -> str:
    """Find the error in a traceback (of a group: the innermost)."""
    lines = [line.strip(" |+-") for line in complaints.splitlines()]
    named = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Full)\b.*:", line)]
    return (named or lines or ["(silent)"])[-1]


@asynccontextmanager
async def deployed(
    folder: Path, rng: random.Random, database: str, *, split: bool
) -> AsyncIterator[Site]:
    """Give a site with its provider, and leave nothing of it running."""
    fake = ChaosTelegram(rng)
    async with fake, nursery(folder, ROOT) as home:
        site = Site(folder, fake, home, database, SPLIT if split else WHOLE)
        try:
            yield site
        finally:
            await site.kill()
            await asyncio.to_thread(site.clean)
