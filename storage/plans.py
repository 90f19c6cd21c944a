"""Work plans of the day before: what somebody means to do on a day at home."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage import ahead
from storage.rows import Plan, PlanItem


def get(db: Session, person_id: int, on: date) -> Plan | None:
    """Give a person's plan for a date."""
    if ahead.known(db).bulk:
        return ahead.of_day(db, Plan, on).get(person_id)
    return db.exec(select(Plan).where(Plan.person_id == person_id, Plan.on == on)).first()


def by_id(db: Session, plan_id: int) -> Plan | None:
    """Give a plan by its number."""
    return db.get(Plan, plan_id)


def open_for(db: Session, person_id: int, on: date) -> Plan:
    """Give a person's plan for a date, a new draft if there is none."""
    plan = get(db, person_id, on) or Plan(person_id=person_id, on=on)
    db.add(plan)
    db.flush()
    ahead.known(db).days.pop(("Plan", on), None)
    return plan


def items(db: Session, plan_id: int) -> list[PlanItem]:
    """List the pieces of work in a plan, in order."""
    query = select(PlanItem).where(PlanItem.plan_id == plan_id)
    return list(db.exec(query.order_by(col(PlanItem.number))))


def tasks(db: Session, on: date, first: int, last: int) -> dict[int, list[tuple[int, str]]]:
    """Give the work (number, task) in the plans of a range of people for a date, in order."""
    query = (
        select(Plan.person_id, PlanItem.number, PlanItem.task)
        .join(PlanItem, col(PlanItem.plan_id) == Plan.id)
        .where(Plan.on == on, col(Plan.person_id).between(first, last))
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for person_id, number, task in db.exec(query.order_by(col(PlanItem.number))):
        found[person_id].append((number, task))
    return found


def add(db: Session, item: PlanItem) -> None:
    """Put a piece of work into a plan."""
    db.add(item)
    db.flush()


def clear(db: Session, plan_id: int) -> None:
    """Take all work out of a plan."""
    for item in items(db, plan_id):
        db.delete(item)
    db.flush()


def senders(db: Session, on: date) -> set[int]:
    """Tell who has sent a plan for a date."""
    query = select(Plan.person_id).where(Plan.on == on, col(Plan.sent_at).is_not(None))
    return set(db.exec(query))


def sent(db: Session, on: date, people: Collection[int]) -> dict[int, Plan]:
    """Give the plans for a date that some people have sent, by person."""
    if ahead.known(db).bulk:
        read = ahead.of_day(db, Plan, on)
        own = {one: read[one] for one in people if one in read}
        return {one: plan for one, plan in own.items() if plan.sent_at is not None}
    query = select(Plan).where(Plan.on == on, col(Plan.sent_at).is_not(None))
    own_ones = db.exec(query.where(col(Plan.person_id).in_(list(people))))
    return {plan.person_id: plan for plan in own_ones}


def between(db: Session, person_id: int, since: date, until: date) -> list[Plan]:
    """List the plans that a person has sent for the days of a period."""
    query = select(Plan).where(
        Plan.person_id == person_id,
        col(Plan.on).between(since, until),
        col(Plan.sent_at).is_not(None),
    )
    return list(db.exec(query.order_by(col(Plan.on))))


def sent_on(db: Session, on: date) -> list[tuple[Plan, PlanItem]]:
    """List the sent plans for a date, a row for each piece of work."""
    query = (
        select(Plan, PlanItem)
        .join(PlanItem, col(PlanItem.plan_id) == Plan.id)
        .where(Plan.on == on, col(Plan.sent_at).is_not(None))
    )
    return list(db.exec(query.order_by(col(Plan.id), col(PlanItem.number))))


def waiting(db: Session, people: Collection[int], since: date) -> list[Plan]:
    """List the plans of some people that nobody has reviewed, for a day and later."""
    query = select(Plan).where(
        Plan.state == "sent", Plan.on >= since, col(Plan.person_id).in_(list(people))
    )
    return list(db.exec(query.order_by(col(Plan.id)))) if people else []


def forget(db: Session, before: date) -> None:
    """Delete the plans for days before a date (UU 27/2022 art. 16)."""
    old = select(Plan.id).where(Plan.on < before)
    db.execute(delete(PlanItem).where(col(PlanItem.plan_id).in_(old)))
    db.execute(delete(Plan).where(col(Plan.on) < before))
