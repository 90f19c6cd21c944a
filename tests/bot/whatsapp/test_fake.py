"""The fake Twilio has the real one's manners, and Twilio's own client takes it for real."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.fakes.twilio import Device, FakeTwilio
from tests.fakes.twilio.bot import PUBLIC, STATUS, Bot, Rebased, a_bot

ROOT = Path(__file__).parents[3]
TEXT = {"twilio/text": {"body": "Panggilan {{1}} dari kantor."}}
QUICK = {
    "twilio/quick-reply": {
        "body": "Siapkah {{1}} besok?",
        "actions": [{"type": "QUICK_REPLY", "title": "Siap", "id": "siap-{{2}}"}],
    }
}


@pytest.fixture
async def fake() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as server:
        yield server


@pytest.fixture
async def bot(fake: FakeTwilio) -> AsyncIterator[Bot]:
    async with a_bot(fake) as made:
        yield made


@pytest.fixture
def ana(fake: FakeTwilio) -> Device:
    return fake.user("+628110000001", "Ana")


async def test_what_people_do_arrives_signed_and_as_seen_in_the_wild(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    sid = ana.writes("🌸 Hadir & siap ")
    ana.shares(-2.97, 104.77, address="Jl. A", label="Kantor")
    ana.forwards("Hadir", often=True)
    ana.quotes(sid, "ya")
    ana.shares_live(-2.97, 104.77)
    await fake.settle()
    validator = RequestValidator(fake.auth_token)
    for path, headers, form in bot.heard:
        assert validator.validate(f"{PUBLIC}{path}", form, headers["X-Twilio-Signature"])
        assert headers["I-Twilio-Idempotency-Token"]
    forms = {form["MessageType"] + form["Body"]: form for _, _, form in bot.heard}
    text = forms["text🌸 Hadir & siap "]
    assert (text["From"], text["WaId"]) == ("whatsapp:+628110000001", "628110000001")
    assert (text["To"], text["MessageSid"], text["ProfileName"]) == (fake.number, sid, "Ana")
    assert text["ExternalUserId"].startswith("whatsapp:ID.")
    place = forms["location"]
    assert (place["Latitude"], place["Address"], place["Label"]) == ("-2.97", "Jl. A", "Kantor")
    assert forms["textHadir"]["FrequentlyForwarded"] == "true"
    assert forms["textya"]["OriginalRepliedMessageSid"] == sid
    assert len(bot.heard) == 4
    assert not any(name for name in text if "time" in name.lower() or "date" in name.lower())


async def test_somebody_without_a_visible_number_is_an_id(fake: FakeTwilio, bot: Bot) -> None:
    budi = fake.user("ID.45660001", "Budi")
    budi.writes("Halo")
    await bot.send("whatsapp:ID.45660001", "Selamat pagi")
    await budi.expect("Selamat")
    await fake.settle()
    [form] = [form for _, _, form in bot.heard if "Body" in form]
    assert form["From"] == form["ExternalUserId"] == "whatsapp:ID.45660001"
    assert "WaId" not in form


async def test_a_message_goes_its_way_and_says_so(fake: FakeTwilio, bot: Bot, ana: Device) -> None:
    ana.writes("Halo")
    sent = await bot.send(ana, "Panggilan kesatu")
    assert (sent.status, sent.num_media, sent.date_sent) == ("queued", "0", None)
    assert (await ana.expect("Panggilan")).sid == sent.sid
    await fake.settle()
    assert bot.statuses == ["sent", "delivered", "read"]  # and none for queued
    path, headers, form = next(one for one in bot.heard if "MessageStatus" in one[2])
    assert path == "/whatsapp/status?outbox=7"
    signature = headers["X-Twilio-Signature"]
    assert RequestValidator(fake.auth_token).validate(STATUS, form, signature)
    assert (form["MessageSid"], form["To"]) == (sent.sid, "whatsapp:+628110000001")
    later = await asyncio.to_thread(bot.client.messages(sent.sid).fetch)
    assert (later.status, later.error_code) == ("read", None)
    [created] = fake.created
    assert (created.sid, created.body, created.callback) == (sent.sid, "Panggilan kesatu", STATUS)
    assert [(posted.kind, posted.answer) for posted in fake.posted][1:] == [("status", 200)] * 3


async def test_outside_the_window_only_an_approved_template_goes_through(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    ana.writes("Halo")
    fake.shift_clock(24 * 3600 + 1)
    assert (await bot.send(ana)).status == "queued"  # Twilio finds out later
    template = await bot.template(TEXT, {"1": "kesatu"})
    filled = {"content_sid": template, "content_variables": json.dumps({"1": "kedua"})}
    await bot.send(ana, **filled)
    await fake.settle()
    assert (bot.statuses, bot.codes) == (["failed", "failed"], ["63016", "63016"])
    fake.decide(template)
    await bot.send(ana, **filled)
    assert (await ana.expect("Panggilan")).text == "Panggilan kedua dari kantor."
    ana.writes("Ya")
    await bot.send(ana, "Terima kasih")
    await ana.expect("Terima kasih")


async def test_a_template_with_a_time_to_live_is_dropped_in_silence(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    template = await bot.template(TEXT, {"1": "kesatu"})
    await bot.submit(template, send_ttl_seconds=60)
    fake.decide(template)
    ana.switches_off()
    await bot.send(ana, content_sid=template)
    await _until(lambda: bot.statuses == ["sent"])
    fake.shift_clock(61)
    ana.switches_on()
    await fake.settle()
    assert (bot.statuses, ana.messages) == (["sent"], [])


async def test_a_press_names_the_button_and_the_message(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    template = await bot.template(QUICK, {"1": "Saudara", "2": "0"})
    fake.decide(template)
    values = json.dumps({"1": "Ana", "2": "77"})
    sent = await bot.send(ana, content_sid=template, content_variables=values)
    assert (await ana.expect("Siapkah Ana")).buttons == ana.keyboard == ["Siap"]
    ana.presses("Siap")
    with pytest.raises(LookupError, match="Siap"):
        ana.presses("Tidak")
    await fake.settle()
    [form] = [form for _, _, form in bot.heard if "ButtonText" in form]
    assert (form["ButtonText"], form["ButtonPayload"], form["Body"]) == ("Siap", "siap-77", "Siap")
    assert form["OriginalRepliedMessageSid"] == sent.sid


async def test_a_photo_is_fetched_with_credentials_through_a_redirect(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    ana.sends("photo", b"\xff\xd8bytes", caption="Bukti")
    await fake.settle()
    form = bot.heard[-1][2]
    assert (form["NumMedia"], form["MediaContentType0"]) == ("1", "image/jpeg")
    url = form["MediaUrl0"].replace("https://api.twilio.com", fake.url)
    auth = aiohttp.encode_basic_auth(fake.account_sid, fake.auth_token)
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as refused:
            assert refused.status == 401
        async with session.get(url, headers={"Authorization": auth}) as answer:
            assert (await answer.read(), len(answer.history)) == (b"\xff\xd8bytes", 1)
    sid = form["MessageSid"]
    [media] = await asyncio.to_thread(bot.client.messages(sid).media.list)
    await asyncio.to_thread(bot.client.messages(sid).media(media.sid).delete)
    assert await asyncio.to_thread(bot.client.messages(sid).media.list) == []


REFUSED: list[tuple[dict[str, Any], int]] = [
    ({"to": "whatsapp:+0"}, 21211),
    ({"to": "whatsapp:+628110000009"}, 21610),
    ({"from_": "whatsapp:+15550001111"}, 63007),
    ({"body": ""}, 21619),
    ({"body": "x" * 1601}, 21617),
    ({"content_sid": "HX" + "0" * 32}, 21655),
    ({"validity_period": 36_001}, 21624),
    ({"status_callback": "nowhere"}, 21609),
]


@pytest.mark.parametrize(("given", "code"), REFUSED)
async def test_what_twilio_refuses_at_once(
    fake: FakeTwilio, bot: Bot, ana: Device, given: dict[str, Any], code: int
) -> None:
    fake.user("+628110000009", "Citra").opts_out()
    with pytest.raises(TwilioRestException) as error:
        await bot.send(**{"device": given.pop("to", ana), **given})
    assert (error.value.status, error.value.code) == (400, code)
    assert [(created.sid, created.code) for created in fake.created] == [("", code)]


@pytest.mark.parametrize("value", ["", "a\nb", "a\tb", "a     b", None])
async def test_a_variable_may_not_be_empty_nor_break_the_line(
    bot: Bot, ana: Device, value: Any
) -> None:
    template = await bot.template(TEXT, {"1": "kesatu"})
    values = json.dumps({"1": value})
    with pytest.raises(TwilioRestException) as error:
        await bot.send(ana, content_sid=template, content_variables=values)
    assert error.value.code == 21656


async def test_only_the_right_credentials_are_let_in(fake: FakeTwilio) -> None:
    http = Rebased(fake.url)
    wrong = Client(fake.account_sid, "wrong", http_client=http)
    with pytest.raises(TwilioRestException) as error:
        await asyncio.to_thread(wrong.messages("SM" + "0" * 32).fetch)
    assert (error.value.status, error.value.code) == (401, 20003)
    http.session.close()


async def test_a_phone_that_is_off_gets_it_later_and_a_blocked_number_never(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    ana.writes("Halo")
    ana.switches_off()
    ana.fares(receipts=False)
    await bot.send(ana)
    await _until(lambda: bot.statuses == ["sent"])
    ana.switches_on()
    await fake.settle()
    assert bot.statuses == ["sent", "delivered"]
    ana.blocks()
    await bot.send(ana)
    await fake.settle()
    assert bot.statuses == ["sent", "delivered", "sent"]


async def test_callbacks_come_late_double_or_in_disorder_and_messages_undelivered(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    ana.writes("Halo")
    ana.fares(order=["read", "sent", "delivered"], copies=2, delays={"sent": 0.01})
    sent = await bot.send(ana)
    await fake.settle()
    assert bot.statuses == ["read", "read", "sent", "sent", "delivered", "delivered"]
    assert fake.world.messages[sent.sid].status == "read"
    ana.fares(order=[], copies=1, code=63024)
    await bot.send(ana)
    await bot.send("whatsapp:+628119999999")
    await fake.settle()
    assert bot.statuses[6:].count("undelivered") == 2
    assert bot.codes == ["63024", "63024"]


async def test_the_tier_counts_people_outside_their_windows_in_a_moving_day(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    ana.writes("Halo")
    fake.limit(tier=2)
    template = await bot.template(TEXT, {"1": "kesatu"})
    fake.decide(template)
    people = [fake.user(f"+62811000010{n}") for n in range(3)]
    for person in [*people[:2], people[0], ana, people[2]]:
        await bot.send(person, content_sid=template)
        await fake.settle()
    assert [len(person.messages) for person in people] == [2, 1, 0]
    assert (bot.codes, len(ana.messages)) == (["63018"], 1)
    fake.shift_clock(24 * 3600 + 1)
    await bot.send(people[2], content_sid=template)
    await people[2].expect("Panggilan")


async def test_more_than_the_rate_wait_their_turn(fake: FakeTwilio, bot: Bot, ana: Device) -> None:
    ana.writes("Halo")
    fake.limit(rate=0.2)
    first, second = await bot.send(ana), await bot.send(ana)
    third = await bot.send(ana, validity_period=5)
    await _until(lambda: bot.codes == ["30036"] and "read" in bot.statuses)
    states = [fake.world.messages[one.sid].status for one in (first, second, third)]
    assert states == ["read", "queued", "failed"]


async def test_faults_of_the_api_before_and_after_acceptance(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    ana.writes("Halo")
    fake.fail("CreateMessage", status=429)
    fake.fail("CreateMessage", status=503)
    for status, code in ((429, 20429), (503, 20503)):
        with pytest.raises(TwilioRestException) as error:
            await bot.send(ana)
        assert (error.value.status, error.value.code) == (status, code)
    fake.fail("CreateMessage", cut=True)
    with pytest.raises(requests.ConnectionError):
        await bot.send(ana)
    assert ana.messages == []
    bot.client.http_client.timeout = 0.1
    fake.fail("CreateMessage", accepted=True, silent=True)
    with pytest.raises(requests.ReadTimeout):
        await bot.send(ana, "Tetap terkirim")
    await ana.expect("Tetap terkirim")
    assert [bool(created.sid) for created in fake.created] == [False, False, False, True]


async def test_lost_messages_are_found_by_listing_page_by_page(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    ana.writes("lama")
    await fake.settle()
    fake.shift_clock(3600)
    since = datetime.fromtimestamp(fake.world.now(), UTC) - timedelta(minutes=1)
    fake.courier.hook.lost = True
    for number in range(5):
        ana.writes(f"pesan {number}")
    ana.shares(-2.97, 104.77)
    await bot.send(ana, "jawaban")
    found = await asyncio.to_thread(
        bot.client.messages.list, to=fake.number, date_sent_after=since, page_size=2
    )
    assert [one.body for one in found] == ["", *(f"pesan {n}" for n in (4, 3, 2, 1, 0))]
    assert {(one.direction, one.status) for one in found} == {("inbound", "received")}
    assert (datetime.now(UTC) + timedelta(hours=1) - found[0].date_sent).total_seconds() < 5
    listings = [one for one in fake.exchanges if one.operation == "ListMessage"]
    assert [one.query.get("Page") for one in listings] == [None, "1", "2"]
    following = listings[0].answer["next_page_uri"]
    assert following.startswith(f"/2010-04-01/Accounts/{fake.account_sid}/Messages.json?To=whats")
    assert f"DateSent%3E={since:%Y-%m-%dT}" in following
    assert following.endswith(f"&PageSize=2&Page=1&PageToken=PA{found[1].sid}")
    old = await asyncio.to_thread(bot.client.messages.list, date_sent_before=since)
    assert [one.body for one in old] == ["lama"]
    assert len([one for one in bot.heard if one[0] == "/whatsapp"]) == 1


async def test_a_webhook_is_tried_again_only_if_nobody_answers(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    bot.answer = 500
    ana.writes("ditolak")
    await fake.settle()
    assert [(posted.answer, posted.attempts) for posted in fake.posted] == [(500, 1)]
    closed = "http://127.0.0.1:9/whatsapp"
    fake.hook(f"{PUBLIC}/whatsapp", closed)
    ana.writes("hilang")
    await fake.settle()
    assert (fake.posted[1].answer, fake.posted[1].attempts) == (0, 2)
    fake.hook(f"{PUBLIC}/whatsapp#rc=3&rp=5xx", f"{bot.root}/whatsapp")
    ana.writes("diulang")
    await fake.settle()
    assert (fake.posted[2].answer, fake.posted[2].attempts) == (500, 4)
    tokens = [headers["I-Twilio-Idempotency-Token"] for _, headers, _ in bot.heard[1:]]
    assert len(set(tokens)) == 1
    signature, form = bot.heard[1][1]["X-Twilio-Signature"], bot.heard[1][2]
    assert RequestValidator(fake.auth_token).validate(f"{PUBLIC}/whatsapp", form, signature)


async def test_a_phone_may_be_used_from_another_thread(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    sid = await asyncio.to_thread(ana.writes, "Halo")
    await _until(lambda: [form["MessageSid"] for _, _, form in bot.heard] == [sid])


async def test_nothing_is_posted_beyond_the_loopback(
    fake: FakeTwilio, bot: Bot, ana: Device
) -> None:
    ana.writes("Halo")
    await bot.send(ana, status_callback="https://elsewhere.example/status")
    await fake.settle()
    assert {(p.answer, p.error) for p in fake.posted if p.kind == "status"} == {
        (0, "no server behind https://elsewhere.example")
    }


async def test_the_control_api_has_the_same_verbs_as_a_process() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.twilio",
        "--port",
        "0",
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    async with asyncio.timeout(20):
        root = (await process.stdout.readline()).decode().strip()
    who = "+628110000001"

    async def control(verb: str, **asked: Any) -> tuple[int, Any]:
        async with session.post(f"{root}/control/{verb}", json=asked) as answer:
            return answer.status, await answer.json()

    async with aiohttp.ClientSession() as session:
        assert (await control("writes", user=who, text="x"))[0] == 400
        await control("hook", public=f"{PUBLIC}/whatsapp", real="http://127.0.0.1:9/whatsapp")
        await control("user", user=who, name="Ana")
        await control("writes", user=who, text="Halo")
        await control("sends", user=who, kind="photo", content="jpeg")
        await control("fares", user=who, code=63024)
        await control("limit", tier=250)
        await control("clock", shift=60)
        await control("fail", operation="CreateMessage", status=429, times=2)
        assert (await control("expect", user=who, text="Halo", within=0))[0] == 408
        assert (await control("messages", user=who))[1] == {"messages": [], "keyboard": []}
        assert (await control("nonsense"))[0] == 400
        state = (await control("state"))[1]
        assert (state["faults"], state["users"]) == (1, [f"whatsapp:{who}"])
        assert (await control("records"))[1]["created"] == []
    process.terminate()
    await process.wait()


async def _until(true: Callable[[], Any], within: float = 2) -> None:
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110 - anything may be waited for
            await asyncio.sleep(0.005)
