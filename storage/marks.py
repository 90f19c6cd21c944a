"""Attendance marks: who marked which slot of a day, when and how."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage import ahead
from storage.rows import Mark

DRAFT = "draft"  # of a photo and a pin, one is there


def add(db: Session, row: Mark) -> Mark:
    """Keep a mark."""
    db.add(row)
    db.flush()
    ahead.known(db).days.pop(("marked", row.on), None)
    return row


def get(db: Session, mark_id: int) -> Mark | None:
    """Give a mark, also one that was undone."""
    return db.get(Mark, mark_id)


def of_day(db: Session, person_id: int, on: date) -> list[Mark]:
    """List the marks and drafts of a person's day that stand."""
    query = select(Mark).where(
        Mark.person_id == person_id, Mark.on == on, col(Mark.undone_at).is_(None)
    )
    return list(db.exec(query.order_by(col(Mark.id))))


def made(db: Session, people: Collection[int], on: date) -> set[tuple[int, str]]:
    """Tell who has marked which slot of a date: (person, slot)."""
    query = select(Mark.person_id, Mark.slot).where(
        Mark.on == on, Mark.status != DRAFT, col(Mark.undone_at).is_(None)
    )
    if ahead.known(db).bulk:
        read = ahead.known(db).days
        if ("marked", on) not in read:
            read["marked", on] = _by_person(db.exec(query))
        return {(one, slot) for one in people for slot in read["marked", on].get(one, ())}
    return set(db.exec(query.where(col(Mark.person_id).in_(list(people)))))


def _by_person(found: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    slots: dict[int, list[str]] = defaultdict(list)
    for person_id, slot in found:
        slots[person_id].append(slot)
    return slots


def late(db: Session, since: date, until: date) -> list[Mark]:
    """List the late marks of some days that stand."""
    query = select(Mark).where(
        Mark.on >= since, Mark.on <= until, Mark.status == "late", col(Mark.undone_at).is_(None)
    )
    return list(db.exec(query.order_by(col(Mark.id))))


def forget_places(db: Session, before: date) -> None:
    """Forget where marks of earlier dates were made; that they were made stays."""
    query = update(Mark).where(col(Mark.on) < before, col(Mark.place) != "")
    db.execute(query.values(place=""))


def on(db: Session, day: date) -> list[Mark]:
    """List all marks of a date, drafts and undone ones too."""
    return list(db.exec(select(Mark).where(Mark.on == day).order_by(col(Mark.id))))
