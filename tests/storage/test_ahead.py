"""Reading ahead for verdicts: the same answers as one by one, and nothing overlooked."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from storage import (
    ahead,
    calls,
    cases,
    days,
    log,
    outbox,
    people,
    permits,
    reasons,
    recalls,
    shifts,
)
from storage.database import attempt, transaction
from storage.rows import Call, Fault, Given, Outbox, Permit, Person, Proposal, Reason, Recall
from tests.office import FRIDAY, Office

pytestmark = pytest.mark.wide

HOUR = timedelta(hours=1)


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang")


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi)


@pytest.fixture
def call(office: Office, ana: Person) -> Call:
    office.begin_day()
    return office.call(ana)


def permit(call: Call) -> Permit:
    return Permit(
        person_id=call.person_id,
        on=call.on,
        reason="Rapat",
        destination="Bank",
        start=FRIDAY,
        until=FRIDAY + HOUR,
        state="approved",
        asked_at=FRIDAY,
    )


def recall(call: Call, later: int = 0) -> Recall:
    return Recall(
        person_id=call.person_id,
        on=call.on + timedelta(days=later),
        ordered_by=call.person_id,
        ordered_at=FRIDAY,
        article="2.f",
        place="Kantor",
        purpose="Rapat",
        due_at=FRIDAY + HOUR,
    )


def given(call: Call) -> Given:
    return Given(person_id=call.person_id, on=call.on, mode="WFO", source="given", given_at=FRIDAY)


def fault(call: Call) -> Fault:
    return Fault(
        call_id=call.id or 0,
        person_id=call.person_id,
        on=call.on,
        kind="late",
        confirmed=True,
    )


def proposal(call: Call) -> Proposal:
    return Proposal(
        call_id=call.id or 0,
        person_id=call.person_id,
        kind="late",
        reason_until=FRIDAY + HOUR,
        made_at=FRIDAY,
    )


def found(db: Session, call: Call) -> list[object]:
    """Ask all that a verdict, and what follows, asks about a call."""
    person, order = db.get_one(Person, call.person_id), days.given(db, call.person_id, call.on)
    shift = shifts.get(db, call.person_id, call.on)
    number, case = call.id or 0, cases.of_call(db, call.id or 0)
    reason = calls.reason(db, number)
    return [
        [row.id for row in permits.of_day(db, call.person_id, call.on)],
        [row.id for row in recalls.of_person(db, call.person_id, call.on)],
        [row.id for row in cases.confirmed(db, call.person_id, call.on, call.on)],
        [row.number for row in calls.attempts(db, call)],
        [
            (row.id, [c.id for c in people.contacts(db, row)])
            for row in people.superiors(db, person)
        ],
        [row.id for row in people.contacts(db, person)],
        case and case.kind,
        reason and reason.code,
        order and order.mode,
        shift and shift.minutes,
    ]


CHANGES: dict[str, Callable[[Session, Call], object]] = {
    "a permission": lambda db, call: permits.add(db, permit(call)),
    "an order to come": lambda db, call: recalls.add(db, recall(call)),
    "a letter": lambda db, call: days.give(db, given(call)),
    "later hours": lambda db, call: shifts.keep(db, call.person_id, call.on, 30),
    "a fault": lambda db, call: cases.add_fault(db, fault(call)),
    "a proposal": lambda db, call: cases.add(db, proposal(call)),
    "a reason": lambda db, call: reasons.keep(db, call.id or 0, "sakit", "Sakit", FRIDAY),
    "a message": lambda db, call: calls.add_attempt(db, call, 2, "telegram"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_decided_after_the_reading_is_not_overlooked(
    engine: Engine, call: Call, change: Callable[[Session, Call], object]
) -> None:
    with transaction(engine) as db:
        mine = calls.get(db, call.id or 0)
        ahead.of_verdicts(db, [mine])
        before = found(db, mine)
        change(db, mine)
        after = found(db, mine)
        db.flush()
        ahead.forget(db)
        assert after == found(db, mine) != before


def test_what_is_taken_back_after_the_reading_counts_no_more(engine: Engine, call: Call) -> None:
    with transaction(engine) as db:
        permits.add(db, permit(call))
        recalls.add(db, recall(call))
        cases.add_fault(db, fault(call))
    with transaction(engine) as db:
        mine = calls.get(db, call.id or 0)
        ahead.of_verdicts(db, [mine])
        assert [len(kind) for kind in found(db, mine)[:3]] == [1, 1, 1]  # type: ignore[arg-type]
        permits.close_before(db, mine.on + timedelta(days=1))
        order = recalls.standing(db, mine.person_id, mine.on)
        assert order
        order.cancelled_at = FRIDAY
        cases.withdraw_fault(db, mine.id or 0)
        assert permits.granted(db, mine.person_id, mine.on)[0].state == "ended"
        assert not recalls.standing(db, mine.person_id, mine.on)
        assert not cases.confirmed(db, mine.person_id, mine.on, mine.on)


def test_the_answers_are_the_same_read_ahead_or_one_by_one(
    office: Office, engine: Engine, call: Call, ana: Person
) -> None:
    eka = office.hire("Eka", ana)
    others = [office.call(eka), office.call(office.hire("Nobody's", enrolled=False))]
    with transaction(engine) as db:
        for later in (2, 0):
            recalls.add(db, recall(call, later))
        days.give(db, given(others[0]))
        permits.add(db, permit(call))
        permits.add(db, permit(others[0]))
        cases.add_fault(db, fault(call))
        cases.add(db, proposal(call))
        db.add(Reason(call_id=others[0].id or 0, code="sakit", given_at=FRIDAY))
    with transaction(engine) as db:
        mine = [calls.get(db, row.id or 0) for row in (call, *others)]
        singly = [found(db, row) for row in mine]
        ahead.of_verdicts(db, mine)
        assert [found(db, row) for row in mine] == singly


def test_a_part_that_fails_takes_nothing_else_with_it(engine: Engine, call: Call) -> None:
    """Also when it wrote what was said before it: that was to stay."""
    words: dict[str, Any] = {"address": "telegram:0", "blanks": {}, "buttons": [], "keyboard": ""}
    words |= {"language": "id", "zone": "Asia/Jakarta", "urgent": False, "repeatable": True}
    words |= {"not_before": FRIDAY, "created_at": FRIDAY}
    with transaction(engine) as db:
        outbox.add(db, key="said.before", **words)
        log.append(db, FRIDAY, "noted.before", {})
        with suppress(RuntimeError), attempt(db):
            outbox.add(db, key="said.within", **words)
            outbox.write(db)
            log.append(db, FRIDAY, "noted.within", {})
            raise RuntimeError
        assert [row["key"] for row in outbox.pending(db)] == ["said.before"]
    with transaction(engine) as db:
        noted = [len(log.of_kind(db, kind)) for kind in ("noted.before", "noted.within")]
        assert noted == [1, 0]
        said = select(Outbox.key).where(Outbox.address == "telegram:0")
        assert db.exec(said).all() == ["said.before"]
