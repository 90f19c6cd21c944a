"""Intake: many webhooks at once are one transaction, and nobody pays for another's nonsense."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.app import Program
from bot.clock import Clock
from bot.core import Bot
from storage import database, inbox
from storage.database import transaction
from storage.rows import Inbox


@pytest.fixture
def program(tmp_path: Path) -> Program:
    engine = database.connect(f"sqlite:///{tmp_path / 'sigap.db'}")
    database.migrate(engine, Clock().now())
    return Program(Bot(engine, b"k" * 32), Clock())


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how many updates each transaction brings."""
    store, seen = inbox.store, list[int]()

    def counted(db: Session, channel: str, updates: list[Any], *rest: Any) -> None:
        store(db, channel, updates, *rest)
        seen.append(len(updates))

    monkeypatch.setattr(inbox, "store", counted)
    return seen


def kept(program: Program) -> list[str]:
    with transaction(program.bot.engine) as db:
        return sorted(db.exec(select(Inbox.external_id)))


async def bring(program: Program, *raws: object) -> list[BaseException | None]:
    """Let each be brought by somebody of his own; tell what each was told."""
    brought = [(str(number), {"said": raw}) for number, raw in enumerate(raws)]
    stores = (program.store("telegram", [one]) for one in brought)
    return await asyncio.gather(*stores, return_exceptions=True)


async def test_what_comes_while_one_is_written_shares_the_next_transaction(
    program: Program, batches: list[int]
) -> None:
    assert await bring(program, *range(50)) == [None] * 50
    assert len(kept(program)) == 50
    assert len(batches) <= 2
    assert program.wake.is_set()


async def test_one_that_cannot_be_written_takes_no_other_with_it(program: Program) -> None:
    told = await bring(program, "a", object(), "b")
    assert [type(error).__name__ for error in told] == ["NoneType", "StatementError", "NoneType"]
    assert kept(program) == ["0", "2"]


async def test_who_brings_something_and_is_stopped_keeps_nobody_from_it(program: Program) -> None:
    first = asyncio.ensure_future(program.store("telegram", [("1", {})]))
    second = asyncio.ensure_future(program.store("telegram", [("2", {})]))
    await asyncio.sleep(0)
    first.cancel()
    await second
    assert "2" in kept(program)
