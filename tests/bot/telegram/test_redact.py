"""The token is never written anywhere: not in a log at DEBUG, not in an error."""

import asyncio
import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels import Misconfigured, Outgoing, SendError
from bot.channels.telegram import Redact, guard_logs
from bot.channels.telegram.redact import hush_libraries
from tests.bot.telegram.conftest import Maker
from tests.bot.telegram.rig import Disk, listening, until
from tests.fakes.telegram import TOKEN, FakeTelegram

SECRET = TOKEN.partition(":")[2]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that anybody logs, without any filter."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


FAULTS: list[dict[str, Any]] = [
    {"status": 401, "description": "Unauthorized"},
    {"status": 404, "body": "<html>Not Found</html>"},
    {"status": 500},
    {"body": "<html>"},
    {"body": "[]"},
    {"cut": True},
    {"silent": True},
    {"retry_after": 0.01},
]


@pytest.mark.parametrize("fault", FAULTS)
async def test_no_failure_writes_the_token_even_without_the_filter(
    fake: FakeTelegram, make: Maker, disk: Disk, log: io.StringIO, fault: dict[str, Any]
) -> None:
    fake.fail("*", times=8, **fault)
    fake.user(42, started=True)
    channel = make(timeout=0.05)
    async with listening(channel, disk):
        for attempt in (
            channel.send(Outgoing(address="telegram:42", text="x")),
            channel.me(),
            channel.clock_skew(),
        ):
            try:
                await attempt
            except (SendError, Misconfigured):
                logging.getLogger("test").exception("failed")
        await channel.acknowledge("1")
        await channel.offer_commands("telegram:42", "id", {"x": "y"})
        await until(lambda: not any(f.times for f in fake.faults) or fault.get("status") == 401)
    assert "failed" in log.getvalue() or "retry_after" in fault
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://nowhere.invalid", "nonsense"])
async def test_no_bad_address_writes_the_token(
    make: Maker, disk: Disk, log: io.StringIO, url: str
) -> None:
    channel = make(api_url=url)
    async with listening(channel, disk):
        with pytest.raises(SendError) as caught:
            await channel.send(Outgoing(address="telegram:42", text="x"))
        logging.getLogger("test").error("failed", exc_info=caught.value)
        await asyncio.sleep(0.03)
    assert SECRET not in log.getvalue() + repr(caught.value)


def test_the_filter_cleans_message_arguments_and_traceback(log: io.StringIO) -> None:
    redact = guard_logs(TOKEN)
    hush_libraries()
    try:
        speak = logging.getLogger("anybody.at.all")
        speak.warning("POST /bot%s/getMe %s", TOKEN, TOKEN.replace(":", "%3A"))
        try:
            raise ValueError(f"no such host: /bot{TOKEN}/getMe")  # noqa: TRY301
        except ValueError:
            speak.exception("failed")
        speak.warning("where", stack_info=True)
        logging.getLogger("httpx").info("HTTP Request: POST")
    finally:
        for handler in logging.getLogger().handlers:
            handler.removeFilter(redact)
    assert SECRET not in log.getvalue()
    assert "/bot8110000001:***/getMe" in log.getvalue()
    assert "ValueError: no such host" in log.getvalue()
    assert "HTTP Request" not in log.getvalue()


@pytest.mark.parametrize(
    ("secret", "text", "cleaned"),
    [
        ("12:short", "12:short", "***"),
        ("Rahasia_123", "x Rahasia_123 y", "x *** y"),
        ("", "nothing to hide", "nothing to hide"),
    ],
)
def test_other_secrets_and_odd_ones(secret: str, text: str, cleaned: str) -> None:
    assert Redact(secret).clean(text) == cleaned


def test_a_secret_within_another_hides_all_of_it() -> None:
    assert Redact("45678901", "12345678901234").clean("x 12345678901234") == "x ***"
