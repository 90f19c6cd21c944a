"""One key: its form, and the keys of each purpose that are derived from it."""

import base64
from datetime import date

import pytest

from handlers import enrol, keys
from handlers.call import lots
from tests.office import Office

COUNTING = bytes(range(32))
VECTORS = {
    "code": "9112b280acfac1729ef0b657a99691d48f82ecf2f16442bad2c2bea4f2ec701d",
    "photo": "7d3a23fe38012f0f71aaf8848364ba444c66b957d37977d0cc4761bab82b83c3",
    "mark": "84fd92e17ee099362eb3dbef17fb080254e2ccc13db59d561637b53fe6f4f230",
}
RANDOM = bytes.fromhex("5ce1b62d0f9a4417836bd80cf1a92e7740d1c5b3e86a9f02147bd6c890ff3ea1")
HEX = keys.PREFIX + RANDOM.hex()


@pytest.mark.parametrize("purpose", VECTORS)
def test_keys_are_derived_as_rfc_5869_says(purpose: str) -> None:
    """Computed elsewhere too, by OpenSSL's HKDF and by Node's."""
    assert keys.hkdf(COUNTING, f"sigap/v1/{purpose}".encode()).hex() == VECTORS[purpose]


@pytest.mark.parametrize(
    "text",
    [
        HEX,
        keys.PREFIX + RANDOM.hex().upper(),
        keys.PREFIX + base64.b64encode(RANDOM).decode(),
        keys.PREFIX + base64.b64encode(RANDOM).decode().rstrip("="),
        keys.PREFIX + base64.urlsafe_b64encode(RANDOM).decode(),
    ],
)
def test_the_same_32_bytes_are_the_same_key_however_they_are_written(text: str) -> None:
    assert keys.is_strong(text.encode())
    assert keys.derived(text.encode(), "code") == keys.hkdf(RANDOM, b"sigap/v1/code")
    assert keys.mark(text.encode()) == keys.mark(HEX.encode()) != ""


@pytest.mark.parametrize(
    "text",
    [
        "12345678",
        "kata sandi yang panjang sekali",
        RANDOM.hex(),
        keys.PREFIX,
        keys.PREFIX + RANDOM.hex()[:-2],
        keys.PREFIX + RANDOM.hex() + "00",
        keys.PREFIX + "g" * 64,
        keys.PREFIX + "ab" * 32,
        keys.PREFIX + COUNTING.hex(),
        keys.PREFIX + base64.b64encode(RANDOM[:31]).decode(),
        keys.PREFIX + "rahasia-rahasia",
        f" {HEX}",
    ],
)
def test_anything_else_is_words_and_gets_no_mark(text: str) -> None:
    assert not keys.is_strong(text.encode())
    assert keys.mark(text.encode()) == ""


def test_what_was_made_with_words_goes_on_to_fit() -> None:
    """The values are those of the version before: one key for all."""
    words = b"kata sandi dinas"
    assert enrol.code_hash(words, "abcd-efgh") == (
        "b2e77ddd9838f1f42b52265d11c9cd498f5e84462c078b82907e56e0af2a73f1"
    )
    assert {keys.derived(words, purpose) for purpose in ("code", "photo", "lot", "mark")} == {
        words
    }


def test_no_purpose_tells_anything_of_another(office: Office) -> None:
    """What is published of a lot is the key of no code."""
    derived = {keys.derived(HEX.encode(), p) for p in ("code", "photo", "lot", "mark")}
    assert len(derived) == 4
    with office.desk() as desk:
        desk.key = HEX.encode()
        secret = lots.day_secret(desk, date(2026, 4, 10))
        assert secret == keys.digest(desk.key, "lot", "lottery:2026-04-10")
        assert secret not in derived


def test_each_new_key_is_another() -> None:
    made = {keys.new() for _ in range(20)}
    assert len(made) == 20
    assert all(keys.is_strong(key.encode()) for key in made)
