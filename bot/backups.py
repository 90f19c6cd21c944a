"""When the last backup was proven: noted beside the data, for whoever watches the program."""

import math
from datetime import datetime
from pathlib import Path

from storage import private

FILE = "last-backup"


def note(data_dir: Path, now: datetime) -> None:
    """Note that there is a backup now that can be trusted."""
    path = data_dir / FILE
    private.make_file(path)
    path.write_text(f"{now.isoformat(timespec='seconds')}\n", encoding="ascii")


def last(data_dir: Path) -> datetime | None:
    """Tell when the last one was made here; None if none was, or nobody can read it."""
    try:
        return datetime.fromisoformat((data_dir / FILE).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


def age(data_dir: Path | None, now: datetime) -> float:
    """Give the seconds since the last one; infinity if there is none."""
    made = last(data_dir) if data_dir else None
    return (now - made).total_seconds() if made else math.inf
