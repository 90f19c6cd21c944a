"""Keeping: wanted photos are fetched, looked at from outside, and stored; old ones deleted."""

import asyncio
import hashlib
import logging
import os
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.alone import alone
from bot.channels import Misconfigured, SendError
from handlers import keys
from handlers.events import Fetched
from storage import photos, private
from storage.database import reading, transaction
from storage.rows import Photo

if TYPE_CHECKING:
    from bot.app import Program

logger = logging.getLogger(__name__)
MOST_BYTES = 10 * 2**20
AT_ONCE = 8
TRIES = 12  # with these pauses, half an hour
LONGEST_PAUSE = 300.0
REFUSED_PAUSE = 60.0  # seconds until a platform that refuses us is asked again
HOPELESS = {"rejected", "blocked"}
SUFFIXES = (".jpg", ".png", ".webp")


def suffix(content: bytes) -> str:
    """Tell what kind of picture this is by its first bytes; "" for none that we keep."""
    if content.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return ".webp"
    return ""


class Keeper:
    """The only place in which photos touch the disk, below `folder`/photos."""

    def __init__(self, program: "Program", folder: Path) -> None:
        self.program, self.folder = program, folder
        self.wake = asyncio.Event()
        self._again: dict[int, datetime] = {}  # not to be touched before
        self._tries: dict[int, int] = {}

    async def keep(self) -> None:
        """Fetch and delete whatever is due, unless another process does, until cancelled."""
        act = partial(self.program.steadily, self._keep)
        await alone(self.program.bot.engine, "keep", act)

    async def _keep(self) -> None:
        while True:
            await self.wake.wait()
            self.wake.clear()
            await self.keep_once()

    async def keep_once(self) -> None:
        """Fetch what is wanted and delete what has expired, but for what has to wait."""
        wanted, expired = await self.program.core(self._due)
        for start in range(0, len(wanted), AT_ONCE):
            batch = wanted[start : start + AT_ONCE]
            await asyncio.gather(*(self._fetch(photo) for photo in batch))
        for photo in expired:
            await self._remove(photo)

    def _due(self) -> tuple[list[Photo], list[Photo]]:
        now = self.program.clock.now()
        self._again = {number: at for number, at in self._again.items() if at > now}
        with reading(self.program.bot.engine) as db:
            return photos.wanted(db, self._again), photos.expired(db, self._again)

    async def _fetch(self, photo: Photo) -> None:
        number, channel = photo.id or 0, photo.address.partition(":")[0]
        try:
            if channel not in self.program.channels:
                raise SendError("unreachable", f"{channel} is off")  # noqa: TRY301
            content = await self.program.channels[channel].fetch(photo.file)
            kept = await asyncio.to_thread(self._store, photo, content)
        except SendError as error:
            self._failed(number, error)
        except OSError as error:
            self._failed(number, SendError("unreachable", f"the disk: {error.strerror}"))
        except Misconfigured as error:
            self._failed(number, SendError("busy", str(error), REFUSED_PAUSE))
        except Exception:
            logger.exception("photo %d could not be fetched", number)
            self._failed(number, SendError("unreachable", "a fault of ours"))
        else:
            self._report(kept)

    def _failed(self, number: int, error: SendError) -> None:
        now = self.program.clock.now()
        tries = self._tries.get(number, 0) + (error.cause != "busy")
        if error.cause in HOPELESS or tries >= TRIES:
            logger.warning("photo %d cannot be had: %s", number, error)
            self._report(Fetched(at=now, photo_id=number))
            return
        self._tries[number] = tries
        pause = error.retry_after or min(LONGEST_PAUSE, 2.0**tries)
        self._again[number] = now + timedelta(seconds=pause)

    def _report(self, event: Fetched) -> None:
        self._tries.pop(event.photo_id, None)
        self._again[event.photo_id] = event.at + timedelta(minutes=1)  # until it is on record
        self.program.report(event)

    def _store(self, photo: Photo, content: bytes) -> Fetched:
        """Write a picture where nobody else reads it; the same one again to the same place."""
        ending = suffix(content)
        if not ending or len(content) > MOST_BYTES:
            raise SendError("rejected", f"{len(content)} bytes are no picture that we keep")
        path = self._place(photo).with_suffix(ending)
        for folder in (self.folder, path.parent.parent, path.parent):
            private.make_folder(folder)
        draft = path.with_suffix(".part")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return Fetched(
            at=self.program.clock.now(),
            photo_id=photo.id or 0,
            path=path.relative_to(self.folder).as_posix(),
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
        )

    def _place(self, photo: Photo) -> Path:
        """Name a file so that nobody can guess it, and a crash leaves none that we cannot find."""
        seed = f"photo:{photo.id}:{photo.address}:{photo.taken_at.timestamp()}"
        name = keys.digest(self.program.bot.key, "photo", seed).hex()[:32]
        return self.folder / "photos" / f"{photo.on:%Y-%m}" / name

    async def _remove(self, photo: Photo) -> None:
        try:
            await asyncio.to_thread(self._delete, photo)
        except OSError as error:
            logger.warning("photo %d cannot be deleted: %s", photo.id, error.strerror)
            self._again[photo.id or 0] = self.program.clock.now() + timedelta(hours=1)
        else:
            await self.program.core(self._deleted, photo)

    def _delete(self, photo: Photo) -> None:
        place = self._place(photo)
        known = [self.folder / photo.path] if photo.path else []
        for path in (*known, *(place.with_suffix(end) for end in (*SUFFIXES, ".part"))):
            path.unlink(missing_ok=True)

    def _deleted(self, photo: Photo) -> None:
        with transaction(self.program.bot.engine) as db:
            photos.deleted(db, photo.id or 0)
