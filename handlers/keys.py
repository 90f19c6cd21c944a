"""One secret key, and from it another for each purpose, so that none tells anything of the others.

A key is the text that stands in the setting or the file. The words of an office from before are a
key for all purposes at once, as they always were: what was made with them must go on to fit.
"""

import base64
import binascii
import hashlib
import hmac
import itertools
import re
import secrets
from typing import Literal

PREFIX = "sigap-key-v1:"
SIZE = 32  # bytes
HEX = re.compile(rb"[0-9a-fA-F]{64}")
BASE64 = re.compile(rb"[0-9A-Za-z+/_-]{43}=?")

Purpose = Literal["code", "photo", "lot", "mark"]


def new() -> str:
    """Make a key."""
    return f"{PREFIX}{secrets.token_hex(SIZE)}"


def names_form(text: str) -> bool:
    """Tell whether a text says of itself that it is a key of ours, well-formed or not."""
    return text.startswith(PREFIX)


def is_strong(key: bytes) -> bool:
    """Tell whether a key is one that nobody thought of: 32 bytes in our form."""
    return _material(key) is not None


def derived(key: bytes, purpose: Purpose) -> bytes:
    """Derive the key of a purpose; words are the key of all of them."""
    material = _material(key)
    return key if material is None else hkdf(material, f"sigap/v1/{purpose}".encode())


def hkdf(material: bytes, info: bytes) -> bytes:
    """Compute HKDF-SHA256 (RFC 5869) without salt, of one block: 32 bytes."""
    extracted = hmac.digest(bytes(SIZE), material, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)


def digest(key: bytes, purpose: Purpose, text: str) -> bytes:
    """Compute what nobody can foresee, or test, without the key of a purpose."""
    return hmac.digest(derived(key, purpose), text.encode(), hashlib.sha256)


def mark(key: bytes) -> str:
    """Mark a key, so that another one is noticed.

    Words get no mark: it would tell whoever holds it whether a guess is right.
    """
    return _mark(key) if is_strong(key) else ""


def fits(key: bytes, known: str) -> bool:
    """Tell whether a key has this mark; those of words stand in backups from before."""
    return hmac.compare_digest(_mark(key), known)


def _mark(key: bytes) -> str:
    return digest(key, "mark", "backup").hex()[:16]


def _material(key: bytes) -> bytes | None:
    """Read the 32 bytes of a key; None if it is words, or 32 equal bytes, or counts."""
    prefix = PREFIX.encode()
    text = key.removeprefix(prefix)
    if text == key or not (HEX.fullmatch(text) or BASE64.fullmatch(text)):
        return None
    try:
        found = _bytes(text)
    except binascii.Error:
        return None
    steps = {(after - before) % 256 for before, after in itertools.pairwise(found)}
    return found if len(found) == SIZE and len(steps) > 1 else None


def _bytes(text: bytes) -> bytes:
    if HEX.fullmatch(text):
        return bytes.fromhex(text.decode())
    return base64.b64decode(text.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/")) + b"=")
