"""The auditor: silent about an honest day, and it names each promise that is broken."""

import ast
import math
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, func, select

from storage import audit as auditor
from storage import database, log
from storage.audit import audit, gentle
from storage.audit.chain import TOLD
from storage.audit.statements import STATEMENTS
from storage.database import reading, transaction
from storage.rows import Entry, Person
from tests.office import FRIDAY, Office

pytestmark = pytest.mark.wide

SINCE = FRIDAY - timedelta(days=1)


@pytest.fixture
def ana(office: Office) -> Person:
    """A day with each outcome: call 1 on time, 2 late, 3 missed and decided, 4 void."""
    budi = office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])
    ana = office.hire("Ana", budi)
    office.begin_day()
    office.call(ana)
    office.wait(seconds=40)
    office.reply(ana)
    office.wait(minutes=1)
    office.call(ana)
    office.wait(minutes=7)
    office.reply(ana)
    office.reply(ana, "Gangguan jaringan")
    office.wait(minutes=1)
    office.call(ana)
    office.wait(minutes=12)
    office.reply(ana, "Mati listrik")
    office.decide(budi, ana, "refuse", "guide")
    office.refusing[office.address(ana)] = "rejected"
    office.call(ana)
    office.refusing.clear()
    office.wait(minutes=5)
    assert office.outcomes(ana) == ["on_time", "late", "missed", "void"]
    return ana


SPOILED = {  # {n}: the id of the nth call; the day is over at 01:26, UTC
    "verdict_overdue": "UPDATE call SET state='open', judge_at={early} WHERE id={1}",
    "never_sent": "UPDATE call SET state='drawn', due_at='2026-04-09 22:00:00' WHERE id={4}",
    "forgotten": "UPDATE call SET state='open' WHERE id={1}",
    "two_calls_at_once": "UPDATE call SET state='open' WHERE id IN ({1}, {2})",
    "closed_without_outcome": "UPDATE call SET outcome='' WHERE id={4}",
    "outcome_while_open": "UPDATE call SET state='open' WHERE id={1}",
    "void_without_cause": "UPDATE call SET void_cause='' WHERE id={4}",
    "in_time_but_not_on_time": "UPDATE call SET outcome='late' WHERE id={1}",
    "on_time_without_proof": "UPDATE call SET outcome='on_time' WHERE id={3}",
    "late_without_proof": "UPDATE call SET answered_at=NULL WHERE id={2}",
    "missed_without_clock": "UPDATE attempt SET clock_start=NULL WHERE call_id={3}",
    "asked_before_due": "UPDATE call SET due_at={late} WHERE id={1}",
    "asked_after_the_end": "UPDATE outbox SET spoken_at={late} WHERE key='call.first'",
    "words_left_waiting": "UPDATE outbox SET state='new' WHERE key='call.first'",
    "proposal_without_finding": "UPDATE call SET outcome='void' WHERE id={3}",
    "fault_without_finding": "UPDATE call SET outcome='excused' WHERE id={3}",
    "decided_before_reason": "DELETE FROM reason WHERE call_id={3}",
    "in_hand_for_too_long": (
        "UPDATE outbox SET state='sending', leased_until={early} WHERE key='call.thanks'"
    ),
    "attempt_said_twice": (
        "UPDATE outbox SET attempt_id=(SELECT min(id) FROM attempt) WHERE key='call.again'"
    ),
    "receipt_counted_twice": "UPDATE outbox SET ref='m1' WHERE key='call.first'",
    "unheard_update": (
        "INSERT INTO inbox (channel, external_id, fingerprint, sender, rank, raw,"
        " received_at, state, error)"
        " VALUES ('telegram', '1', '', '', 0, '{{}}', {early}, 'new', '')"
    ),
    "too_many_attempts": "UPDATE attempt SET call_id={3}, number=3 WHERE call_id={1}",
    "asked_too_late": "UPDATE call SET due_at={early} WHERE id={1}",
    "another_window": "UPDATE attempt SET deadline={late} WHERE call_id={1}",
    "missed_untried": "UPDATE attempt SET clock_start=NULL WHERE call_id={3} AND number=2",
    "finding_not_in_log": "UPDATE call SET code='another' WHERE id={3}",
    "judged_late": "UPDATE entry SET at='2026-04-10 08:00:00' WHERE kind='call.closed'",
    "chain_broken": "UPDATE entry SET kind='lots.drawn' WHERE kind='call.closed'",
    "judged_twice": "UPDATE entry SET kind='call.closed' WHERE kind='call.sent'",
    "answer_handled_twice": (
        "UPDATE entry SET kind='call.answered', facts="
        "(SELECT facts FROM entry WHERE kind='call.answered' LIMIT 1) WHERE kind='call.sent'"
    ),
    "case_opened_twice": "UPDATE entry SET kind='case.opened' WHERE kind='call.closed'",
    "finding_in_outage": (
        "INSERT INTO outage (channel, since, until, cause)"
        " VALUES ('', '2026-04-10 01:02:00', '2026-04-10 01:02:01', 'gap')"
    ),
}
KEPT_BY_CONSTRAINTS = {"two_proposals", "update_kept_twice"}  # which no statement can break


@pytest.mark.usefixtures("ana")
def test_an_honest_day_gives_no_finding(office: Office) -> None:
    with office.bot.engine.connect() as connection:
        assert audit(connection, office.now, SINCE) == []


@pytest.mark.usefixtures("ana")
def test_each_broken_promise_is_named(office: Office) -> None:
    unnamed = set()
    for rule, statement in SPOILED.items():
        with office.bot.engine.connect() as connection:  # which forgets it all again
            ids = connection.execute(text("SELECT id FROM call ORDER BY id")).scalars().all()
            moments = {"early": "'2026-04-10 00:30:00'", "late": "'2026-04-10 05:00:00'"}
            connection.execute(text(statement.format(0, *ids, **moments)))
            found = [f for f in audit(connection, office.now, SINCE) if f.rule == rule]
        if not (found and all(finding.subjects for finding in found)):
            unnamed.add(rule)
    assert unnamed == set()


def test_every_promise_has_a_story_here() -> None:
    folder = Path(auditor.__file__).parent
    named = {
        node.args[0].value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Finding"
        and isinstance(node.args[0], ast.Constant)
    }
    assert {*named, *STATEMENTS} == {*SPOILED, *KEPT_BY_CONSTRAINTS}


def test_the_auditor_shares_no_code_with_what_it_audits() -> None:
    folder = Path(auditor.__file__).parent
    imported = {
        node.module or ""
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    ours = {name for name in imported if name.split(".")[0] in {"bot", "handlers", "storage"}}
    assert all(name.startswith("storage.audit") for name in ours)


@pytest.mark.usefixtures("ana")
def test_what_was_before_the_moment_is_not_looked_at(office: Office) -> None:
    with office.bot.engine.connect() as connection:
        connection.execute(text(SPOILED["void_without_cause"].format(0, 0, 0, 0, "id")))
        assert audit(connection, office.now, SINCE)
        assert audit(connection, office.now, office.now) == []


@pytest.mark.usefixtures("ana")
def test_a_program_that_is_down_is_not_late_with_its_verdicts(office: Office) -> None:
    with office.bot.engine.connect() as connection:
        connection.execute(text("UPDATE call SET state='open', judge_at=closed_at"))
        connection.execute(text("UPDATE beat SET at='2026-04-10 00:59:00'"))
        found = audit(connection, office.now, SINCE)
    assert "verdict_overdue" not in {finding.rule for finding in found}


@pytest.mark.usefixtures("ana")
def test_the_auditor_lets_the_core_think_between_its_rows(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it holds the interpreter for seconds, and verdicts come late while it looks."""
    naps: list[float] = []
    monkeypatch.setattr(gentle, "time", SimpleNamespace(sleep=naps.append))
    monkeypatch.setattr(gentle, "TOGETHER", 2)
    with office.bot.engine.connect() as connection:
        assert audit(connection, office.now, SINCE) == []
        links, told = _links(connection), _links(connection, tuple(TOLD))
    calls = 4
    assert len(naps) == sum(math.ceil(rows / 2) for rows in (links, told, calls))
    assert min(naps) > 0


@pytest.fixture
def shared(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    """A memory that two may open: the server, or a file."""
    if engine.dialect.name != "sqlite":
        yield engine
        return
    file = database.connect(f"sqlite:///{tmp_path / 'sigap.db'}")
    database.migrate(file, FRIDAY)
    yield file
    file.dispose()


def test_who_reads_sees_one_moment_whatever_is_written_meanwhile(shared: Engine) -> None:
    """Else a call that closes between two questions would stand in one answer only."""
    with reading(shared) as before:
        assert _links(before.connection()) == 0
        with transaction(shared) as db:
            log.append(db, FRIDAY, "law.adopted", {})
        assert _links(before.connection()) == 0
    with reading(shared) as after:
        assert _links(after.connection()) == 1


@pytest.mark.parametrize("where", ["engine", "shared"])
def test_who_reads_can_write_nothing(where: str, request: pytest.FixtureRequest) -> None:
    memory: Engine = request.getfixturevalue(where)
    with pytest.raises(DBAPIError, match=r"read-?only"), reading(memory) as db:
        db.execute(text("UPDATE beat SET name = name"))
    with transaction(memory) as db:
        db.execute(text("UPDATE beat SET name = name"))  # and the next one can


def _links(connection: Connection, kinds: Sequence[str] = ()) -> int:
    query = select(func.count()).select_from(Entry)
    found: int = connection.execute(
        query.where(col(Entry.kind).in_(kinds)) if kinds else query
    ).scalar_one()
    return found
