"""`sigap run` as a process: the same story on Telegram and on WhatsApp [1 of 4, 3 of 4]."""

import asyncio
import signal
import socket

import httpx
import pytest

from handlers.export import COLUMNS
from tests.bot.run.site import ANA, EKA, Site

pytestmark = [pytest.mark.slow, pytest.mark.alone]


async def test_a_whole_case_on_time_late_missed_and_blocked(site: Site) -> None:
    await site.enrol()
    async with site.running():
        await site.order(ANA, site.ana)
        await asyncio.sleep(1)
        site.ana.answers()
        await site.ana.expect("tepat waktu", within=1.5)

        await site.order(ANA, site.ana)
        await asyncio.sleep(4)
        site.ana.says("Hadir, maaf")
        await site.ana.expect("bukan hukuman", within=2)
        site.ana.says("Gangguan jaringan")
        card = await site.boss.expect("Gangguan jaringan", within=3)
        assert "alasan dinilai lebih dahulu" in card.text, "with a reason nothing is proposed yet"
        site.boss.picks(card, 1)
        await site.ana.expect("diterima oleh", within=3)

        await site.order(EKA, site.eka)
        await site.eka.expect("panggilan ke-2", within=8)
        await site.eka.expect("bukan hukuman", within=8)
        await site.boss.expect("belum ada respons", within=3)

        site.eka.shuts()
        await asyncio.sleep(0.5)
        site.boss.says(f"/panggil {EKA} Uji kesiapan")
        await site.boss.expect("tidak dapat dihubungi", within=5)
    rows = await site.exported()
    told = [(row["nip"], row["outcome"], row["channel"]) for row in rows]
    name = site.network.name
    assert told[:3] == [(ANA, "on_time", name), (ANA, "excused", name), (EKA, "missed", name)]
    assert all(row["void_cause"] == "blocked" for row in rows[3:])
    assert rows[1]["reason"] == "Gangguan jaringan"
    assert rows[1]["decision"] == "accept"
    assert rows[2]["attempts"] == 2


async def test_a_dated_answer_that_waited_while_we_were_dead_is_on_time(site: Site) -> None:
    await site.enrol()
    async with site.running(stop=signal.SIGKILL):
        await site.order(ANA, site.ana)
        await site.order(EKA, site.eka)
        await site.network.settle()
    site.ana.says("Hadir")
    await asyncio.sleep(6)
    async with site.running():
        await asyncio.gather(
            site.ana.expect("tepat waktu", within=9),
            site.eka.expect("tidak dapat dinilai", within=9),
        )
    rows = {row["nip"]: row for row in await site.exported()}
    assert rows[ANA]["outcome"] == "on_time"
    assert (rows[EKA]["outcome"], rows[EKA]["void_cause"]) == ("void", "outage")
    assert site.network.calls_seen(site.ana) == 1, "nobody is called twice"


READING = (
    ["verify"],
    ["audit"],
    ["check"],
    ["why", ANA, "2026-04-10"],
    ["report", "daily", "--xlsx", "daily.xlsx"],
    ["circular", "show", "sumsel"],
    ["backup", "--to", "copies"],
    *(["export", what] for what in COLUMNS),
)


async def test_whoever_reads_beside_calls_under_way_makes_none_void(on_telegram: Site) -> None:
    """All reading commands again and again, and the metrics too, while people are called."""
    site = on_telegram
    await site.enrol()
    site.env["SIGAP_BIND"] = address = f"127.0.0.1:{free_port()}"
    async with site.running():
        reading = [asyncio.create_task(read_again(site, words)) for words in READING]
        reading.append(asyncio.create_task(scrape_again(f"http://{address}/metrics")))
        for _ in range(4):
            await asyncio.gather(site.order(ANA, site.ana), site.order(EKA, site.eka))
            site.ana.answers()
            site.eka.answers()
            await asyncio.gather(
                site.ana.expect("tepat waktu", within=8), site.eka.expect("tepat waktu", within=8)
            )
        for task in reading:
            task.cancel()
        done = await asyncio.gather(*reading, return_exceptions=True)
    assert [one for one in done if not isinstance(one, asyncio.CancelledError)] == []
    assert {row["outcome"] for row in await site.exported()} == {"on_time"}
    said = (site.folder / "run.log").read_text()
    assert "locked" not in said
    assert "the memory fails" not in said


async def read_again(site: Site, words: list[str]) -> None:
    while True:
        await site.sigap(*words)


async def scrape_again(url: str) -> None:
    async with httpx.AsyncClient() as client:
        while True:
            (await client.get(url)).raise_for_status()
            await asyncio.sleep(0.05)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
