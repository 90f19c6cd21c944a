"""`sigap run` as a process against a fake Twilio: what only WhatsApp can do to a call [3 of 4]."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.bot.run.networks import OnTelegram, OnWhatsApp
from tests.bot.run.site import ANA, BOSS, EKA, Site, join
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio

pytestmark = [pytest.mark.slow, pytest.mark.alone]


def rows_by_nip(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["nip"]: row for row in rows}


async def test_answers_whose_webhook_or_receipt_was_lost_or_late_are_on_time(
    on_whatsapp: Site, twilio: FakeTwilio
) -> None:
    site = on_whatsapp
    await site.enrol()
    async with site.running():
        twilio.courier.hook.callbacks_lost = True
        await site.order(EKA, site.eka)
        site.eka.answers()
        await site.eka.expect("tepat waktu", within=3)
        twilio.courier.hook.callbacks_lost = False

        site.ana.device.fares(order=["sent", "delivered"])  # told late: she answers before
        await site.order(ANA, site.ana)
        twilio.courier.hook.lost = True
        site.ana.answers()
        await site.ana.expect("tepat waktu", within=12)
        sent = next(m.created for m in twilio.world.newest_first() if m.inbound)
    rows = rows_by_nip(await site.exported())
    assert {rows[nip]["outcome"] for nip in (ANA, EKA)} == {"on_time"}
    answered = datetime.fromisoformat(rows[ANA]["answered_at"])
    assert answered == datetime.fromtimestamp(int(sent), UTC), "it is dated by Twilio"


async def test_what_never_reached_a_phone_is_void_and_a_late_word_changes_nothing(
    on_whatsapp: Site, twilio: FakeTwilio
) -> None:
    site = on_whatsapp
    await site.enrol()
    site.ana.device.person.heard_at = float("-inf")  # WhatsApp forgot a session that we believe in
    site.ana.device.fares(delays={"failed": 1.0})
    site.eka.device.switches_off()
    async with site.running():
        for nip in (ANA, EKA):
            site.boss.says(f"/panggil {nip} Uji kesiapan")
        await site.boss.expect("belum menulis kepada sistem dalam 24 jam", within=12)
        await asyncio.sleep(9)  # both windows, and a look at Twilio's list
        site.eka.device.switches_on()
        await site.eka.expect("panggilan kedinasan")
        await site.network.settle()
        site.eka.answers()
        await site.eka.expect("tidak dapat dinilai", within=3)
    rows = rows_by_nip(await site.exported())
    causes = {nip: (row["outcome"], row["void_cause"]) for nip, row in rows.items()}
    assert causes == {ANA: ("void", "no_session"), EKA: ("void", "undelivered")}


async def test_after_the_session_only_an_approved_template_calls(
    on_whatsapp: Site, twilio: FakeTwilio
) -> None:
    site = on_whatsapp
    await site.enrol()
    fall_silent(site)
    async with site.running():
        site.boss.says(f"/panggil {ANA} Uji kesiapan")
        await site.boss.expect("belum menulis kepada sistem dalam 24 jam", within=8)
    assert not twilio.world.openings, "nothing was tried in vain"

    await site.sigap("whatsapp", "templates", "--create", "--language", "id")
    for sid in twilio.world.contents:
        twilio.decide(sid)
    async with site.running():
        call = await site.order(ANA, site.ana)
        assert call.template
        assert call.buttons == ["HADIR"]
        site.ana.device.presses("HADIR")
        await site.ana.expect("tepat waktu", within=3)
    told = [(row["outcome"], row["void_cause"] or "") for row in await site.exported()]
    assert told == [("void", "no_session"), ("on_time", "")]


def fall_silent(site: Site) -> None:
    """Let the employees' last message be more than a day old, for WhatsApp and for us."""
    old = datetime.now(UTC) - timedelta(hours=25)
    employees = [site.ana.device.person, site.eka.device.person]
    for person in employees:
        person.heard_at = old.timestamp()
    with site.memory() as db:
        for person in employees:
            moment = old.strftime("%Y-%m-%d %H:%M:%S.%f")
            db.execute("UPDATE heard SET at = ? WHERE address = ?", (moment, person.address))


async def test_a_send_that_broke_after_acceptance_is_resolved_by_its_callback(
    on_whatsapp: Site, twilio: FakeTwilio
) -> None:
    site = on_whatsapp
    await site.enrol()
    async with site.running():
        site.boss.says(f"/panggil {ANA}")
        await site.boss.expect("keperluan")
        twilio.fail("CreateMessage", times=2, accepted=True, cut=True)
        site.boss.says("Uji kesiapan")
        await site.ana.expect("panggilan kedinasan", within=8)
        await site.network.settle()
        site.ana.answers()
        await site.ana.expect("tepat waktu", within=3)
    assert site.network.calls_seen(site.ana) == 1
    with site.memory() as db:
        said = db.execute("SELECT state, tries FROM outbox WHERE key = 'call.targeted'").fetchall()
    assert said == [("sent", 1)], "and it is not waiting to be said again"


async def test_the_second_message_of_a_call_goes_to_the_persons_other_channel(
    tmp_path: Path, telegram: FakeTelegram, twilio: FakeTwilio
) -> None:
    whatsapp = OnWhatsApp(twilio)
    site = Site(tmp_path, OnTelegram(telegram), whatsapp)
    _, ana_on_whatsapp, _ = whatsapp.phones
    codes = await site.invited()
    async with site.running():
        await asyncio.gather(join(site.boss, codes[BOSS]), join(site.ana, codes[ANA]))
        site.ana.says("/saluran tambah")
        told = await site.ana.expect("mulai ")
        await join(ana_on_whatsapp, told.text.partition("mulai ")[2].split()[0])

        await site.order(ANA, ana_on_whatsapp)
        await site.ana.expect("panggilan ke-2", within=10)
        await asyncio.sleep(1)  # Telegram cuts dates: within the second of the end she is in time
        site.ana.answers()
        await ana_on_whatsapp.expect("bukan hukuman", within=5)
        ana_on_whatsapp.says("/saluran")
        both = await ana_on_whatsapp.expect("Telegram")
        assert "WhatsApp" in both.text
    (row,) = await site.exported()
    assert (row["outcome"], row["attempts"], row["channel"]) == ("late", 2, "whatsapp")


async def test_a_wrong_token_of_twilio_is_told_clearly_and_ends_nothing(
    on_whatsapp: Site,
) -> None:
    on_whatsapp.env["SIGAP_TWILIO_AUTH_TOKEN"] = "a-wrong-token-of-somebody"
    said = await on_whatsapp.complains("SIGAP_TWILIO_AUTH_TOKEN")
    assert "Traceback" not in said
    assert "a-wrong-token" not in said
