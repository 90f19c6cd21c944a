"""The key behind codes and lots: given, or made once and kept beside the data."""

import os
import re
import secrets
import tempfile
from pathlib import Path

from bot.console import Trouble
from bot.settings.model import LEAST_KEY, Settings
from storage import private


def secret_key(settings: Settings) -> bytes:
    """Give the key behind codes and lots; without a setting it is made once, in DATA_DIR."""
    if settings.secret_key:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data_dir / "secret.key"
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble("settings.key_file", path=path, why=type(error).__name__) from None
    if len(key) < LEAST_KEY:
        raise Trouble("settings.key_file", path=path, why="empty")
    return key.encode()


def is_guessable(key: bytes) -> bool:
    """Tell whether a key may be words that somebody thought of: ours are 32 bytes in hex.

    Digests that are made with such a key, and shown, let anybody try guesses at home.
    """
    return not re.fullmatch(rb"[0-9a-fA-F]{64,}", key) or len(set(key.lower())) < LEAST_KEY


def _make_key(path: Path) -> None:
    """Write a new key in one step: two programs that start together get the same one."""
    private.make_folder(path.parent)
    handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
    try:
        with os.fdopen(handle, "w") as file:
            file.write(f"{secrets.token_hex(32)}\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        Path(draft).unlink()
