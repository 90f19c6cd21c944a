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
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Engine, bindparam, create_engine, text
from sqlalchemy.engine import make_url

from tests.chaos.networks import NETWORKS, Network, Phone
from tests.chaos.networks.base import BOSSES
from tests.chaos.process import Nursery, Process, nursery
from tests.nips import make_nip
from tests.trial import CIRCULAR, HEADER

ROOT = Path(__file__).parents[2]
TEAM = 3  # employees of each boss
WHOLE = (("run",),)
SPLIT = tuple(
    ("run", "--only", roles)
    for roles in ("web,listen", "listen", "think", "think", "speak", "speak")
)
STARTUP = 30.0  # seconds within which the program must ask for updates
AMONG_OTHERS = 2.0  # the same, of a process that was killed alone


@dataclass
class Site:
    """`programs`: the words after `sigap` of every process; `step`: how wrong our clock is.

    `running` holds a process for each of them, and those that were started beside.
    """

    folder: Path
    network: Network
    nursery: Nursery
    database: str = ""  # a PostgreSQL server's URL; else SQLite in the folder
    programs: tuple[tuple[str, ...], ...] = WHOLE
    data: str = "data"  # the folder of what is no database
    step: float = 0.0
    furthest: float = 0.0  # of all steps
    stepped: float = 0.0  # the clock of the processes that run
    deaths: list[tuple[float, str]] = field(default_factory=list)  # by itself, and why
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
        self.numbers = {nip: n for n, nip in enumerate(nips)}
        self.phones: dict[str, Phone] = {
            nip: self.network.phone(n) for nip, n in self.numbers.items()
        }
        (self.folder / "uji.toml").write_text(CIRCULAR)
        (self.folder / "roster.csv").write_text("\n".join([HEADER, *self._roster()]) + "\n")

    def _roster(self) -> list[str]:
        superior = {nip: boss for boss, team in self.teams.items() for nip in team}
        return [
            f"{nip},Pegawai {n},Dinas Uji,Analis,PNS,{superior[nip]},employee,0812000{n:04d},,,,,"
            if nip in superior
            else f"{nip},Atasan {n},Dinas Uji,Kabid,PNS,,supervisor;admin,0812000{n:04d},,,,,"
            for nip, n in self.numbers.items()
        ]

    @property
    def env(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if "SIGAP" not in name}
        return inherited | {
            "SIGAP_DATABASE_URL": self.url,
            "SIGAP_CIRCULAR": str(self.folder / "uji.toml"),
            "SIGAP_DATA_DIR": str(self.folder / self.data),
            "SIGAP_BIND": "127.0.0.1:0",
            "SIGAP_LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
            "CHAOS_CLOCK_STEP": str(self.step),
            **self.network.settings,
        }

    async def start(self, *words: str, bind: str = "") -> Process:
        """Start a process; that at `bind` is the one to which a proxy passes webhooks on."""
        env = self.env | ({"SIGAP_BIND": bind} if bind else {})
        process = await self.nursery.start(*words, env=env)
        deaths = self.network.record.kills
        process.ended.add_done_callback(lambda _: deaths.append(time.time()))
        return process

    async def command(self, *words: str) -> None:
        process = await self.start(*words)
        assert await process.ended == 0, await process.complaints

    async def launch(self, *, wait: bool = True) -> None:
        """Start every process that does not run; by default until it is known to listen."""
        self.furthest = max(self.furthest, self.step)
        if self.step != self.stepped:
            self.network.record.steps.append(time.time())
            self.stepped = self.step
        kept = self.running or [None] * len(self.programs)
        before = self.network.looks
        self.running = [
            process or await self.start(*words, bind="" if number else self.network.bind)
            for number, (words, process) in enumerate(zip(self.programs, kept, strict=True))
        ]
        if wait:
            await self._heard_from(before, all_new=not any(kept))

    async def _heard_from(self, before: int, *, all_new: bool) -> None:
        begun = time.monotonic()
        while self.network.looks <= before and self._is_whole():
            waited = time.monotonic() - begun
            assert waited < STARTUP, "the program does not start"
            if not all_new and waited > AMONG_OTHERS:  # others may be at work, who look seldom
                return
            await asyncio.sleep(0.03)

    def _is_whole(self) -> bool:
        return all(process and process.alive for process in self.running)

    def living(self) -> list[Process]:
        return [process for process in self.running if process]

    async def kill(self, sign: int = signal.SIGKILL, only: int | None = None) -> None:
        """End one process, or all, and whatever runs beside; note what ended by itself."""
        self.network.record.kills.append(time.time())
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
        code = await process.end(sign)
        complaints = await process.complaints
        for secret in self.network.secrets:
            assert secret not in complaints, "a secret is in the log"
        if process.ended_by_itself(sign):
            self.deaths.append((process.ended_at, f"exit code {code}: {_why(complaints)}"))

    async def enrol(self) -> None:
        """Import the roster, invite everybody and let all press Start."""
        if self.database:
            await self._create()
            await self.command("migrate")
        await self.command("import", "roster.csv")
        await self.command("who", "--confirm")
        await self.command("invite", "--csv", "codes.csv")
        with (self.folder / "codes.csv").open() as file:
            codes = {row["nip"]: row["code"] for row in csv.DictReader(file)}
        await self.launch()
        await asyncio.gather(*(self.phones[nip].enrol(codes[nip]) for nip in self.phones))

    async def _create(self) -> None:
        await asyncio.to_thread(self._on_server, f"CREATE DATABASE {self.name}")

    def _on_server(self, statement: str) -> None:
        server = create_engine(self.database, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(statement))
        server.dispose()

    def cut_connections(self, whose: str = "") -> None:
        """Cut every connection of the program to its PostgreSQL database, or some."""
        self._on_server(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{self.name}' AND pid <> pg_backend_pid() {whose}"
        )

    async def back_up(self) -> None:
        await self.command("backup", "--to", "copy.tar.gz")

    async def restore(self) -> None:
        """Bring the backup to another machine: a new database, and the same key."""
        self.url = f"sqlite:///{self.folder / 'restored.db'}"
        key = (self.folder / self.data / "secret.key").read_bytes()
        self.data = "restored"
        (self.folder / self.data).mkdir()
        (self.folder / self.data / "secret.key").write_bytes(key)
        await self.command("restore", "copy.tar.gz")

    def clean(self) -> None:
        if self.database:
            self._on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def engine(self) -> Engine:
        return create_engine(self.url)

    def rows(self, statement: str, **moments: datetime) -> list[Any]:
        """Ask the database something, as an outsider."""
        engine = self.engine()
        query = text(statement).bindparams(
            *(bindparam(name, moment, DateTime) for name, moment in moments.items())
        )
        try:
            with engine.connect() as connection:
                return [dict(row) for row in connection.execute(query).mappings()]
        finally:
            engine.dispose()


def _why(complaints: str) -> str:
    """Find the error in a traceback (of a group: the innermost)."""
    lines = [line.strip(" |+-") for line in complaints.splitlines()]
    named = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Full)\b.*:", line)]
    return (named or lines or ["(silent)"])[-1]


@asynccontextmanager
async def deployed(
    folder: Path, rng: random.Random, channel: str, database: str, *, split: bool
) -> AsyncIterator[Site]:
    """Give a site with its provider, and leave nothing of it running."""
    network = NETWORKS[channel](rng)
    async with network.fake, nursery(folder, ROOT) as home:
        site = Site(folder, network, home, database, SPLIT if split else WHOLE)
        try:
            yield site
        finally:
            await site.kill()
            await asyncio.to_thread(site.clean)
