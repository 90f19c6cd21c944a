"""An outsider checks: an honest day holds, and whatever somebody changes is found."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from handlers import proof
from handlers.desk import Desk
from handlers.proof import Proof
from handlers.rules import circular
from storage import database, days
from storage.database import transaction
from storage.rows import Call, Entry, Law, Lottery
from tests.office import FRIDAY, Office


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole Friday in a file, its secret made public."""
    path = tmp_path_factory.mktemp("friday") / "sigap.db"
    engine = database.connect(f"sqlite:///{path}")
    database.migrate(engine, FRIDAY)
    office = Office(engine, circular.load("sumsel"))
    for name in ("Ana", "Budi", "Eka"):
        office.hire(name)
    office.begin_day("07.00")
    office.wait_until(office.at("18.00"))
    engine.dispose()
    return path


@pytest.fixture
def day(played: Path, tmp_path: Path) -> Iterator[Engine]:
    """A copy of that Friday, to be tampered with."""
    engine = database.connect(f"sqlite:///{shutil.copy(played, tmp_path)}")
    yield engine
    engine.dispose()


def check(engine: Engine) -> Proof:
    with at_desk(engine) as desk:
        return proof.check(desk)


@contextmanager
def at_desk(engine: Engine) -> Iterator[Desk]:
    with transaction(engine) as db:
        yield Desk(db=db, at=FRIDAY, now=FRIDAY, key=b"")


def test_an_honest_day_holds(day: Engine) -> None:
    found = check(day)
    assert found.holds
    assert (found.days, found.lots) == (1, 3)
    assert found.links > 3
    assert len(found.head) == 64


def test_a_day_whose_secret_is_not_public_is_not_looked_at(drawing_office: Office) -> None:
    drawing_office.hire("Ana")
    drawing_office.tick()
    found = check(drawing_office.bot.engine)
    assert found.holds
    assert found.days == 0


def test_an_empty_memory_holds(office: Office) -> None:
    assert check(office.bot.engine).holds


def change(engine: Engine, act: Callable[[Session], object]) -> Proof:
    with transaction(engine) as db:
        act(db)
    return check(engine)


def _rewrite_a_link(db: Any) -> None:
    entry = db.exec(select(Entry).where(Entry.kind == "call.closed")).first()
    entry.facts = {**entry.facts, "outcome": "on_time"}


def _take_a_link_out(db: Any) -> None:
    db.delete(db.exec(select(Entry).where(Entry.kind == "call.sent")).first())


@pytest.mark.wide
@pytest.mark.parametrize("act", [_rewrite_a_link, _take_a_link_out])
def test_a_rewritten_log_breaks(day: Engine, act: Callable[[Session], object]) -> None:
    found = change(day, act)
    assert not found.holds
    assert len(found.broken) == 1
    assert found.lots == 0, "lots rest on a log that holds"


def _move_a_call(db: Any) -> None:
    call = db.exec(select(Call)).first()
    call.due_at = FRIDAY


def _add_a_call(db: Any) -> None:
    call = db.exec(select(Call)).first()
    facts = call.model_dump(exclude={"id", "code"}) | {"due_at": FRIDAY}
    db.add(Call(code="picked-on", **facts))


def _lose_a_call(db: Any) -> None:
    call = db.exec(select(Call).order_by(col(Call.id).desc())).first()
    call.kind = "targeted"


def _change_the_secret(db: Any) -> None:
    lottery = days.lottery(db, FRIDAY.date())
    assert lottery
    lottery.secret = "00" * 32


def _spoil_the_secret(db: Any) -> None:
    lottery = db.exec(select(Lottery)).one()
    lottery.secret = "no hex"


def _change_the_law(db: Any) -> None:
    law = db.exec(select(Law)).one()
    law.layers = [[name, text.replace("[2, 4]", "[9, 9]")] for name, text in law.layers]


def _spoil_the_law(db: Any) -> None:
    law = db.exec(select(Law)).one()
    law.layers = [["sumsel", "no law ="]]


@pytest.mark.wide
@pytest.mark.parametrize(
    ("act", "kinds"),
    [
        (_move_a_call, {"calls"}),
        (_add_a_call, {"calls"}),
        (_lose_a_call, {"calls"}),
        (_change_the_secret, {"secret", "lots"}),
        (_spoil_the_secret, {"secret", "lots"}),
        (_change_the_law, {"lots"}),
        (_spoil_the_law, {"lots"}),
    ],
)
def test_whoever_was_picked_on_can_show_it(
    day: Engine, act: Callable[[Session], object], kinds: set[str]
) -> None:
    found = change(day, act)
    assert not found.holds
    assert {what for _, _, what in found.unfit} == kinds


def test_a_law_that_is_gone_proves_nothing(day: Engine) -> None:
    with at_desk(day) as desk:
        entry = desk.db.exec(select(Entry).where(Entry.kind == "lots.drawn")).first()
        lottery = desk.db.exec(select(Lottery)).one()
        assert entry
        known = proof._Laws(desk)
        drawn = proof._lots(known.rule(entry.facts["law"]), lottery, entry.at, entry.facts)
        assert drawn
        assert known.rule("gone") is None
        assert proof._lots(None, lottery, entry.at, entry.facts) is None


def test_when_old_calls_are_deleted_the_lots_still_hold(day: Engine) -> None:
    def delete(db: Any) -> None:
        for call in db.exec(select(Call)):
            call.kind = "gone"  # as good as deleted: attempts point to it

    assert change(day, delete).holds
