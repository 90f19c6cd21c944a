"""`sigap run` as a process against the fake Bot API: what only Telegram can do to a call."""

import pytest

from tests.bot.run.networks import free_bind
from tests.bot.run.site import ANA, EKA, Site
from tests.fakes.telegram import FakeTelegram

pytestmark = [pytest.mark.slow, pytest.mark.alone]


@pytest.fixture
def site(on_telegram: Site) -> Site:
    return on_telegram


async def test_a_send_that_timed_out_after_acceptance_is_said_again_under_the_same_number(
    site: Site, telegram: FakeTelegram
) -> None:
    await site.enrol()
    async with site.running():
        telegram.fail("sendMessage", chat=42, accepted=True, cut=True)
        await site.order(ANA, site.ana)
        second = await site.ana.expect("panggilan kedinasan", within=8)
        site.ana.says("Hadir")
        await site.ana.expect("tepat waktu", within=3)
        codes = {
            line for m in site.ana.messages for line in m.text.split() if line.count("-") == 2
        }
        assert len(codes) == 1, codes
        assert second
    assert [row["outcome"] for row in await site.exported()] == ["on_time"]


async def test_a_poisonous_update_is_set_aside_and_the_rest_goes_on(
    site: Site, telegram: FakeTelegram
) -> None:
    await site.enrol()
    async with site.running():
        telegram.inject("message", {"message_id": "?", "chat": 7, "date": "yesterday"})
        site.ana.says("/status")
        await site.ana.expect("WFH", within=5)


async def test_a_429_is_obeyed_and_nothing_is_lost(site: Site, telegram: FakeTelegram) -> None:
    await site.enrol()
    async with site.running():
        telegram.fail("sendMessage", chat=42, status=429, retry_after=2.0)
        site.ana.says("/status")
        await site.ana.expect("WFH", within=6)


async def test_webhook_mode_hears_answers_and_proves_that_it_heard(site: Site) -> None:
    await site.enrol()
    bind = free_bind()
    site.env |= {
        "SIGAP_TELEGRAM_MODE": "webhook",
        "SIGAP_TELEGRAM_WEBHOOK_SECRET": "a-secret_of-ours",
        "SIGAP_PUBLIC_URL": f"http://{bind}",
        "SIGAP_BIND": bind,
    }
    async with site.running(sign="setWebhook"):
        await site.order(ANA, site.ana)
        site.ana.says("Hadir")
        await site.ana.expect("tepat waktu", within=3)
        await site.order(EKA, site.eka)
        await site.eka.expect("panggilan ke-2", within=10)
        await site.eka.expect("bukan hukuman", within=10)
    assert [row["outcome"] for row in await site.exported()] == ["on_time", "missed"]


async def test_a_wrong_token_is_told_clearly_and_ends_nothing(site: Site) -> None:
    site.env["SIGAP_TELEGRAM_TOKEN"] = "123456:WRONGWRONGWRONGWRONGWRONGWRONGWRONG"
    said = await site.complains("SIGAP_TELEGRAM_TOKEN")
    assert "Traceback" not in said
    assert "WRONGWRONG" not in said
