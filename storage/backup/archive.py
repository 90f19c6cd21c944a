"""The file that is carried away: a compressed tar, with the SHA-256 of all that is in it."""

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from storage.backup.facts import Facts, Unusable

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 2**20
BROKEN = (tarfile.TarError, EOFError, OSError, zlib.error)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, from when, and from which kind of database."""

    made_at: datetime
    engine: str
    key: str
    facts: Facts
    files: dict[str, str]  # name -> SHA-256

    def written(self) -> bytes:
        """Give it as JSON that a person can read."""
        whole = {"format": FORMAT, **asdict(self)}
        return json.dumps(whole, indent=1, sort_keys=True, default=_plain).encode()


def _plain(value: Any) -> str:
    return str(value.isoformat())


def read(text: bytes) -> Manifest:
    """Read a manifest; raises Unusable if it is none of ours."""
    try:
        found: dict[str, Any] = json.loads(text)
        if found.pop("format") != FORMAT:
            raise Unusable("newer_format")
        facts = found.pop("facts")
        beat = facts.pop("beat")
        return Manifest(
            made_at=datetime.fromisoformat(found.pop("made_at")),
            facts=Facts(beat=datetime.fromisoformat(beat) if beat else None, **facts),
            **found,
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Unusable("damaged", why=MANIFEST) from None


def digest(path: Path) -> str:
    """Compute the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def photos(data_dir: Path) -> Iterator[tuple[str, bytes]]:
    """Give the kept photos; one whose time ends while we read is left out."""
    for path in sorted((data_dir / "photos").rglob("*")):
        try:
            if path.is_file() and not path.name.endswith(".part"):
                yield path.relative_to(data_dir).as_posix(), path.read_bytes()
        except FileNotFoundError:
            continue


def pack(
    target: Path, database: Path, others: Iterator[tuple[str, bytes]], head: Mapping[str, Any]
) -> Manifest:
    """Write an archive and the manifest of all that went into it."""
    files = {database.name: digest(database)}
    target.touch(mode=0o600)
    with tarfile.open(target, "w:gz", compresslevel=6) as tar:
        tar.add(database, arcname=database.name, filter=_nobody)
        for name, content in others:
            files[name] = hashlib.sha256(content).hexdigest()
            _add(tar, name, content)
        manifest = Manifest(files=files, **head)
        _add(tar, MANIFEST, manifest.written())
    return manifest


def _nobody(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    return info


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = _nobody(tarfile.TarInfo(name))
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


@contextmanager
def _opened(archive: Path) -> Iterator[tarfile.TarFile]:
    """Open an archive; at its end the last byte has been read, and with it gzip's own sum."""
    with gzip.open(archive) as raw, tarfile.open(fileobj=raw, mode="r:") as tar:
        yield tar
        while raw.read(CHUNK):
            pass


def unpack(archive: Path, folder: Path) -> Manifest:
    """Unpack an archive, and check every file against the manifest before anything is used."""
    try:
        with _opened(archive) as tar:
            for member in tar:
                if not member.isfile():
                    raise Unusable("damaged", why=member.name)
                tar.extract(member, folder, filter="data")
    except BROKEN as error:
        raise Unusable("damaged", why=type(error).__name__) from None
    return _proven(folder)


def verify(archive: Path) -> None:
    """Read an archive back from the disk, and compare all of it with its manifest."""
    found, manifest = dict[str, str](), b""
    try:
        with _opened(archive) as tar:
            for member in tar:
                file = tar.extractfile(member)
                assert file is not None, "we write nothing but files"
                if member.name == MANIFEST:
                    manifest = file.read()
                else:
                    found[member.name] = _sum(file)
    except BROKEN as error:
        raise Unusable("damaged", why=type(error).__name__) from None
    if read(manifest).files != found:
        raise Unusable("copy_differs")


def _sum(file: Any) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


def _proven(folder: Path) -> Manifest:
    text = folder / MANIFEST
    if not text.is_file():
        raise Unusable("damaged", why=MANIFEST)
    manifest = read(text.read_bytes())
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    if there != {MANIFEST, *manifest.files}:
        raise Unusable("damaged", why=MANIFEST)
    for name, expected in manifest.files.items():
        if digest(folder / PurePosixPath(name)) != expected:
            raise Unusable("damaged", why=name)
    return manifest
