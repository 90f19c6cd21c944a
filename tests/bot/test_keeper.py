"""Photos on disk: fetched once, shown to nobody else, given up kindly, deleted in time."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import Program
from bot.channels import Misconfigured, SendError
from bot.channels.phones import PICTURE, Phones
from bot.clock import ToldClock
from bot.keeper import MOST_BYTES, TRIES, Keeper, suffix
from storage import photos
from storage.database import transaction
from storage.rows import Photo
from tests.office import FRIDAY, Office

ON = date(2026, 4, 10)
JPEG = b"\xff\xd8\xff\xe0 a picture"


class Albums(Phones):
    """Phones whose photos a test lays out; an exception is raised instead of given."""

    def __init__(self, clock: ToldClock) -> None:
        super().__init__(clock)
        self.files: dict[str, bytes | Exception] = {"selfie": JPEG}
        self.fetched: list[str] = []

    async def fetch(self, file: str) -> bytes:
        self.fetched.append(file)
        found = self.files[file]
        if isinstance(found, Exception):
            raise found
        return found


class Archive:
    """A program with one channel that has photos, and a folder for them."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.clock = ToldClock(FRIDAY)
        self.program = Program(office.bot, self.clock)
        self.albums = Albums(self.clock)
        self.program.add(self.albums)
        self.folder = folder
        self.ana = office.hire("Ana", enrolled=False)
        self.restart()

    def restart(self) -> None:
        self.program.keep_photos(self.folder)
        assert self.program.keeper
        self.keeper: Keeper = self.program.keeper

    def want(self, file: str = "selfie", **facts: Any) -> Photo:
        with transaction(self.program.bot.engine) as db:
            row = {
                "person_id": self.ana.id,
                "on": ON,
                "duty": "attendance",
                "address": "phones:ana",
                "file": file,
                "taken_at": FRIDAY,
                "delete_after": ON + timedelta(days=30),
                **facts,
            }
            return photos.add(db, Photo(**row))

    async def keep(self, minutes: float = 0) -> None:
        """Let time pass, and the keeper look once; the core hears what it reports."""
        self.clock.advance_to(self.clock.now() + timedelta(minutes=minutes))
        await self.keeper.keep_once()
        reports, self.program._reports = self.program._reports, []
        self.program.bot.feed(self.clock.now(), *reports)

    def photo(self, wanted: Photo) -> Photo:
        with transaction(self.program.bot.engine) as db:
            found = photos.get(db, wanted.id or 0)
            assert found
            return found

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def set_state(self, wanted: Photo, state: str) -> None:
        with transaction(self.program.bot.engine) as db:
            row = db.get_one(Photo, wanted.id)
            row.state = state


@pytest.fixture
async def archive(office: Office, tmp_path: Path) -> AsyncIterator[Archive]:
    archive = Archive(office, tmp_path / "data")
    yield archive
    archive.program._core.shutdown()


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (JPEG, ".jpg"),
        (PICTURE, ".png"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", ".webp"),
        (b"RIFF\x10\0\0\0WAVEfmt ", ""),
        (b"%PDF-1.7", ""),
        (b"GIF89a", ""),
        (b"<html>", ""),
        (b"", ""),
    ],
)
def test_only_pictures_are_kept(content: bytes, ending: str) -> None:
    assert suffix(content) == ending


async def test_a_wanted_photo_is_kept_where_nobody_else_reads_it(archive: Archive) -> None:
    wanted = archive.want()
    await archive.keep()
    kept, (path,) = archive.photo(wanted), archive.files()
    assert (kept.state, kept.size, kept.file) == ("kept", len(JPEG), "")
    assert kept.sha256 == hashlib.sha256(JPEG).hexdigest()
    assert archive.folder / kept.path == path
    assert kept.path.startswith("photos/2026-04/")
    assert path.read_bytes() == JPEG
    assert path.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in path.parents[:2]} == {0o700}
    assert "Ana" not in str(path)


async def test_a_photo_is_fetched_once(archive: Archive) -> None:
    archive.want()
    await archive.keeper.keep_once()
    await archive.keeper.keep_once()
    await archive.keep()
    await archive.keep(minutes=10)
    assert archive.albums.fetched == ["selfie"]


async def test_a_crash_before_the_report_leaves_one_file(archive: Archive) -> None:
    wanted = archive.want()
    await archive.keeper.keep_once()
    archive.program._reports.clear()
    archive.restart()
    await archive.keep()
    assert archive.photo(wanted).state == "kept"
    assert len(archive.files()) == 1


async def test_a_photo_that_expires_unreported_is_deleted_too(archive: Archive) -> None:
    wanted = archive.want()
    await archive.keeper.keep_once()
    archive.program._reports.clear()
    archive.set_state(wanted, "expired")
    archive.restart()
    await archive.keep()
    assert archive.photo(wanted).state == "deleted"
    assert archive.files() == []


@pytest.mark.parametrize("cause", ["unreachable", "uncertain", "busy"])
async def test_what_fails_for_a_while_is_tried_again(archive: Archive, cause: str) -> None:
    wanted = archive.want()
    archive.albums.files["selfie"] = SendError(cause, "", 5.0)
    await archive.keep()
    await archive.keep()
    assert (archive.photo(wanted).state, len(archive.albums.fetched)) == ("wanted", 1)
    archive.albums.files["selfie"] = JPEG
    await archive.keep(minutes=1)
    assert archive.photo(wanted).state == "kept"


@pytest.mark.parametrize(
    "found",
    [
        SendError("rejected", "file is too big"),
        b"%PDF-1.7",
        b"",
        JPEG + bytes(MOST_BYTES),
    ],
)
async def test_what_can_never_be_kept_is_given_up_at_once(
    archive: Archive, found: bytes | Exception
) -> None:
    wanted = archive.want()
    archive.albums.files["selfie"] = found
    await archive.keep()
    assert archive.photo(wanted).state == "failed"
    assert archive.files() == []


@pytest.mark.parametrize("error", [SendError("unreachable"), RuntimeError("a fault of ours")])
async def test_what_fails_for_long_is_given_up_in_the_end(
    archive: Archive, error: Exception
) -> None:
    wanted = archive.want()
    archive.albums.files["selfie"] = error
    for _ in range(TRIES):
        await archive.keep(minutes=6)
    assert archive.photo(wanted).state == "failed"
    await archive.keep(minutes=6)
    assert len(archive.albums.fetched) == TRIES


async def test_a_refused_token_stops_nobody_and_is_tried_again(archive: Archive) -> None:
    wanted = archive.want()
    archive.albums.files["selfie"] = Misconfigured("the token")
    for _ in range(2 * TRIES):
        await archive.keep(minutes=1)
    assert archive.photo(wanted).state == "wanted"
    assert len(archive.albums.fetched) > TRIES


async def test_a_limit_of_the_platform_is_never_a_reason_to_give_up(archive: Archive) -> None:
    wanted = archive.want()
    archive.albums.files["selfie"] = SendError("busy", "", 30.0)
    for _ in range(3 * TRIES):
        await archive.keep(minutes=1)
    assert archive.photo(wanted).state == "wanted"


async def test_a_photo_of_a_channel_that_is_off_waits(archive: Archive) -> None:
    wanted = archive.want(address="carrier-pigeon:7")
    await archive.keep()
    assert archive.photo(wanted).state == "wanted"


async def test_a_full_disk_is_waited_for(archive: Archive) -> None:
    wanted = archive.want()
    archive.folder.write_text("a file where the folder should be")
    await archive.keep()
    archive.folder.unlink()
    await archive.keep(minutes=1)
    assert archive.photo(wanted).state == "kept"


async def test_a_photo_is_deleted_when_its_time_is_over(archive: Archive) -> None:
    wanted = archive.want()
    await archive.keep()
    with transaction(archive.program.bot.engine) as db:
        photos.expire(db, wanted.delete_after)
    await archive.keep()
    assert len(archive.files()) == 1
    with transaction(archive.program.bot.engine) as db:
        photos.expire(db, wanted.delete_after + timedelta(days=1))
    await archive.keep(minutes=2)
    gone = archive.photo(wanted)
    assert (gone.state, gone.path, gone.file) == ("deleted", "", "")
    assert gone.sha256
    assert archive.files() == []


async def test_a_file_that_cannot_be_deleted_is_tried_again_later(archive: Archive) -> None:
    wanted = archive.want()
    await archive.keep()
    (path,) = archive.files()
    path.unlink()
    path.mkdir()
    archive.set_state(wanted, "expired")
    await archive.keep(minutes=2)
    assert archive.photo(wanted).state == "expired"
    path.rmdir()
    await archive.keep(minutes=61)
    assert archive.photo(wanted).state == "deleted"


async def test_the_program_keeps_photos_beside_its_other_loops(archive: Archive) -> None:
    wanted = archive.want()
    running = asyncio.create_task(archive.program.run())
    async with asyncio.timeout(5):
        while (await archive.program.core(archive.photo, wanted)).state != "kept":  # noqa: ASYNC110 - its loop wakes by itself
            await asyncio.sleep(0.01)
    archive.program.stopped.set()
    await running
