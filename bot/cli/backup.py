"""`sigap backup`: a proven copy of the memory, made while the bot runs."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from bot import backups, keyring, office, seal, settings
from bot.clock import Clock
from bot.console import Trouble, sentence, show, tell
from bot.settings import KEY_FILE, Settings
from storage import database, private
from storage.backup import Facts, Unusable, archive, postgres, sqlite
from storage.backup.archive import Manifest

ENDING, SEALED = ".tar.gz", ".tar.gz.age"
MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: where the backup goes, for whom it is sealed, how many are kept."""

    target: Path
    recipient: Any
    keep: int
    oldest: datetime | None


def new_key() -> None:
    """Make a key pair for sealed backups, and say how to keep it."""
    secret, public = seal.new_key()
    tell(sentence(settings.said_language(), "backup.new_key", public=public))
    show(secret)


def backup(to: Path | None, encrypt_to: str, keep: int) -> None:
    """Make a backup and prove it; raises Trouble if there is none now that can be trusted."""
    given, now = settings.load(), Clock().now()
    wish = _wish(given, now, to, encrypt_to, keep)
    with spoken(), scratch(given.data_dir) as folder:
        packed, manifest = _pack(given, folder, now, sealed=wish.recipient is not None)
        _deliver(packed, wish)
        backups.note(given.data_dir, now)
    _say(given.language, wish, manifest)
    if KEY_FILE not in manifest.files:
        where = "setting" if given.secret_key else "file"
        path = given.data_dir / KEY_FILE
        tell(sentence(given.language, f"backup.keep_key_{where}", path=path))
    for old in _outdated(wish):
        old.unlink()


def _wish(given: Settings, now: datetime, to: Path | None, encrypt_to: str, keep: int) -> Wish:
    recipient = seal.recipient(encrypt_to) if encrypt_to else None
    path = to or given.data_dir / "backups"
    is_folder = path.is_dir() or not path.suffix
    if is_folder:
        path /= f"sigap-{now:%Y%m%dT%H%M%SZ}{SEALED if recipient else ENDING}"
    elif keep:
        raise Trouble("backup.keep_needs_folder")
    if path.exists():
        raise Trouble("backup.exists", path=path)
    by_age = is_folder and not keep
    return Wish(path, recipient, keep, _oldest(given, now) if by_age else None)


def _oldest(given: Settings, now: datetime) -> datetime | None:
    """Tell how old a backup may become; a law that cannot be read ends none."""
    try:
        return now - timedelta(days=office.load_law(given).privacy.backup_days)
    except Trouble:
        return None


@contextmanager
def spoken() -> Iterator[None]:
    """Say in words what the copying, or the disk, refuses."""
    try:
        yield
    except Unusable as error:
        raise Trouble(f"backup.{error.key}", **error.blanks) from None
    except sqlite3.Error as error:
        raise Trouble("office.no_database", why=error) from None
    except OSError as error:
        raise Trouble("backup.disk", path=error.filename, why=error.strerror) from None


@contextmanager
def scratch(data_dir: Path) -> Iterator[Path]:
    """Give a folder that only we can read, on our own disk and not where backups go."""
    private.make_folder(data_dir)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=data_dir) as folder:
        yield Path(folder)


def _pack(given: Settings, folder: Path, now: datetime, *, sealed: bool) -> tuple[Path, Manifest]:
    engine = database.connect(given.database_url)
    try:
        facts, copied = _copy(engine, folder)
    finally:
        engine.dispose()
    head = {
        "made_at": now,
        "engine": engine.dialect.name,
        "key": keyring.mark(given),
        "facts": facts,
    }
    packed = folder / "packed"
    manifest = archive.pack(packed, copied, _others(given, sealed=sealed), head)
    archive.verify(packed)
    copied.unlink()
    return packed, manifest


def _copy(engine: Engine, folder: Path) -> tuple[Facts, Path]:
    kind = sqlite if engine.dialect.name == "sqlite" else postgres
    return kind.copy(engine, folder), folder / kind.NAME


def _others(given: Settings, *, sealed: bool) -> Iterator[tuple[str, bytes]]:
    """Give the photos; and the key, but only where nobody else can read it."""
    yield from archive.photos(given.data_dir)
    path = given.data_dir / KEY_FILE
    if sealed and not given.secret_key and path.is_file():
        yield KEY_FILE, path.read_bytes()


def _deliver(packed: Path, wish: Wish) -> None:
    """Bring it to its place, at once and whole; until it is proven it is called .part."""
    target = wish.target
    if not target.parent.exists():
        private.make_folder(target.parent)
    part = target.with_name(f"{target.name}.part")
    try:
        private.make_file(part)
        if wish.recipient is None:
            _carry(packed, part)
        else:
            seal.seal(packed, part, wish.recipient)
        part.rename(target)
        _sync(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _carry(packed: Path, part: Path) -> None:
    with packed.open("rb") as source, part.open("wb") as file:
        shutil.copyfileobj(source, file, archive.CHUNK)
        file.flush()
        os.fsync(file.fileno())
    if archive.digest(packed) != archive.digest(part):
        raise Unusable("copy_differs")


def _sync(folder: Path) -> None:
    """Let the disk keep the new name too."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _outdated(wish: Wish) -> list[Path]:
    """List the backups of this folder that newer ones have replaced, or whose time is over."""
    found = wish.target.parent.glob("sigap-*Z.tar.gz*")
    made = sorted(path for path in found if path.suffix != ".part")
    if wish.keep:
        return made[: -wish.keep]
    first = f"sigap-{wish.oldest:%Y%m%dT%H%M%SZ}" if wish.oldest else ""
    return [path for path in made if path.name < first]


def _say(language: str, wish: Wish, manifest: Manifest) -> None:
    counts = manifest.facts.counts
    said = {
        "path": wish.target,
        "size": f"{wish.target.stat().st_size / MEGA:.1f}",
        "sum": archive.digest(wish.target),
        "people": counts.get("person", 0),
        "calls": counts.get("call", 0),
        "photos": sum(name.startswith("photos/") for name in manifest.files),
        "links": manifest.facts.links,
    }
    show(sentence(language, "backup.done", **said))
