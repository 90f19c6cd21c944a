"""A copy is whole or is none; when it comes back, the time that it missed counts for nobody."""

import json
import sqlite3
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, update
from sqlmodel import select

from storage import cases, database, leases, log, numbers, outages, restored
from storage.backup import Unusable, archive, gap, sqlite
from storage.backup.archive import Manifest
from storage.database import transaction
from storage.rows import Entry, Outbox, Person, Share, Sighting

pytestmark = pytest.mark.wide

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)


@pytest.fixture
def file(tmp_path: Path) -> Engine:
    engine = database.connect(f"sqlite:///{tmp_path / 'sigap.db'}")
    database.migrate(engine, NOW)
    with transaction(engine) as db:
        log.append(db, NOW, "a", {"n": 1})
        log.append(db, NOW, "b", {"n": 2})
        outages.beat(db, "", NOW)
    return engine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "copy").mkdir()
    return tmp_path / "copy"


def packed(file: Engine, folder: Path) -> tuple[Path, Manifest]:
    facts = sqlite.copy(file, folder)
    head = {"made_at": NOW, "engine": "sqlite", "key": "", "facts": facts}
    photos = iter([("photos/1.jpg", b"a picture")])
    return folder / "x.tar.gz", archive.pack(
        folder / "x.tar.gz", folder / sqlite.NAME, photos, head
    )


def word(engine: Engine, key: str, state: str = "new", at: datetime = NOW, **facts: Any) -> int:
    with transaction(engine) as db:
        row = Outbox(
            address=f"telegram:{key}",
            key=key,
            language="id",
            zone="Asia/Jakarta",
            not_before=at,
            created_at=NOW,
            state=state,
            **facts,
        )
        db.add(row)
        db.flush()
        return row.id or 0


def states(engine: Engine) -> dict[str, str]:
    with transaction(engine) as db:
        return {row.key: row.state for row in db.exec(select(Outbox))}


def test_a_copy_is_made_while_somebody_writes(file: Engine, folder: Path) -> None:
    with transaction(file) as db:
        log.append(db, NOW, "not yet committed", {})
        facts = sqlite.copy(file, folder)
    assert (facts.links, facts.counts["entry"], facts.beat) == (2, 2, NOW)
    assert [path.name for path in folder.iterdir()] == [sqlite.NAME]
    assert (folder / sqlite.NAME).stat().st_mode & 0o777 == 0o600


def test_where_people_are_stands_in_no_copy(file: Engine, folder: Path) -> None:
    with transaction(file) as db:
        ana = Person(nip="1", name="Ana", unit="U", position="P", person_type="PNS", zone="Z")
        db.add(ana)
        db.flush()
        number = ana.id or 0
        db.add(Share(person_id=number, on=NOW.date(), state="inside", source="a rare word"))
        db.add(
            Sighting(
                person_id=number, on=NOW.date(), at=NOW, state="inside", source="another rare word"
            )
        )
    facts = sqlite.copy(file, folder)
    assert (facts.counts["share"], facts.counts["sighting"]) == (0, 0)
    assert facts.counts["person"] == 1
    assert b"rare word" not in (folder / sqlite.NAME).read_bytes()


def test_a_log_that_somebody_changed_is_not_copied_as_if_it_were_good(
    file: Engine, folder: Path
) -> None:
    with transaction(file) as db:
        db.execute(update(Entry).values(kind="x"))
    with pytest.raises(Unusable) as found:
        sqlite.copy(file, folder)
    assert found.value.key == "log_broken"


def test_what_was_packed_comes_out_the_same(file: Engine, folder: Path, tmp_path: Path) -> None:
    path, manifest = packed(file, folder)
    archive.verify(path)
    assert archive.unpack(path, tmp_path / "out") == manifest
    assert (tmp_path / "out/photos/1.jpg").read_bytes() == b"a picture"
    assert sqlite.check(tmp_path / "out" / sqlite.NAME) == manifest.facts


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9, 1])
def test_a_damaged_archive_is_found_before_anything_is_used(
    file: Engine, folder: Path, tmp_path: Path, place: float
) -> None:
    path, _ = packed(file, folder)
    whole = path.read_bytes()
    cut = int(len(whole) * place)
    changed = whole[:cut] + bytes([whole[cut] ^ 255]) + whole[cut + 1 :] if place < 1 else b""
    path.write_bytes(changed or whole[:-20])
    for act in (lambda: archive.verify(path), lambda: archive.unpack(path, tmp_path / "out")):
        with pytest.raises(Unusable):
            act()


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "photos/new.jpg"])
def test_what_the_manifest_does_not_name_is_refused(
    file: Engine, folder: Path, tmp_path: Path, name: str
) -> None:
    path, manifest = packed(file, folder)
    with tarfile.open(path, "w:gz") as tar:
        tar.add(folder / sqlite.NAME, arcname=sqlite.NAME)
        archive._add(tar, name, b"x")
        archive._add(tar, archive.MANIFEST, manifest.written())
    with pytest.raises(Unusable, match="damaged"):
        archive.unpack(path, tmp_path / "out")


def test_a_manifest_of_tomorrow_is_told_apart_from_a_damaged_one(
    file: Engine, folder: Path
) -> None:
    _, manifest = packed(file, folder)
    newer = {**json.loads(manifest.written()), "format": 2}
    for text, key in ((json.dumps(newer), "newer_format"), ("[]", "damaged"), ("{", "damaged")):
        with pytest.raises(Unusable) as found:
            archive.read(text.encode())
        assert found.value.key == key


def test_a_torn_page_is_found(file: Engine, folder: Path) -> None:
    sqlite.copy(file, folder)
    path = folder / sqlite.NAME
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises((Unusable, sqlite3.DatabaseError)):
        sqlite.check(path)


def test_a_restored_copy_never_takes_the_place_of_another(
    file: Engine, folder: Path, tmp_path: Path
) -> None:
    sqlite.copy(file, folder)
    target = tmp_path / "sigap.db"
    before = target.read_bytes()
    with pytest.raises(Unusable, match="not_empty"):
        sqlite.place(folder / sqlite.NAME, target)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_words_that_may_have_been_said_are_left_as_in_a_hand_that_died(file: Engine) -> None:
    word(file, "call.first", attempt_id=1)
    word(file, "case.missed", repeatable=False)
    word(file, "case.told_guide", "held", repeatable=False)
    word(file, "plan.kept")
    word(file, "case.late", at=LATER + timedelta(hours=2), repeatable=False)
    word(file, "call.thanks", "sent")
    with transaction(file) as db:
        assert gap.reconcile(db, NOW, LATER).unsaid == 3
    assert states(file) == {
        "call.first": "sending",
        "case.missed": "sending",
        "case.told_guide": "sending",
        "plan.kept": "new",  # it harms nobody to read it twice
        "case.late": "new",  # nobody can have said it yet
        "call.thanks": "sent",
    }
    with transaction(file) as db:
        assert not [row for row in leases.lost(db) if row.repeatable]


def test_after_more_than_an_hour_even_harmless_words_are_stale(file: Engine) -> None:
    word(file, "plan.kept")
    with transaction(file) as db:
        assert gap.reconcile(db, NOW, NOW + timedelta(hours=2)).unsaid == 1
    assert states(file) == {"plan.kept": "sending"}


def test_the_log_tells_that_the_memory_was_restored_and_its_chain_goes_on(file: Engine) -> None:
    with transaction(file) as db:
        gap.reconcile(db, NOW, LATER)
    with transaction(file) as db:
        assert list(log.breaks(db)) == []
        (entry,) = log.of_kind(db, "restored")
        assert entry.facts["since"] == {"$at": NOW.isoformat()}
        # what corrects a finding may come a little after it was written
        assert outages.last_beat(db, "") == NOW - gap.UNSURE
        assert cases.waiting(db, [1]) == []


def test_no_number_of_the_lost_memory_is_given_again(file: Engine) -> None:
    first = word(file, "call.thanks")
    with transaction(file) as db:
        db.execute(delete(Outbox))
    assert word(file, "call.thanks") == first + 1, "nor that of a row that was deleted"
    with transaction(file) as db:
        gap.reconcile(db, NOW, LATER)
    assert word(file, "call.thanks") == first + 2 + numbers.AHEAD
    with transaction(file) as db:
        assert restored.is_lost(db, "outbox", first + 2)
        assert not restored.is_lost(db, "outbox", first + 1)
        assert not restored.is_lost(db, "outbox", first + 2 + numbers.AHEAD)
