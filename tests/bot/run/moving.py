"""Stories of a bot that goes on in another database: moved there, or restored from a backup."""

from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlmodel import select

from storage import database
from storage.rows import Beat
from tests.bot.run.site import ANA, EKA, Site
from tests.fakes.telegram import FakeTelegram

FIRST = count(1000, 1000)


def number_on(telegram: FakeTelegram) -> None:
    """Let no message bear a number that one of the day of enrolment had: chats go on."""
    telegram.world.messages = count(next(FIRST))


async def goes_on_where_it_was_moved(site: Site, url: str) -> None:
    """Call somebody, move, and call again: same people, same chats, numbers that go on."""
    await site.enrol()
    async with site.running():
        first = await called_on_time(site)
    a_minute_passes(site.env["SIGAP_DATABASE_URL"])
    await site.sigap("move", "--to", url)
    site.env["SIGAP_DATABASE_URL"] = url
    async with site.running():
        second = await called_on_time(site)
    assert [row["outcome"] for row in await site.exported()] == ["on_time", "on_time"]
    assert first != second
    await is_sound(site)


async def goes_on_where_it_was_restored(site: Site, url: str) -> None:
    """Back up, let a card be shown, lose all, restore: the card's button decides nothing."""
    await site.enrol()
    async with site.running():
        await called_on_time(site)
    await site.sigap("backup", "--to", "copy.tar.gz")
    async with site.running():
        await site.order(EKA, site.eka)
        card = await site.boss.expect("belum ada respons", within=20)
    site.env["SIGAP_DATABASE_URL"] = url
    bring_key(site)
    await site.sigap("restore", "copy.tar.gz")
    async with site.running():
        await site.ana.expect("dipulihkan", within=10)
        await site.boss.expect("dipulihkan", within=10)
        site.boss.picks(card, 1)
        await site.boss.expect("Kartu itu tidak tersimpan lagi", within=5)
        await called_on_time(site)
    rows = await site.exported()
    assert [(row["nip"], row["outcome"]) for row in rows] == [(ANA, "on_time")] * 2
    assert len({row["call_id"] for row in rows}) == 2, "no number is given twice"
    await is_sound(site)
    assert "refused why=restored.old_card" in logged(site)
    assert logged(site).count("restored from a backup made_at=") == 1


def bring_key(site: Site) -> None:
    """Bring the key to the new folder, as the backup asked to keep it."""
    before, there = Path(site.env["SIGAP_DATA_DIR"]), site.folder / "elsewhere"
    there.mkdir()
    (there / "secret.key").write_bytes((before / "secret.key").read_bytes())
    site.env["SIGAP_DATA_DIR"] = str(there)


def a_minute_passes(url: str) -> None:
    """Let the last sign of life be old enough: nobody moves a bot that may be running."""
    engine = database.connect(url)
    with database.transaction(engine) as db:
        for beat in db.exec(select(Beat)):
            beat.at -= timedelta(minutes=1)
            db.add(beat)
    engine.dispose()


def logged(site: Site) -> str:
    """Give what the last run wrote."""
    return (site.folder / "run.log").read_text()


async def called_on_time(site: Site) -> Any:
    call = await site.order(ANA, site.ana)
    site.ana.answers()
    await site.ana.expect("tepat waktu", within=6)
    return call


async def is_sound(site: Site) -> None:
    """Let the log, the lots and the promises be checked from outside."""
    await site.sigap("verify")
    await site.sigap("audit")
    await site.sigap("check")
