"""Fetching a photo: its bytes, or what became of the wish; the token shows nowhere."""

import logging

import pytest

from bot.channels import Misconfigured, SendError
from bot.channels.telegram import Telegram
from bot.channels.telegram.client import MAX_FILE
from handlers.events import Attachment
from tests.bot.telegram.conftest import Maker
from tests.fakes.telegram import Device, FakeTelegram

JPEG = b"\xff\xd8\xff a picture"


@pytest.fixture
def ana(fake: FakeTelegram) -> Device:
    return fake.user(42, "Ana", started=True)


def file_of(fake: FakeTelegram, telegram: Telegram, ana: Device, content: bytes = JPEG) -> str:
    ana.sends("photo", content)
    update = fake.world.pending()[-1].raw()
    photo = telegram.parse(update, telegram._clock.now())
    assert isinstance(photo, Attachment)
    assert photo.file
    return photo.file


async def error_of(telegram: Telegram, file: str) -> SendError:
    with pytest.raises(SendError) as caught:
        await telegram.fetch(file)
    return caught.value


async def test_a_photo_that_was_heard_can_be_fetched(
    fake: FakeTelegram, telegram: Telegram, ana: Device
) -> None:
    file = file_of(fake, telegram, ana)
    assert await telegram.fetch(file) == JPEG
    assert await telegram.fetch(file) == JPEG


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ({"status": 400, "description": "Bad Request: file is too big"}, "rejected"),
        ({"retry_after": 9}, "busy"),
        ({"status": 500}, "uncertain"),
        ({"cut": True}, "uncertain"),
        ({"body": "<html>the proxy's page"}, "uncertain"),
        ({"body": '{"ok": true, "result": {}}'}, "unreachable"),
        ({"body": '{"ok": true, "result": {"file_path": "x", "file_size": "?"}}'}, "unreachable"),
    ],
)
async def test_what_goes_wrong_has_a_name(
    fake: FakeTelegram, telegram: Telegram, ana: Device, fault: dict[str, object], cause: str
) -> None:
    file = file_of(fake, telegram, ana)
    fake.fail("getFile", **fault)
    error = await error_of(telegram, file)
    assert error.cause == cause
    assert fake.token not in str(error)


async def test_a_file_nobody_sent_is_refused(telegram: Telegram) -> None:
    assert (await error_of(telegram, "file99")).cause == "rejected"


async def test_a_link_that_is_over_is_not_a_wrong_token(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    fake.fail("getFile", body='{"ok": true, "result": {"file_path": "photos/gone.jpg"}}')
    error = await error_of(telegram, "file1")
    assert error.cause == "unreachable"
    assert fake.token not in str(error)


@pytest.mark.parametrize("path", ["/etc/hostname", "../../etc/hostname", "file:///etc/hostname"])
async def test_no_path_of_our_own_disk_is_read(
    fake: FakeTelegram, telegram: Telegram, path: str
) -> None:
    fake.fail("getFile", body=f'{{"ok": true, "result": {{"file_path": "{path}"}}}}')
    assert (await error_of(telegram, "file1")).cause == "unreachable"


async def test_a_huge_file_is_not_even_begun(fake: FakeTelegram, telegram: Telegram) -> None:
    size = MAX_FILE + 1
    fake.fail(
        "getFile", body=f'{{"ok": true, "result": {{"file_path": "x", "file_size": {size}}}}}'
    )
    assert (await error_of(telegram, "file1")).cause == "rejected"


async def test_a_refused_token_stops_the_channel(make: Maker) -> None:
    with pytest.raises(Misconfigured):
        await make(token="1:wrong").fetch("file1")


async def test_nobody_home_means_try_again(make: Maker) -> None:
    error = await error_of(make(api_url="http://127.0.0.1:9"), "file1")
    assert error.cause == "unreachable"


async def test_the_token_is_in_no_log(
    fake: FakeTelegram, telegram: Telegram, ana: Device, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await telegram.fetch(file_of(fake, telegram, ana))
    await error_of(telegram, "file99")
    assert fake.token not in caplog.text
