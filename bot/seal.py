"""Sealing a file so that only the holder of a key can read it: age, by pyrage.

pyrage is rage, the age format in Rust: a file of any length in chunks, each authenticated; and
what is sealed here opens anywhere with the stock `age` tool, also when this program is no more.
"""

import hashlib
import io
import os
from pathlib import Path
from typing import Any, BinaryIO

from bot.console import Trouble

AGE = b"age-encryption.org/"


def new_key() -> tuple[str, str]:
    """Make a key: its secret half, and the public half for which backups are sealed."""
    from pyrage import x25519  # noqa: PLC0415 - few commands need it

    secret = x25519.Identity.generate()
    return str(secret), str(secret.to_public())


def recipient(public: str) -> Any:
    """Read a public key; raises Trouble."""
    from pyrage import RecipientError, x25519  # noqa: PLC0415

    try:
        return x25519.Recipient.from_str(public.strip())
    except RecipientError:
        raise Trouble("backup.no_recipient") from None


def is_sealed(path: Path) -> bool:
    """Tell whether a file is sealed, by its first bytes."""
    with path.open("rb") as file:
        return file.read(len(AGE)) == AGE


def seal(source: Path, target: Path, to: Any) -> None:
    """Write a sealed copy that is on the disk, and prove that it can be opened.

    The server has no key that opens it; so a second one, which is forgotten at once, proves it.
    """
    from pyrage import encrypt_io, x25519  # noqa: PLC0415

    proof = x25519.Identity.generate()
    with source.open("rb") as plain, target.open("wb") as sealed:
        encrypt_io(plain, sealed, [to, proof.to_public()])
        sealed.flush()
        os.fsync(sealed.fileno())
    read_back = _Sum()
    _decrypt(target, read_back, proof)
    with source.open("rb") as plain:
        if hashlib.file_digest(plain, "sha256").digest() != read_back.sum.digest():
            raise Trouble("backup.copy_differs")


def unseal(source: Path, target: Path, secret: str) -> None:
    """Open a sealed file with a secret key; raises Trouble."""
    from pyrage import IdentityError, x25519  # noqa: PLC0415

    try:
        key = x25519.Identity.from_str(secret.strip())
    except IdentityError:
        raise Trouble("backup.no_key") from None
    with target.open("wb") as plain:
        _decrypt(source, plain, key)


def _decrypt(source: Path, into: BinaryIO, key: Any) -> None:
    from pyrage import DecryptError, decrypt_io  # noqa: PLC0415

    try:
        with source.open("rb") as sealed:
            decrypt_io(sealed, into, [key])
    except DecryptError as error:
        key_is_wrong = "keys" in str(error)
        if key_is_wrong:
            raise Trouble("backup.wrong_key") from None
        raise Trouble("backup.damaged", why="age") from None
    except OSError:
        raise Trouble("backup.damaged", why="age") from None


class _Sum(io.BytesIO):
    """Takes what is written only to sum it up."""

    def __init__(self) -> None:
        super().__init__()
        self.sum = hashlib.sha256()

    def write(self, data: Any, /) -> int:
        self.sum.update(data)
        return len(data)
