"""What is about people is for its owner's eyes: whatever the umask, and whether it was there."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import database, private
from storage.database import transaction
from tests.office import FRIDAY
from tests.terminal import Terminal


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """A shell that lets everybody read."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    """List what somebody else could read or enter."""
    found = [folder, *folder.rglob("*")] if folder.is_dir() else [folder]
    return [str(path) for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_a_database_is_private_from_its_first_byte(tmp_path: Path) -> None:
    engine = database.connect(f"sqlite:///{tmp_path / 'new.db'}")
    database.migrate(engine, FRIDAY)
    with transaction(engine):
        assert {path.name for path in tmp_path.iterdir()} >= {"new.db", "new.db-wal", "new.db-shm"}
        assert [name for name in map(str, tmp_path.iterdir()) if open_to_others(Path(name))] == []
    engine.dispose()


def test_a_database_that_was_open_to_others_is_closed(staffed: Terminal) -> None:
    for path in staffed.folder.glob("sigap.db*"):
        path.chmod(0o666)
    staffed.run("verify")
    assert [path for path in staffed.folder.glob("sigap.db*") if open_to_others(path)] == []


def test_codes_reports_keys_and_backups_are_private(staffed: Terminal) -> None:
    data = staffed.folder / "data"
    for name in ("codes.csv", "daily.xlsx"):
        (staffed.folder / name).touch(mode=0o666)
    staffed.run("invite", "--csv", "codes.csv")
    staffed.run("report", "daily", "--xlsx", "daily.xlsx")
    staffed.run("backup")
    staffed.run("backup", "--to", "elsewhere")
    for path in (data, staffed.folder / "elsewhere", staffed.folder / "codes.csv"):
        assert open_to_others(path) == []
    assert open_to_others(staffed.folder / "daily.xlsx") == []
    assert (data / "secret.key").exists()


def test_whatever_a_command_makes_is_private(staffed: Terminal) -> None:
    staffed.run("verify")
    (staffed.folder / "made").touch()
    assert open_to_others(staffed.folder / "made") == []


def test_a_device_stays_as_it_is() -> None:
    before = Path(os.devnull).stat().st_mode
    private.make_file(Path(os.devnull))
    assert Path(os.devnull).stat().st_mode == before
