"""`sigap run` on a machine whose clock is wrong from the start: it promises what is judged."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.bot.run.site import ANA, Site
from tests.fakes.telegram import FakeTelegram

pytestmark = [pytest.mark.slow, pytest.mark.alone]

WINDOW = timedelta(seconds=3)


@pytest.mark.parametrize("ahead", [-180, 180])
async def test_minutes_wrong_nobody_is_called_and_admins_learn_why(
    on_telegram: Site, telegram: FakeTelegram, ahead: float
) -> None:
    site = on_telegram
    await site.enrol()
    telegram.shift_clock(ahead)
    async with site.running():
        await site.boss.expect("lebih dari 30 detik", within=10)
        site.boss.says(f"/panggil {ANA} Uji kesiapan")
        await site.boss.expect("berbeda jauh", within=8)
        assert site.network.calls_seen(site.ana) == 0
    assert "ahead of ours" in (site.folder / "run.log").read_text()


@pytest.mark.parametrize("ahead", [-20, 20])
async def test_seconds_wrong_the_printed_end_is_the_one_that_is_judged(
    on_telegram: Site, telegram: FakeTelegram, ahead: float
) -> None:
    site = on_telegram
    await site.enrol()
    telegram.shift_clock(ahead)
    async with site.running():
        await site.boss.expect("lebih dari 2 detik", within=10)
        call = await site.order(ANA, site.ana)
        site.ana.answers()
        await site.ana.expect("tepat waktu", within=5)
    end = datetime.fromtimestamp(call.date, UTC).astimezone(ZoneInfo("Asia/Jakarta")) + WINDOW
    near = [f"{end + timedelta(seconds=n):%H.%M.%S}" for n in (-1, 0, 1)]
    assert any(moment in call.text for moment in near), (near, call.text)
    assert [row["outcome"] for row in await site.exported()] == ["on_time"]
