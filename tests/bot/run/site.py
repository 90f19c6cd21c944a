"""A deployment in a folder of its own, on Telegram or WhatsApp, and the phones of its people."""

import asyncio
import csv
import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from tests.bot.run.networks import Network, Phone
from tests.nips import make_nip
from tests.trial import CIRCULAR, HEADER

ROOT = Path(__file__).parents[3]
BOSS, ANA, EKA = make_nip(1), make_nip(2), make_nip(3)
UNIT = "Dinas Kominfo / Bidang Aplikasi"
ROSTER = [
    f"{BOSS},Budi Santoso,{UNIT},Kepala Bidang,PNS,,supervisor;admin,081211110001,,,,,",
    f"{ANA},Ana Lestari,{UNIT},Analis,PNS,{BOSS},employee,081211110002,,,,,",
    f"{EKA},Eka Putra,{UNIT},Analis,PPPK,{BOSS},employee,081211110003,,,,,",
]


ENROLLED: dict[str, Path] = {}  # network -> what a site's folder holds when all have enrolled


class Site:
    """A deployment: its settings, its commands, and whoever works there."""

    def __init__(self, folder: Path, *networks: Network, circular: str = CIRCULAR) -> None:
        self.folder, self.networks, self.network = folder, networks, networks[0]
        (folder / "uji.toml").write_text(circular)
        (folder / "roster.csv").write_text("\n".join([HEADER, *ROSTER]) + "\n")
        self.env = {name: value for name, value in os.environ.items() if "SIGAP" not in name} | {
            "SIGAP_DATABASE_URL": f"sqlite:///{folder / 'sigap.db'}",
            "SIGAP_CIRCULAR": str(folder / "uji.toml"),
            "SIGAP_DATA_DIR": str(folder / "data"),
            "SIGAP_BIND": "127.0.0.1:0",
            "PYTHONPATH": str(ROOT),
        }
        for network in networks:
            self.env |= network.settings
        self.boss, self.ana, self.eka = self.network.phones

    async def sigap(self, *words: str) -> str:
        """Run one command of the program and give what it printed."""
        process = await self.start(*words)
        out, err = await process.communicate()
        assert process.returncode == 0, (out + err).decode()
        return out.decode()

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        """Start one command of the program."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            cwd=self.folder,
            env=self.env,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    @asynccontextmanager
    async def running(self, stop: int = signal.SIGTERM, sign: str = "") -> AsyncIterator[None]:
        """Let `sigap run` work as soon as it asked its networks for `sign`; end it by a signal."""
        process = await self.start("run")
        signs = [(network, sign or network.sign) for network in self.networks]
        before = [network.count(name) for network, name in signs]
        drain = asyncio.gather(process.stdout.read(), process.stderr.read())  # type: ignore[union-attr]
        try:
            while [network.count(name) for network, name in signs] <= before:
                assert process.returncode is None, (await drain)[1].decode()
                await asyncio.sleep(0.05)
            yield
        finally:
            if process.returncode is None:
                process.send_signal(stop)
            code = await process.wait()
            _, err = await drain
            (self.folder / "run.log").write_bytes(err)
            assert not [n.secret for n in self.networks if n.secret in err.decode()]
            assert code in {0, -stop}, err.decode()

    async def complains(self, word: str) -> str:
        """Let `sigap run` say a word of complaint and go on; give all that it said until then."""
        process = await self.start("run")
        assert process.stderr
        said = ""
        async with asyncio.timeout(15):
            while word not in said:
                line = await process.stderr.readline()
                assert line, f"it ended, and said {said}"
                said += line.decode()
        process.send_signal(signal.SIGTERM)
        _, rest = await process.communicate()
        assert process.returncode == 0
        return said + rest.decode()

    async def invited(self) -> dict[str, str]:
        """Import the roster, invite everybody, and give the codes by NIP."""
        await self.sigap("import", "roster.csv")
        await self.sigap("who", "--confirm")
        await self.sigap("invite", "--csv", "codes.csv")
        with (self.folder / "codes.csv").open() as file:
            return {row["nip"]: row["code"] for row in csv.DictReader(file)}

    async def enrol(self) -> None:
        """Let all three enrol with their codes; once told, it is copied."""
        told = ENROLLED.setdefault(self.network.name, self.folder / "enrolled")
        if told.exists():
            shutil.copytree(told, self.folder, dirs_exist_ok=True)
            for phone in self.network.phones:
                phone.has_written()
            return
        codes = await self.invited()
        async with self.running():
            pairs = ((self.boss, BOSS), (self.ana, ANA), (self.eka, EKA))
            await asyncio.gather(*(join(phone, codes[nip]) for phone, nip in pairs))
        shutil.copytree(self.folder / "data", told / "data")
        for file in self.folder.glob("sigap.db*"):
            shutil.copy(file, told)

    async def order(self, nip: str, phone: Phone, words: str = "panggilan kedinasan") -> Any:
        """Let the supervisor call somebody now; give the call as it reached the phone."""
        self.boss.says(f"/panggil {nip} Uji kesiapan")
        return await phone.expect(words, within=8)

    async def exported(self) -> list[dict[str, Any]]:
        """Give the calls as `sigap export` tells them."""
        lines = await self.sigap("export", "calls", "--format", "jsonl")
        return [json.loads(line) for line in lines.splitlines()]

    @contextmanager
    def memory(self) -> Iterator[sqlite3.Connection]:
        """Open the database while the program is stopped."""
        db = sqlite3.connect(self.folder / "sigap.db")
        try:
            with db:
                yield db
        finally:
            db.close()


async def join(phone: Phone, code: str) -> None:
    """Enrol with a code, and accept the privacy notice."""
    phone.enrols(code)
    notice = await phone.expect("MENGERTI", within=8)
    phone.picks(notice, 1)
    await phone.expect("telah terdaftar", within=8)
