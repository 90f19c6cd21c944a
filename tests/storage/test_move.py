"""A memory moves whole or not at all, and never while the bot uses it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlmodel import SQLModel

from handlers.rules import circular
from storage import bulk, database, log, move, outages
from storage.database import transaction
from storage.move import Unmovable
from storage.rows import Law, Person
from tests.office import FRIDAY, Office

pytestmark = pytest.mark.wide

LATER = FRIDAY + timedelta(days=1)


def file(path: Path) -> Engine:
    engine = database.connect(f"sqlite:///{path}")
    database.migrate(engine, FRIDAY)
    return engine


def live(engine: Engine) -> None:
    """Live through some hours with lots, silence, a card, and a boss who came after his people."""
    office = Office(engine, circular.load("sumsel"))
    boss = office.hire("Budi", roles=["supervisor"])
    ana, eka = office.hire("Ana", boss), office.hire("Eka", boss)
    with transaction(engine) as db:
        db.get_one(Person, boss.id).supervisor_id = eka.id
    office.begin_day("08.00")
    office.call(ana)
    office.reply(ana, "Hadir. \U0001f600 'a\"b' \\")
    office.call(eka)
    office.wait(minutes=30)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = file(tmp_path_factory.mktemp("lived") / "sigap.db")
    live(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def targets(engine: Engine, tmp_path: Path) -> Iterator[list[Engine]]:
    """Two empty databases: first the one that stories are told in, then a file."""
    second = file(tmp_path / "second.db")
    yield [engine, second]
    second.dispose()


def rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with transaction(engine) as db:
        return {
            table.name: [
                tuple(row)
                for row in db.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in SQLModel.metadata.sorted_tables
        }


def test_everything_arrives_there_and_back_again(lived: Engine, targets: list[Engine]) -> None:
    first, second = targets
    said: dict[str, int] = {}
    moved = move.move(lived, first, LATER, said.__setitem__)
    assert said == {name: len(found) for name, found in rows(lived).items()}
    assert (moved.tables, moved.rows) == (len(said), sum(said.values()))
    assert moved.broken == 0
    move.move(first, second, LATER, lambda *_: None)
    assert rows(second) == rows(lived)
    with transaction(first) as db:
        assert list(log.breaks(db)) == []
        assert bulk.chain(db) == (moved.links, moved.head)


def test_life_goes_on_after_a_move(lived: Engine, targets: list[Engine]) -> None:
    here = targets[0]
    move.move(lived, here, LATER, lambda *_: None)
    office = Office(here, now=FRIDAY + timedelta(hours=3))
    known = {row[0] for row in rows(lived)["person"]}
    gita = office.hire("Gita", nip="199001012015019999")
    assert gita.id == max(known) + 1
    office.call(gita)
    office.reply(gita)
    assert office.outcomes(gita) == ["on_time"]
    with transaction(here) as db:
        assert list(log.breaks(db)) == []


def refused(source: Engine, target: Engine, why: str) -> Unmovable:
    before = rows(target)
    with pytest.raises(Unmovable) as caught:
        move.move(source, target, LATER, lambda *_: None)
    assert caught.value.key == why
    assert rows(target) == before
    return caught.value


def test_a_database_with_rows_is_left_alone(lived: Engine, targets: list[Engine]) -> None:
    with transaction(targets[0]) as db:
        db.add(Law(hash="x", circular_id="x", layers=[]))
    assert refused(lived, targets[0], "move.full").blanks == {"table": "law"}


def test_nothing_moves_while_the_bot_runs(targets: list[Engine]) -> None:
    with transaction(targets[0]) as db:
        outages.beat(db, "", LATER - timedelta(seconds=29))
    assert refused(targets[0], targets[1], "move.running").blanks["ago"] == 29
    with transaction(targets[0]) as db:
        outages.beat(db, "", LATER + timedelta(seconds=2))  # a clock that is a little ahead
    refused(targets[0], targets[1], "move.running")


def test_nothing_moves_onto_itself(lived: Engine) -> None:
    again = database.connect(str(lived.url))
    refused(lived, again, "move.same")
    again.dispose()


def test_nothing_moves_between_versions(
    lived: Engine, targets: list[Engine], tmp_path: Path
) -> None:
    bare = database.connect(f"sqlite:///{tmp_path / 'bare.db'}")
    for pair in ((lived, bare), (bare, targets[0])):
        with pytest.raises(Unmovable, match=r"office\.not_migrated"):
            move.move(*pair, LATER, lambda *_: None)
    bare.dispose()


@pytest.mark.parametrize(
    ("loss", "why"),
    [
        ("DELETE FROM outbox WHERE id = (SELECT min(id) FROM outbox)", "move.differs"),
        ("UPDATE entry SET kind = 'other' WHERE id = (SELECT max(id) FROM entry)", "move.chain"),
    ],
)
def test_what_is_lost_or_changed_on_the_way_is_noticed_and_all_undone(
    lived: Engine, targets: list[Engine], monkeypatch: pytest.MonkeyPatch, loss: str, why: str
) -> None:
    checked = move._checked

    def tampered(old: Any, new: Any, counts: list[int]) -> Any:
        new.connection().execute(text(loss))
        return checked(old, new, counts)

    monkeypatch.setattr(move, "_checked", tampered)
    refused(lived, targets[0], why)


def test_a_chain_that_was_broken_before_moves_as_it_is(
    lived: Engine, targets: list[Engine]
) -> None:
    first, second = targets
    move.move(lived, second, LATER, lambda *_: None)
    with transaction(second) as db:
        db.connection().execute(text("UPDATE entry SET kind = 'other' WHERE id = 1"))
    assert move.move(second, first, LATER, lambda *_: None).broken == 1
