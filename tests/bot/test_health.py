"""Alive and ready are two things: the first asks for a restart, the second for patience."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import Response

from bot.app import STALLED_AFTER
from bot.auditing import Auditing
from bot.web.health import DEAF_AFTER
from storage import database, stalls
from storage.database import transaction
from storage.rows import Outbox
from tests.bot.watching import Watched

NOW = datetime(2026, 4, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
async def watched(engine: Engine) -> AsyncIterator[Watched]:
    site = Watched(engine, NOW)
    site.program.add(site.phones)
    yield site
    site.close()


async def asked(watched: Watched, path: str) -> tuple[int, dict[str, Any]]:
    answer = await watched.ask(path)
    return answer.status_code, answer.json()


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready"])
async def test_a_program_that_thinks_remembers_and_hears_is_well(
    watched: Watched, path: str
) -> None:
    status, state = await asked(watched, path)
    assert status == 200
    assert state["live"]
    assert state.get("ready", True)


async def test_one_that_has_stalled_is_neither_alive_nor_ready(watched: Watched) -> None:
    watched.clock.advance_to(NOW + STALLED_AFTER)
    for path in ("/health", "/health/live", "/health/ready"):
        status, state = await asked(watched, path)
        assert (status, state["live"]) == (503, False)


async def test_one_that_is_deaf_is_alive_and_not_ready(watched: Watched) -> None:
    channel: Any = watched.phones
    channel.heard = lambda: NOW - DEAF_AFTER - timedelta(seconds=1)
    assert (await asked(watched, "/health/live"))[0] == 200
    assert (await asked(watched, "/health"))[0] == 200
    status, state = await asked(watched, "/health/ready")
    assert (status, state["deaf"], state["channels"]) == (503, ["phones"], {"phones": 61.0})
    channel.heard = lambda: None
    assert (await asked(watched, "/health/ready"))[1]["channels"] == {"phones": None}


@pytest.mark.parametrize("role", ["web", "think", "speak"])
async def test_one_that_is_not_there_to_listen_is_ready_though_nobody_told_it_what_was_heard(
    watched: Watched, role: str
) -> None:
    watched.program.roles = frozenset([role])
    channel: Any = watched.phones
    channel.heard = lambda: None  # with polling only the process that polls hears
    status, state = await asked(watched, "/health/ready")
    assert (status, state["roles"], state["deaf"]) == (200, [role], ["phones"])
    watched.program.roles = frozenset([role, "listen"])
    assert (await asked(watched, "/health/ready"))[0] == 503


async def test_one_that_waits_for_another_who_listens_is_ready(watched: Watched) -> None:
    channel: Any = watched.phones
    channel.heard = lambda: None
    watched.program.ears._others = {"phones": NOW}
    assert (await asked(watched, "/health/ready"))[0] == 200


async def test_one_without_its_migrations_is_not_ready(tmp_path: Path) -> None:
    empty = database.connect(f"sqlite:///{tmp_path / 'empty.db'}")
    watched = Watched(empty, NOW)
    status, state = await asked(watched, "/health/ready")
    assert (status, state["database"]) == (503, "not migrated")
    watched.close()
    empty.dispose()


async def test_one_without_its_database_is_alive_and_not_ready(tmp_path: Path) -> None:
    gone = database.connect(f"sqlite:///{tmp_path / 'nowhere' / 'sigap.db'}")
    watched = Watched(gone, NOW)
    assert (await asked(watched, "/health"))[0] == 200
    status, state = await asked(watched, "/health/ready")
    assert (status, state["database"]) == (503, "unreachable")
    watched.close()
    gone.dispose()


async def test_a_database_that_does_not_answer_keeps_nobody_waiting(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from bot import patience

    held = threading.Event()
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 0.05)
    watched.program._core.submit(held.wait)
    status, state = await asked(watched, "/health/ready")
    assert (status, state["database"]) == (503, "unreachable")
    assert (await asked(watched, "/health/live"))[0] == 200
    held.set()
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 5)  # a loaded machine is no dead database
    assert (await asked(watched, "/health/ready"))[0] == 200


async def test_what_a_webhook_does_not_take_is_counted_by_its_cause(engine: Engine) -> None:
    async def take(request: Request) -> Response:
        body = (await request.body()).decode()
        if body == "full":
            raise OSError("no space left")
        return Response(status_code=int(body))

    watched = Watched(engine, NOW, take)
    before = await watched.metrics()
    for body in (b"200", b"403", b"400", b"503", b"403", b"full"):
        await watched.ask("/telegram", body)
    after = await watched.metrics()
    watched.close()
    name = 'sigap_webhook_rejects_total{{cause="{}",channel="telegram"}}'
    causes = ("not from the platform", "nonsense", "not ready", "not stored")
    counts = [after[name.format(c)] - before.get(name.format(c), 0) for c in causes]
    assert counts == [2, 1, 1, 1]


async def test_what_stands_still_or_loses_its_calls_is_named(watched: Watched) -> None:
    assert (await asked(watched, "/health/ready"))[1]["standing"] == []
    with transaction(watched.program.bot.engine) as db:
        stalls.begin(db, "outcomes.whatsapp", NOW)
    assert (await asked(watched, "/health/ready"))[1]["standing"] == ["outcomes.whatsapp"]


async def test_messages_that_fail_and_receipts_that_stop_are_counted_and_named(
    watched: Watched,
) -> None:
    watched.phones.traits = replace(watched.phones.traits, receipts=True)
    earlier = NOW - timedelta(minutes=20)
    facts: dict[str, Any] = {"key": "me.language", "language": "id", "zone": "Asia/Jakarta"}
    facts |= {"not_before": earlier, "created_at": earlier, "sent_at": earlier}
    with transaction(watched.program.bot.engine) as db:
        for number in range(6):
            failed = {"state": "failed", "error": "rejected failed 63049"}
            taken = {"state": "sent", "delivery": "awaited", "tries": 1}
            how = failed if number % 2 else taken
            db.add(Outbox(address=f"phones:{number}", **facts, **how))
        db.add(Outbox(address="telegram:1", **facts, state="sent"))
    await Auditing(watched.program).count()
    await watched.program._hear_reports()
    standing = (await asked(watched, "/health/ready"))[1]["standing"]
    assert standing == ["failing.phones.63049", "receipts.phones"]


async def test_what_platforms_say_of_our_accounts_is_asked_and_named(watched: Watched) -> None:
    channel: Any = watched.phones
    answers: list[list[str] | None] = [["offline"], None]
    seen = []

    async def examine() -> list[str] | None:
        return answers.pop(0)

    channel.examine = examine
    for _ in range(2):
        await Auditing(watched.program).examine()
        await watched.program._hear_reports()
        seen.append((await asked(watched, "/health/ready"))[1]["standing"])
    assert seen == [["account.phones.offline"]] * 2, "no answer is no news"
