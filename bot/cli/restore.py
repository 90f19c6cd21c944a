"""`sigap restore`: a backup becomes a memory again, and learns that time has passed."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Engine, inspect, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot import keyring, office, seal, settings
from bot.cli.backup import scratch, spoken
from bot.clock import Clock
from bot.console import Trouble, sentence, show, tell
from bot.settings import KEY_FILE, Settings, values
from handlers import restored
from handlers.desk import Desk
from storage import database, private
from storage.backup import Unusable, archive, gap, postgres, sqlite
from storage.backup.archive import Manifest
from storage.backup.gap import Gap


def restore(file: Path, to: str, key_from: str) -> None:
    """Restore a backup into an empty database; raises Trouble, and then nothing was changed."""
    given, now = settings.load(), Clock().now()
    url = _url(to or given.database_url)
    with spoken(), scratch(given.data_dir) as folder:
        manifest = _open(file, key_from, folder)
        _refuse(given, manifest, url, folder / "in")
        _place_files(given, manifest, folder / "in")
        found = _fill(manifest, url, folder / "in", now, given.language)
    _say(given, manifest, found)


def _url(to: str) -> str:
    try:
        return values.database_url(to)
    except ValueError:
        raise Trouble("backup.url") from None


def _open(file: Path, key_from: str, folder: Path) -> Manifest:
    if not file.is_file():
        raise Trouble("files.missing", path=file)
    packed = file
    if seal.is_sealed(file):
        secret = os.environ.get(key_from, "") if key_from else ""
        if not secret:
            raise Trouble("backup.key_needed", name=key_from or "NAME")
        packed = folder / "packed"
        packed.touch(mode=0o600)
        seal.unseal(file, packed, secret)
    (folder / "in").mkdir(mode=0o700)
    return archive.unpack(packed, folder / "in")


def _refuse(given: Settings, manifest: Manifest, url: str, folder: Path) -> None:
    """Find all that would go wrong before anything is written."""
    wanted = make_url(url).get_backend_name()
    if wanted != manifest.engine:
        raise Trouble("backup.other_engine", made=manifest.engine, wanted=wanted)
    try:
        ScriptDirectory(str(database.MIGRATIONS)).get_revision(manifest.facts.revision)
    except CommandError as error:
        raise office.trouble(error) from None
    _refuse_target(url)
    for name in _beside(manifest):
        there = given.data_dir / name
        if there.is_file() and archive.digest(there) != archive.digest(folder / name):
            raise Trouble("backup.in_the_way", path=there)


def _refuse_target(url: str) -> None:
    if wants_file(url) and not Path(make_url(url).database or "").exists():
        return
    engine = database.connect(url)
    try:
        if inspect(engine).get_table_names():
            raise Trouble("backup.not_empty")
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise office.trouble(error) from None
    finally:
        engine.dispose()


def wants_file(url: str) -> bool:
    """Tell whether a database is a file."""
    return make_url(url).get_backend_name() == "sqlite"


def _beside(manifest: Manifest) -> list[str]:
    """Name what does not go into the database."""
    return [name for name in manifest.files if name not in {sqlite.NAME, postgres.NAME}]


def _place_files(given: Settings, manifest: Manifest, folder: Path) -> None:
    for name in _beside(manifest):
        target = given.data_dir / name
        if not target.exists():
            private.make_folder(target.parent)
            shutil.copyfile(folder / name, target)
            target.chmod(0o600)


def _fill(manifest: Manifest, url: str, folder: Path, now: datetime, language: str) -> Gap:
    if not wants_file(url):
        engine = database.connect(url)
        try:
            loaded = postgres.load(folder / postgres.NAME, engine)
            return _finish(engine, manifest, loaded, now, language)
        finally:
            engine.dispose()
    copied = folder / sqlite.NAME
    found = sqlite.check(copied)
    engine = database.connect(f"sqlite:///{copied}")
    gap_found = _finish(engine, manifest, found, now, language)
    sqlite.seal(engine)
    target = Path(make_url(url).database or "")
    if not target.parent.exists():
        private.make_folder(target.parent)
    sqlite.place(copied, target)
    return gap_found


def _finish(
    engine: Engine, manifest: Manifest, found: object, now: datetime, language: str
) -> Gap:
    """Compare what came back with what went in, bring it up to date, and tell all of the gap."""
    if found != manifest.facts:
        raise Unusable("copy_differs")
    database.migrate(engine, now)
    with database.transaction(engine) as db:
        reconciled = gap.reconcile(db, manifest.made_at, now)
        desk = Desk(db=db, at=now, now=now, key=b"", language=language)
        restored.tell(desk, reconciled.since)
        return reconciled


def _say(given: Settings, manifest: Manifest, found: Gap) -> None:
    language, counts = given.language, manifest.facts.counts
    said = {"people": counts.get("person", 0), "calls": counts.get("call", 0)}
    made = f"{manifest.made_at:%Y-%m-%d %H:%M:%S} UTC"
    since = f"{found.since:%Y-%m-%d %H:%M:%S} UTC"
    show(sentence(language, "backup.restored", made=made, links=manifest.facts.links, **said))
    show(sentence(language, "backup.gap", since=since, unsaid=found.unsaid))
    if found.reopened:
        show(sentence(language, "backup.reopened", count=found.reopened))
    if manifest.key and not keyring.fits(given, manifest.key):
        tell(sentence(language, "backup.other_key", name=KEY_FILE))
