"""Files and folders with people's data: for their owner only, whatever the umask, new or old."""

import contextlib
import os
from pathlib import Path

FILE, FOLDER = 0o600, 0o700
UMASK = 0o077


def make_file(path: Path) -> None:
    """Make a file that only we can read, or take one that is there from everybody else.

    One that is there is not opened: to close it again would end every lock that this process has
    on it. An SQLite whose locks are gone loses its write-ahead log to whoever else looks into it.
    """
    with contextlib.suppress(OSError):  # whoever uses it hears why it cannot be had
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE))
    close(path)


def make_folder(path: Path) -> None:
    """Make a folder that only we can enter, and those above it that are missing."""
    for missing in reversed([path, *path.parents]):
        if not missing.exists():
            missing.mkdir(mode=FOLDER, exist_ok=True)
    close(path)


def close(path: Path) -> None:
    """Take what is there from everybody else; what is another's is his to guard."""
    with contextlib.suppress(OSError):
        if path.is_dir() or path.is_file():  # no terminal, nor /dev/null
            path.chmod(FOLDER if path.is_dir() else FILE)
