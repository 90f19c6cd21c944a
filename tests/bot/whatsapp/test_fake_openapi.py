"""The fake Twilio speaks as Twilio's own OpenAPI documents say, and so does the client."""

import asyncio
import copy
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.fakes.twilio import Exchange, FakeTwilio
from tests.fakes.twilio.bot import Bot, a_bot
from tests.fakes.twilio.contract import FILE, operations, violations
from tests.fakes.twilio.extract import DOCUMENTS, FOLDER, extract
from tests.fakes.twilio.routes import ROUTES

QUICK = {
    "body": "Apakah {{1}} siap besok?",
    "actions": [{"type": "QUICK_REPLY", "title": "Siap", "id": "siap"}],
}


async def _converse(fake: FakeTwilio, bot: Bot) -> None:
    """Use every operation once, and let some fail."""
    ana, client = fake.user("+628110000001", "Ana"), bot.client
    ana.writes("Halo")
    photo = ana.sends("photo", b"jpeg")
    template = await bot.template({"twilio/quick-reply": QUICK}, {"1": "Saudara"})
    await bot.template({"twilio/text": {"body": "{{1}}"}}, {"1": "x"})
    await bot.submit(template)
    content = client.content.v1
    await asyncio.to_thread(content.contents.list, page_size=1)
    await asyncio.to_thread(content.content_and_approvals.list)
    await asyncio.to_thread(content.contents(template).fetch)
    approval = await asyncio.to_thread(content.contents(template).approval_fetch().fetch)
    assert approval.whatsapp["status"] == "received"
    fake.decide(template)
    await bot.send(ana, content_sid=template, content_variables='{"1": "Ana"}')
    sent = await bot.send(ana, "Selamat pagi", validity_period=600)
    ana.fares(code=63024)
    await bot.send(ana)
    await bot.send("whatsapp:ID.9")
    await fake.settle()
    await asyncio.to_thread(client.messages.list, to=fake.number, page_size=1)
    await asyncio.to_thread(client.messages.list, date_sent_after=sent.date_created)
    await asyncio.to_thread(
        client.messages.list, from_=fake.number, date_sent=sent.date_created.date()
    )
    await asyncio.to_thread(client.messages(sent.sid).fetch)
    await asyncio.to_thread(client.messages(sent.sid).update, body="")
    [media] = await asyncio.to_thread(client.messages(photo).media.list)
    await asyncio.to_thread(client.messages(photo).media(media.sid).fetch)
    await asyncio.to_thread(client.messages(photo).media(media.sid).delete)
    await asyncio.to_thread(client.messages(sent.sid).delete)
    await asyncio.to_thread(content.contents(template).delete)
    senders = client.messaging.v2.channels_senders
    fake.world.sender.reasons.append(("63112", "The business account was disabled"))
    [sender] = await asyncio.to_thread(senders.list, channel="whatsapp")
    await asyncio.to_thread(senders(sender.sid).fetch)
    assert await asyncio.to_thread(senders.list, channel="rcs") == []
    with pytest.raises(TwilioRestException):
        await asyncio.to_thread(client.messages(sent.sid).fetch)
    with pytest.raises(TwilioRestException):
        await asyncio.to_thread(senders("XE" + "0" * 32).fetch)
    with pytest.raises(TwilioRestException):
        await bot.send("whatsapp:+0")


async def test_every_request_and_answer_is_as_twilios_document_says() -> None:
    async with FakeTwilio() as fake, a_bot(fake) as bot:
        await _converse(fake, bot)
    assert violations(fake.exchanges) == []
    used = {one.operation for one in fake.exchanges if one.status < 400}
    assert used == set(ROUTES) == operations()
    states = {
        one["status"] for e in fake.exchanges for one in (e.answer or {}).get("messages", ())
    }
    assert {"received", "read", "undelivered"} <= states


@pytest.fixture
async def exchange() -> Exchange:
    """One that is right."""
    async with FakeTwilio() as fake, a_bot(fake) as bot:
        await bot.send(fake.user("+628110000001"))
    return fake.exchanges[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("num_media", 0),
        ("date_created", "2026-11-22T08:00:00Z"),
        ("status", "on its way"),
        ("sid", "SM1"),
        ("error_code", "63016"),
        ("invented", "x"),
        ("uri", None),
    ],
)
async def test_an_answer_that_drifted_is_found(exchange: Exchange, name: str, value: Any) -> None:
    answer = copy.deepcopy(exchange.answer) | {name: value}
    if value is None:
        del answer[name]
    assert violations([dataclasses.replace(exchange, answer=answer)]) != []


@pytest.mark.parametrize(
    "change",
    [
        {"body": {"Body": "no recipient"}},
        {"body": {"To": "whatsapp:+628110000001", "Text": "x"}},
        {"body": {"To": "whatsapp:+628110000001", "ValidityPeriod": "soon"}},
        {"body": {"To": "whatsapp:+628110000001", "ContentSid": "HX1"}},
        {"kind": "application/json"},
        {"query": {"Page": "1"}},
        {"path": "/2010-04-01/Accounts/AC1/Messages.json"},
        {"status": 200},
        {"status": 400},
    ],
)
async def test_a_wrong_request_is_found(exchange: Exchange, change: dict[str, Any]) -> None:
    assert violations([dataclasses.replace(exchange, **change)]) != []


def test_the_documents_are_cut_out_as_they_stand_here(tmp_path: Path) -> None:
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    (tmp_path / FOLDER).mkdir(parents=True)
    licence, author = kept["source"]["licence"].split(", ")
    about = {
        "name": kept["source"]["package"].removesuffix(" (npm)"),
        "version": kept["source"]["version"],
        "license": licence,
        "author": author,
    }
    (tmp_path / "package.json").write_text(json.dumps(about))
    for name in DOCUMENTS:
        document = kept["documents"][name]
        document["paths"]["/v1/Other"] = {"get": {"operationId": "FetchOther"}}
        document["components"]["schemas"]["other"] = {"type": "object"}
        for schema in document["components"]["schemas"].values():
            schema["description"] = "prose"
        (tmp_path / FOLDER / f"{name}.json").write_text(json.dumps(document))
    assert extract(tmp_path) == FILE.read_text(encoding="utf-8")
