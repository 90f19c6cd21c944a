"""Webhooks: a form is on disk before its 200, nothing odd is a 500, nobody says a thing twice."""

import logging

import pytest

from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.hook import MAX_BODY, TOKEN, Seen
from tests.bot.whatsapp.conftest import Maker
from tests.bot.whatsapp.rig import HADIR, PUBLIC, SID, STATUS, Disk, Post, listening


@pytest.fixture
def channel(make: Maker) -> WhatsApp:
    return make()


def hadir(token: str = "t-1", **changed: str) -> Post:
    return Post(HADIR | changed, headers={TOKEN: token})


async def test_before_we_listen_twilio_is_told_so(channel: WhatsApp) -> None:
    assert await hadir().to(channel) == 503


async def test_a_full_disk_is_no_crash_and_the_next_try_is_taken(
    channel: WhatsApp, disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    disk.fails = 1
    async with listening(channel, disk):
        assert await hadir().to(channel) == 503
        assert disk.kept == []
        assert await hadir().to(channel) == 200
    assert [external for external, _ in disk.kept] == [SID]


async def test_a_retry_of_twilio_is_welcome_and_changes_nothing(
    channel: WhatsApp, disk: Disk
) -> None:
    async with listening(channel, disk):
        assert [await hadir("t-1").to(channel) for _ in range(3)] == [200, 200, 200]
    assert len(disk.kept) == 1
    assert not channel.rejected


@pytest.mark.parametrize("token", ["t-2", ""])
async def test_a_replay_by_somebody_else_is_refused(
    channel: WhatsApp, disk: Disk, token: str
) -> None:
    async with listening(channel, disk):
        assert await hadir("t-1").to(channel) == 200
        assert await hadir(token).to(channel) == 403
    assert len(disk.kept) == 1
    assert channel.rejected == {"replay": 1}


async def test_without_a_token_the_first_is_taken_and_no_other(
    channel: WhatsApp, disk: Disk
) -> None:
    async with listening(channel, disk):
        assert [await Post().to(channel) for _ in range(2)] == [200, 403]
    assert len(disk.kept) == 1


async def test_a_status_may_come_twice_and_each_step_is_kept_once(
    channel: WhatsApp, disk: Disk
) -> None:
    async with listening(channel, disk):
        for state in ("read", "sent", "delivered", "read"):
            form = {"MessageSid": SID, "MessageStatus": state}
            assert await Post(form, STATUS, "id=7").to(channel) == 200
    assert [external for external, _ in disk.kept] == [
        f"{SID}:read",
        f"{SID}:sent",
        f"{SID}:delivered",
    ]


async def test_a_failure_names_its_code_and_belongs_to_a_message_of_ours(
    channel: WhatsApp, disk: Disk
) -> None:
    form = {"MessageSid": SID, "MessageStatus": "failed", "ErrorCode": "63016"}
    async with listening(channel, disk):
        await Post(form, STATUS, "id=7").to(channel)
    ((external, raw),) = disk.kept
    assert (external, raw["outbox_id"]) == (f"{SID}:failed:63016", "7")


@pytest.mark.parametrize(
    ("post", "status", "cause"),
    [
        (Post(headers={"Content-Type": None}), 415, "content_type"),
        (Post(headers={"Content-Type": "application/json"}), 415, "content_type"),
        (Post(headers={"Content-Type": "multipart/form-data; boundary=x"}), 415, "content_type"),
        (Post(body=b"x" * (MAX_BODY + 1)), 413, "too_big"),
        (Post(body=b"\xff\xfe"), 400, "malformed"),
        (Post(body=b"Body=%ff%fe"), 400, "malformed"),
        (Post(body=b"&".join(b"a=1" for _ in range(600))), 400, "malformed"),
        (Post({}), 400, "malformed"),
        (Post({"MessageSid": ""}), 400, "malformed"),
        (Post({"MessageSid": "SM1", "From": "x"}), 400, "malformed"),
    ],
)
async def test_nonsense_and_floods_are_refused_and_counted(
    channel: WhatsApp, disk: Disk, post: Post, status: int, cause: str
) -> None:
    async with listening(channel, disk):
        assert await post.to(channel) == status
    assert disk.kept == []
    assert channel.rejected == {cause: 1}


async def test_names_that_are_ours_cannot_be_sent(channel: WhatsApp, disk: Disk) -> None:
    async with listening(channel, disk):
        await hadir(outbox_id="3", recovered="true", written_at="2020-01-01").to(channel)
    raw = disk.kept[0][1]
    assert not {"outbox_id", "recovered"} & raw.keys()
    assert raw["written_at"] > "2026"


async def test_a_null_character_does_not_keep_a_message_out_of_the_database(
    channel: WhatsApp, disk: Disk
) -> None:
    async with listening(channel, disk):
        assert await hadir(Body="Ha\x00dir").to(channel) == 200
    assert disk.kept[0][1]["Body"] == "Hadir"


def test_the_memory_of_what_was_seen_is_bounded() -> None:
    seen = Seen(most=2)
    for sid in ("a", "b", "c"):
        seen.add(sid, "t")
    assert ["a" in seen, "b" in seen, "c" in seen] == [False, True, True]


async def test_the_fallback_address_gets_its_200_for_what_is_stored_already(
    whatsapp: WhatsApp, disk: Disk
) -> None:
    """Twilio signs what it brings there anew; a copy of somebody else has the old signature."""
    fallback = HADIR | {"ErrorCode": "11200", "ErrorUrl": f"{PUBLIC}/whatsapp"}
    async with listening(whatsapp, disk):
        assert await Post(headers={TOKEN: "first"}).to(whatsapp) == 200
        assert await Post(fallback, headers={TOKEN: "second"}).to(whatsapp) == 200
        assert await Post(query="fallback=1").to(whatsapp) == 200
        assert await Post(headers={TOKEN: "copied"}).to(whatsapp) == 403
    assert len(disk.kept) == 1


async def test_a_status_at_the_address_of_messages_is_named(
    whatsapp: WhatsApp, disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    status = {"MessageSid": SID, "MessageStatus": "delivered", "From": "whatsapp:+62811"}
    async with listening(whatsapp, disk):
        assert await Post(status).to(whatsapp) == 200
    assert "/whatsapp/status as the status callback" in caplog.text
    assert whatsapp.rejected == {"status_at_inbound": 1}
    assert disk.kept == []
