"""An operator's terminal: a folder of its own, settings, and commands."""

import csv
import io
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from bot.cli import app
from storage import bulk, database
from storage.database import transaction
from storage.rows import Person
from tests.nips import make_nip
from tests.office import FRIDAY, Office

HEADER = (
    "nip,name,unit,position,person_type,supervisor_nip,role,"
    "phone,zone,home_lat,home_lon,domicile,duties"
)
BOSS, ANA, EKA = (make_nip(n) for n in range(3))
UNIT = "Dinas Kominfo / Bidang Aplikasi"
ROWS = (
    f'{BOSS},"Budi Santoso, S.E.",{UNIT},Kepala Bidang,PNS,,supervisor;admin,081211110001,,,,,',
    f"{ANA},=Ana,{UNIT},Analis,PNS,{BOSS},employee,0812 1111 0002,WITA,,,,",
    f"{EKA},Eka,{UNIT},Analis,PNS,{BOSS},,,,-2.976,104.775,Palembang,",
)


_TOLD: dict[str, tuple[bytes, bytes]] = {}  # story -> the database after it, and any key


@cache
def migrated() -> bytes:
    """Give an empty database that is up to date, built once."""
    engine = database.connect("sqlite://")
    database.migrate(engine, FRIDAY)
    with closing(engine.raw_connection()) as connection:
        driver = connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver.serialize()


class Terminal:
    """Commands are run in a folder that holds nothing; English, so that tests can be read."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._monkeypatch = folder, monkeypatch
        for name in os.environ:
            if name.upper().startswith("SIGAP_"):
                monkeypatch.delenv(name)
        monkeypatch.chdir(folder)
        self.set(LANGUAGE="en")

    def set(self, **values: str) -> None:
        for name, value in values.items():
            self._monkeypatch.setenv(f"SIGAP_{name}", value)

    def run(self, *words: str, code: int = 0) -> Result:
        """Run a command, which must end with this code and in no traceback."""
        result = CliRunner().invoke(app, [*words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    def refuses(self, *words: str) -> str:
        """Run a command that an operator got wrong; give what he is told."""
        return self.run(*words, code=2).stderr

    def roster(self, *rows: str, name: str = "roster.csv") -> str:
        path = self.folder / name
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        return name

    def engine(self) -> Engine:
        return database.connect(f"sqlite:///{self.folder / 'sigap.db'}")

    def office(self) -> Office:
        """Begin a story in the database that the commands will use."""
        self.prepare()
        return Office(self.engine())

    def prepare(self) -> None:
        """Put an empty database there, unless there is one."""
        if not self._memory.exists():
            self._memory.write_bytes(migrated())

    def tell_once(self, story: str, tell: Callable[[], object]) -> None:
        """Bring back what the memory held after a story; tell the story if nobody has yet."""
        if story in _TOLD:
            told, key = _TOLD[story]
            self._memory.write_bytes(told)
            if key:
                self._key.parent.mkdir(mode=0o700)
                self._key.touch(mode=0o600)
                self._key.write_bytes(key)
            return
        tell()
        key = self._key.read_bytes() if self._key.exists() else b""
        with closing(sqlite3.connect(self._memory)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            _TOLD[story] = connection.serialize(), key

    @property
    def _memory(self) -> Path:
        return self.folder / "sigap.db"

    @property
    def _key(self) -> Path:
        return self.folder / "data" / "secret.key"

    def people(self) -> dict[str, Person]:
        with transaction(self.engine()) as db:
            return {person.nip: person for person in bulk.everybody(db)}


def table(text: str) -> list[dict[str, str]]:
    """Read what a command wrote as CSV."""
    return list(csv.DictReader(io.StringIO(text)))
