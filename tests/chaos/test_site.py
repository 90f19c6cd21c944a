"""A site tells the processes that it killed from those that died by themselves."""

import asyncio
import os
import random
import signal
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.chaos.episode import SETTLE, under_way
from tests.chaos.process import Process
from tests.chaos.site import Site, deployed
from tests.office import Office


def a_process(pid: int, code: int | None) -> Process:
    """Give a process that has ended, or one that will only do so by our hand."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()
    if code is not None:
        ended.set_result(code)
    return Process(pid, ended, loop.create_task(asyncio.sleep(0, "")))


async def test_who_ended_before_we_killed_him_ended_by_himself_whatever_his_code() -> None:
    for code in (0, 1, -signal.SIGKILL, -signal.SIGSEGV):
        process = a_process(0, code)
        assert await process.end(signal.SIGKILL) == code
        assert process.ended_by_itself(signal.SIGKILL)


async def test_who_was_killed_by_us_but_gives_another_code_was_dying_already() -> None:
    for code, guilty in ((-signal.SIGTERM, False), (0, False), (1, True), (-signal.SIGSEGV, True)):
        process = a_process(0, None)
        process.killed_at = 1.0
        process.ended.set_result(code)
        assert process.ended_by_itself(signal.SIGTERM) is guilty


@pytest.mark.slow
@pytest.mark.alone
async def test_a_program_that_nobody_of_us_killed_is_a_finding(tmp_path: Path) -> None:
    async with deployed(tmp_path, random.Random(1), "telegram", "", split=False) as site:
        await site.launch()
        await site.kill()
        assert not site.deaths
        await site.launch()
        (process,) = site.living()
        os.kill(process.pid, signal.SIGKILL)
        await process.ended
        await site.kill()
        ((_, why),) = site.deaths
        assert why.startswith("exit code -9")


def test_a_greeting_that_waits_for_its_turn_keeps_no_site_from_its_rest(office: Office) -> None:
    ana = office.hire("Ana", office.hire("Budi", position="Kepala Bidang"))
    kept = SimpleNamespace(connect=office.bot.engine.connect, dispose=lambda: None)
    site: Any = SimpleNamespace(engine=lambda: kept)
    site.rows = partial(Site.rows, site)
    site.step = (office.now - datetime.now(UTC)).total_seconds()
    for minutes, left in ((13, 0), (0.5, 1)):
        with office.desk() as desk:
            later = office.now + timedelta(minutes=minutes)
            desk.say(ana, "team.nobody", not_before=later)
        assert under_way(site, SETTLE) == {"calls": 0, "updates": 0, "words": left}
