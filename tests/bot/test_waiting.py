"""Platforms ask for any wait: none of them halts us for long, or kills what listens."""

import pytest

from bot.channels.telegram.request import FloodError, _raise_if_flooded
from bot.channels.waiting import LONGEST, seconds
from bot.channels.whatsapp.wire import refused


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        (3, 3.0),
        (0.5, 0.5),
        ("3", 3.0),
        ("3600", LONGEST),
        (1e18, LONGEST),
        (float("inf"), LONGEST),
        (10**400, 0.0),
        (float("nan"), 0.0),
        (-5, 0.0),
        ("soon", 0.0),
        (None, 0.0),
        ([], 0.0),
        ({}, 0.0),
    ],
)
def test_a_wait_is_a_number_that_harms_nobody(told: object, wait: float) -> None:
    assert seconds(told) == wait


@pytest.mark.parametrize(
    ("status", "body", "wait"),
    [
        (429, b'{"ok":false,"parameters":{"retry_after":"3600"}}', LONGEST),
        (429, b'{"ok":false,"parameters":{"retry_after":Infinity}}', LONGEST),
        (429, b'{"ok":false,"parameters":{"retry_after":1e18}}', LONGEST),
        (429, b'{"ok":false}', 0.0),
        (429, b"<html>slow down</html>", 0.0),
        (429, b"", 0.0),
        (429, b"[" * 100_000, 0.0),
        (420, b'{"ok":false,"parameters":{"retry_after":7}}', 7.0),
    ],
)
def test_a_429_means_unsent_whatever_its_body_says(status: int, body: bytes, wait: float) -> None:
    with pytest.raises(FloodError) as flooded:
        _raise_if_flooded(status, body)
    assert flooded.value.retry_after == wait


def test_another_failure_is_no_429() -> None:
    _raise_if_flooded(500, b'{"ok":false}')
    _raise_if_flooded(200, b'{"parameters":{"retry_after":7}}')


@pytest.mark.parametrize("told", ["inf", "1e18", "3600", "nan", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_twilios_header_is_read_alike(told: str) -> None:
    assert 0 <= refused(429, "{}", {"Retry-After": told}).retry_after <= LONGEST
