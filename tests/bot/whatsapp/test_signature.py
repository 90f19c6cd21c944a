"""Every way in which a signature is known to go wrong: refused or understood, never a crash."""

import base64
import hashlib
import hmac
from urllib.parse import urlencode

import pytest

from bot.channels.whatsapp import WhatsApp
from tests.bot.whatsapp.conftest import Maker
from tests.bot.whatsapp.rig import FORM, HADIR, PUBLIC, SID, STATUS, Disk, Post, listening
from tests.fakes.twilio import AUTH_TOKEN

CALLBACK = {"MessageSid": SID, "MessageStatus": "delivered"}


@pytest.fixture
def channel(make: Maker) -> WhatsApp:
    return make()


async def test_behind_a_proxy_the_public_url_counts_and_not_what_arrives(
    channel: WhatsApp, disk: Disk
) -> None:
    async with listening(channel, disk):
        assert await Post(scheme="http", host="127.0.0.1:8080").to(channel) == 200
    assert [raw["Body"] for _, raw in disk.kept] == ["Hadir"]


@pytest.mark.parametrize(
    "url",
    [
        "http://sigap.example/whatsapp",
        "https://sigap.example:8443/whatsapp",
        "http://127.0.0.1:8080/whatsapp",
        "https://sigap.example/whatsapp/",
        "https://sigap.example/whatsapp#rc=5",
        "https://other.example/whatsapp",
    ],
    ids=["http for https", "other port", "internal address", "slash", "fragment", "other host"],
)
async def test_a_signature_for_another_url_is_refused(
    channel: WhatsApp, disk: Disk, url: str
) -> None:
    async with listening(channel, disk):
        host = url.split("/")[2]
        assert await Post(signed_url=url, host=host).to(channel) == 403
    assert disk.kept == []
    assert channel.rejected == {"wrong_signature": 1}


@pytest.mark.parametrize(
    ("configured", "signed"),
    [
        ("https://a.id", "https://a.id:443/whatsapp"),
        ("https://a.id:8443", "https://a.id:8443/whatsapp"),
        ("https://a.id:8443", "https://a.id/whatsapp"),
        ("https://a.id#rc=5&rp=all", "https://a.id/whatsapp"),
        ("https://a.id/", "https://a.id/whatsapp"),
        ("https://a.id/sigap", "https://a.id/sigap/whatsapp"),
        ("https://user:pass@a.id", "https://user:pass@a.id/whatsapp"),
        ("https://user:pass@a.id:8443", "https://user:pass@a.id:8443/whatsapp"),
        ("https://user:pass@a.id:8443", "https://user:pass@a.id/whatsapp"),
        ("https://user:pass@a.id:8443", "https://a.id:8443/whatsapp"),
        ("https://[::1]:8443", "https://[::1]:8443/whatsapp"),
    ],
)
async def test_ports_passwords_and_fragments_of_the_public_url_are_understood(
    make: Maker, disk: Disk, configured: str, signed: str
) -> None:
    channel = make(public_url=configured)
    async with listening(channel, disk):
        assert await Post(signed_url=signed).to(channel) == 200


async def test_a_missing_header_is_no_crash(channel: WhatsApp, disk: Disk) -> None:
    async with listening(channel, disk):
        assert await Post(headers={"X-Twilio-Signature": None}).to(channel) == 403
        assert await Post(headers={"X-Twilio-Signature": ""}).to(channel) == 403
    assert channel.rejected == {"no_signature": 2}


@pytest.mark.parametrize("signature", ["x", "\xe4" * 28, "A" * 28, "=" * 28])
async def test_a_strange_signature_is_no_crash(channel: WhatsApp, signature: str) -> None:
    assert await Post(headers={"X-Twilio-Signature": signature}).to(channel) == 403


async def test_json_with_the_hash_of_its_body_is_no_way_in(channel: WhatsApp) -> None:
    body = b'{"MessageSid": "SM1"}'
    query = f"bodySHA256={hashlib.sha256(body).hexdigest()}"
    signed = hmac.digest(AUTH_TOKEN.encode(), f"{PUBLIC}/whatsapp?{query}".encode(), "sha1")
    headers = {
        "Content-Type": "application/json",
        "X-Twilio-Signature": base64.b64encode(signed).decode(),
    }
    assert await Post(body=body, query=query, headers=dict(headers)).to(channel) == 415
    disguised = headers | {"Content-Type": FORM}
    assert await Post(body=body, query=query, headers=dict(disguised)).to(channel) == 403


async def test_spaces_and_blank_values_are_part_of_what_was_signed(
    channel: WhatsApp, disk: Disk
) -> None:
    form = HADIR | {"Body": "  Hadir  \n", "Label": "", "Address": " "}
    async with listening(channel, disk):
        assert await Post(form).to(channel) == 200
    assert disk.kept[0][1]["Body"] == "  Hadir  \n"
    assert disk.kept[0][1]["Label"] == ""


async def test_who_trims_the_body_breaks_the_signature(channel: WhatsApp) -> None:
    signed = HADIR | {"Body": "Hadir "}
    assert await Post(signed, body=urlencode(HADIR).encode()).to(channel) == 403


async def test_a_parameter_that_comes_twice_is_kept_once(channel: WhatsApp, disk: Disk) -> None:
    twice = urlencode([*HADIR.items(), ("Body", "Hadir")]).encode()
    async with listening(channel, disk):
        assert await Post(body=twice).to(channel) == 200
    assert disk.kept[0][1]["Body"] == "Hadir"


async def test_a_parameter_added_to_a_signed_form_is_refused(channel: WhatsApp) -> None:
    more = urlencode([*HADIR.items(), ("Body", "Izin")]).encode()
    assert await Post(body=more).to(channel) == 403


async def test_text_moved_over_the_edge_of_two_parameters_is_refused(
    channel: WhatsApp, disk: Disk
) -> None:
    """Twilio signs names and values without a mark between: this forgery has a true signature."""
    moved = HADIR | {"MessageSid": f"{SID}MessageTypetext"}
    del moved["MessageType"]
    async with listening(channel, disk):
        assert await Post(HADIR, body=urlencode(moved).encode()).to(channel) == 400
    assert disk.kept == []
    assert channel.rejected == {"malformed": 1}


async def test_the_query_string_is_signed_too(channel: WhatsApp, disk: Disk) -> None:
    signed = f"{PUBLIC}{STATUS}?id=7"
    async with listening(channel, disk):
        assert await Post(CALLBACK, STATUS, "id=7", signed).to(channel) == 200
        assert await Post(CALLBACK, STATUS, "id=8", signed).to(channel) == 403
        assert await Post(CALLBACK, STATUS, "", signed).to(channel) == 403
    assert [raw["outbox_id"] for _, raw in disk.kept] == ["7"]


async def test_the_query_is_taken_as_it_came(channel: WhatsApp, disk: Disk) -> None:
    async with listening(channel, disk):
        assert await Post(CALLBACK, STATUS, "id=7&b=%20x+y&a=").to(channel) == 200


async def test_another_token_is_refused(channel: WhatsApp) -> None:
    assert await Post(token="the-secondary-token").to(channel) == 403


async def test_a_changed_body_is_refused(channel: WhatsApp) -> None:
    changed = urlencode(HADIR | {"From": "whatsapp:+628110000002"}).encode()
    assert await Post(body=changed).to(channel) == 403


async def test_a_signature_for_the_other_webhook_is_refused(channel: WhatsApp) -> None:
    assert await Post(signed_url=f"{PUBLIC}{STATUS}").to(channel) == 403
