"""The key behind codes and lots: given, or made once and kept beside the data."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.console import Trouble
from bot.settings.model import LEAST_KEY, Settings
from handlers import keys
from storage import private

KEY_FILE = "secret.key"


def key_file(settings: Settings) -> Path:
    """Tell where the key stands when the settings give none."""
    return settings.data_dir / KEY_FILE


def has_key(settings: Settings) -> bool:
    """Tell whether there is a key already."""
    return bool(settings.secret_key) or key_file(settings).is_file()


def secret_key(settings: Settings) -> bytes:
    """Give the key behind codes and lots; without a setting it is made once, in DATA_DIR."""
    if settings.secret_key:
        return settings.secret_key.get_secret_value().encode()
    path = key_file(settings)
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble("settings.key_file", path=path, why=type(error).__name__) from None
    if len(key) < LEAST_KEY:
        raise Trouble("settings.key_file", path=path, why="empty")
    if keys.names_form(key) and not keys.is_strong(key.encode()):
        raise Trouble("settings.key_form", name=path)
    return key.encode()


def replace_key(settings: Settings, key: bytes) -> None:
    """Put another key into the file, in one step."""
    with _draft(key_file(settings), key.decode()) as draft:
        draft.replace(key_file(settings))


def _make_key(path: Path) -> None:
    """Write a new key in one step: two programs that start together get the same one."""
    with _draft(path, keys.new()) as draft:
        try:
            os.link(draft, path)
        except FileExistsError:
            return


@contextmanager
def _draft(path: Path, text: str) -> Iterator[Path]:
    """Give a file with a key beside where it is to stand, readable by its owner only."""
    private.make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)
