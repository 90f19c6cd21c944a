"""`sigap run` as a process against the fake Bot API: what 1 of 4 must show."""

import asyncio
import csv
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.telegram import TOKEN, Device, FakeTelegram
from tests.nips import make_nip

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CIRCULAR = """
id = "uji"
extends = "sumsel"
title = "Surat Edaran Uji Coba"
wfh_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
holidays = false
[hours.all]
work = [[00:00:00, 23:59:59]]
[call]
window_seconds = 3
per_day = [0, 0]
"""
HEADER = (
    "nip,name,unit,position,person_type,supervisor_nip,role,"
    "phone,zone,home_lat,home_lon,domicile,duties"
)
BOSS, ANA, EKA = make_nip(1), make_nip(2), make_nip(3)
UNIT = "Dinas Kominfo / Bidang Aplikasi"
ROSTER = [
    f"{BOSS},Budi Santoso,{UNIT},Kepala Bidang,PNS,,supervisor;admin,081211110001,,,,,",
    f"{ANA},Ana Lestari,{UNIT},Analis,PNS,{BOSS},employee,081211110002,,,,,",
    f"{EKA},Eka Putra,{UNIT},Analis,PPPK,{BOSS},employee,081211110003,,,,,",
]


class Site:
    """A deployment in a folder of its own, and the phones of its people."""

    def __init__(self, folder: Path, fake: FakeTelegram) -> None:
        self.folder, self.fake = folder, fake
        (folder / "uji.toml").write_text(CIRCULAR)
        (folder / "roster.csv").write_text("\n".join([HEADER, *ROSTER]) + "\n")
        self.env = {name: value for name, value in os.environ.items() if "SIGAP" not in name} | {
            "SIGAP_DATABASE_URL": f"sqlite:///{folder / 'sigap.db'}",
            "SIGAP_CIRCULAR": str(folder / "uji.toml"),
            "SIGAP_DATA_DIR": str(folder / "data"),
            "SIGAP_TELEGRAM_TOKEN": TOKEN,
            "SIGAP_TELEGRAM_API_URL": fake.url,
            "SIGAP_BIND": "127.0.0.1:0",
            "PYTHONPATH": str(ROOT),
        }
        self.boss, self.ana, self.eka = (
            fake.user(n, name) for n, name in ((41, "Budi"), (42, "Ana"), (43, "Eka"))
        )

    async def sigap(self, *words: str) -> str:
        """Run one command of the program and give what it printed."""
        process = await self._start(*words)
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out.decode()

    async def _start(self, *words: str) -> asyncio.subprocess.Process:
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
    async def running(
        self, stop: int = signal.SIGTERM, sign: str = "getUpdates"
    ) -> AsyncIterator[None]:
        """Let `sigap run` work as soon as it asked Telegram for `sign`, and end it by a signal."""
        process = await self._start("run")
        before = self.fake.count(sign)
        drain = asyncio.gather(process.stdout.read(), process.stderr.read())  # type: ignore[union-attr]
        try:
            while self.fake.count(sign) <= before:
                assert process.returncode is None, (await drain)[1].decode()
                await asyncio.sleep(0.05)
            yield
        finally:
            if process.returncode is None:
                process.send_signal(stop)
            code = await process.wait()
            _, err = await drain
            assert TOKEN not in err.decode()
            assert code in {0, -stop}, err.decode()

    async def enrol(self) -> None:
        """Import the roster, invite everybody and let all three press Start."""
        await self.sigap("import", "roster.csv")
        await self.sigap("invite", "--csv", "codes.csv")
        with (self.folder / "codes.csv").open() as file:
            codes = {row["nip"]: row["code"] for row in csv.DictReader(file)}
        async with self.running():
            for phone, nip in ((self.boss, BOSS), (self.ana, ANA), (self.eka, EKA)):
                phone.says(f"/start {codes[nip]}")
                notice = await phone.expect("MENGERTI", within=8)
                phone.presses(notice.buttons[0])
                await phone.expect("telah terdaftar", within=8)

    async def exported(self) -> list[dict[str, Any]]:
        """Give the calls as `sigap export` tells them."""
        lines = await self.sigap("export", "calls", "--format", "jsonl")
        return [json.loads(line) for line in lines.splitlines()]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with FakeTelegram() as fake:
        yield Site(tmp_path, fake)


async def _order(site: Site, nip: str, phone: Device, words: str = "panggilan kedinasan") -> None:
    site.boss.says(f"/panggil {nip} Uji kesiapan")
    await phone.expect(words, within=8)


async def test_a_whole_case_on_time_late_missed_and_blocked(site: Site) -> None:
    await site.enrol()
    async with site.running():
        await _order(site, ANA, site.ana)
        await asyncio.sleep(1)
        site.ana.presses(site.ana.keyboard[0])
        await site.ana.expect("tepat waktu", within=1.5)

        await _order(site, ANA, site.ana)
        await asyncio.sleep(4)
        site.ana.says("Hadir, maaf")
        await site.ana.expect("bukan hukuman", within=2)
        site.ana.says("Gangguan jaringan")
        card = await site.boss.expect("Teguran tertulis", within=3)
        assert "Gangguan jaringan" in card.text
        site.boss.presses(card.buttons[0])
        await site.ana.expect("diterima", within=3)

        await _order(site, EKA, site.eka)
        await site.eka.expect("panggilan ke-2", within=8)
        await site.eka.expect("bukan hukuman", within=8)
        await site.boss.expect("Teguran lisan", within=3)

        site.eka.blocks()
        await asyncio.sleep(0.5)
        site.boss.says(f"/panggil {EKA} Uji kesiapan")
        await site.boss.expect("tidak dapat dihubungi", within=5)
    rows = await site.exported()
    assert [(row["nip"], row["outcome"]) for row in rows][:3] == [
        (ANA, "on_time"),
        (ANA, "excused"),
        (EKA, "missed"),
    ]
    assert rows[1]["reason"] == "Gangguan jaringan"
    assert rows[1]["decision"] == "accept"
    assert rows[2]["attempts"] == 2


async def test_a_dated_answer_that_waited_while_we_were_dead_is_on_time(site: Site) -> None:
    await site.enrol()
    async with site.running(stop=signal.SIGKILL):
        await _order(site, ANA, site.ana)
        await _order(site, EKA, site.eka)
    site.ana.says("Hadir")
    await asyncio.sleep(6)
    async with site.running():
        await site.ana.expect("tepat waktu", within=5)
        await site.eka.expect("tidak dapat dinilai", within=8)
    rows = {row["nip"]: row for row in await site.exported()}
    assert rows[ANA]["outcome"] == "on_time"
    assert (rows[EKA]["outcome"], rows[EKA]["void_cause"]) == ("void", "outage")


async def test_a_send_that_timed_out_after_acceptance_is_said_again_under_the_same_number(
    site: Site,
) -> None:
    await site.enrol()
    async with site.running():
        site.fake.fail("sendMessage", chat=42, accepted=True, cut=True)
        await _order(site, ANA, site.ana)
        second = await site.ana.expect("panggilan kedinasan", within=8)
        site.ana.says("Hadir")
        await site.ana.expect("tepat waktu", within=3)
        codes = {
            line for m in site.ana.messages for line in m.text.split() if line.count("-") == 2
        }
        assert len(codes) == 1, codes
        assert second
    assert [row["outcome"] for row in await site.exported()] == ["on_time"]


async def test_a_poisonous_update_is_set_aside_and_the_rest_goes_on(site: Site) -> None:
    await site.enrol()
    async with site.running():
        site.fake.inject("message", {"message_id": "?", "chat": 7, "date": "yesterday"})
        site.ana.says("/status")
        await site.ana.expect("WFH", within=5)


async def test_a_429_is_obeyed_and_nothing_is_lost(site: Site) -> None:
    await site.enrol()
    async with site.running():
        site.fake.fail("sendMessage", chat=42, status=429, retry_after=2.0)
        site.ana.says("/status")
        await site.ana.expect("WFH", within=6)


async def test_webhook_mode_hears_answers_and_proves_that_it_heard(site: Site) -> None:
    await site.enrol()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    site.env |= {
        "SIGAP_TELEGRAM_MODE": "webhook",
        "SIGAP_TELEGRAM_WEBHOOK_SECRET": "a-secret_of-ours",
        "SIGAP_PUBLIC_URL": f"http://{bind}",
        "SIGAP_BIND": bind,
    }
    async with site.running(sign="setWebhook"):
        await _order(site, ANA, site.ana)
        site.ana.says("Hadir")
        await site.ana.expect("tepat waktu", within=3)
        await _order(site, EKA, site.eka)
        await site.eka.expect("panggilan ke-2", within=10)
        await site.eka.expect("bukan hukuman", within=10)
    assert [row["outcome"] for row in await site.exported()] == ["on_time", "missed"]


async def test_a_wrong_token_stops_the_program_with_a_clear_word(site: Site) -> None:
    site.env["SIGAP_TELEGRAM_TOKEN"] = "123456:WRONGWRONGWRONGWRONGWRONGWRONGWRONG"
    process = await site._start("run")
    _, err = await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode == 2
    assert "SIGAP_TELEGRAM_TOKEN" in err.decode()
    assert "Traceback" not in err.decode()
    assert "WRONGWRONG" not in err.decode()
