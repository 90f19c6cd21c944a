"""Everything about a person ends: which rule ends the rows of each table, and the deleting."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, or_, select

from storage.rows import (
    Alias,
    Call,
    Check,
    Contact,
    Day,
    Dialog,
    Given,
    HalfDay,
    Heard,
    Home,
    Intent,
    Invitation,
    Mark,
    Permit,
    Person,
    Photo,
    Recall,
    Ruling,
    Shift,
)

ENDS = {  # table -> the key of `privacy.retention_days`, or what else ends it
    **dict.fromkeys(("call", "attempt", "reason"), "calls"),
    **dict.fromkeys(("proposal", "decision", "fault"), "cases"),
    **dict.fromkeys(("plan", "planitem"), "plans"),
    **dict.fromkeys(("report", "reportitem"), "reports"),
    **dict.fromkeys(
        ("mark", "permit", "recall", "check", "given", "day", "shift", "halfday"), "calls"
    ),
    **dict.fromkeys(("share", "sighting"), "locations"),
    "photo": "calls",  # the picture itself goes after `photos`
    **dict.fromkeys(
        ("inbox", "outbox", "dialog", "intent", "ruling", "heard", "invitation", "guess"), "words"
    ),
    **dict.fromkeys(("contact", "alias"), "leaving"),
    "home": "leaving",  # one that was refused or replaced, after `words`
    "person": "leaving",
}
UNNAMED = {  # they name a person's row only, of whom nothing is left in it in the end
    "outage": "declared_by",
    "extraholiday": "given_by",
}
OF_DAYS = (Mark, Permit, Recall, Check, Given, Day, Shift, HalfDay)


def forget_days(db: Session, before: date) -> None:
    """Delete what was noted of earlier dates: marks, permits, recalls, checks, orders, photos."""
    for table in OF_DAYS:
        db.execute(delete(table).where(col(table.on) < before))
    used = select(Mark.photo_id).where(col(Mark.photo_id).is_not(None))
    gone = col(Photo.state).in_(("deleted", "failed")), col(Photo.id).not_in(used)
    db.execute(delete(Photo).where(col(Photo.on) < before, *gone))


def forget_talk(db: Session, before: datetime) -> None:
    """Delete questions, codes and signs of life that were over before a moment."""
    db.execute(delete(Dialog).where(col(Dialog.until) < before))
    db.execute(delete(Ruling).where(col(Ruling.tell_at) < before))
    db.execute(delete(Intent).where(col(Intent.asked_at) < before))
    old_home = col(Home.state).in_(("refused", "replaced")), col(Home.asked_at) < before
    db.execute(delete(Home).where(*old_home))
    db.execute(delete(Heard).where(col(Heard.at) < before))
    db.execute(delete(Invitation).where(col(Invitation.expires_at) < before))


def note_leaving(db: Session, today: date) -> None:
    """Note since when somebody is not on the roster; whoever comes back has not left."""
    gone, here = ~col(Person.active), col(Person.active)
    first = update(Person).where(gone, col(Person.left_on).is_(None)).values(left_on=today)
    back = update(Person).where(here, col(Person.left_on).is_not(None)).values(left_on=None)
    db.execute(first)
    db.execute(back)


def erase_left(db: Session, before: date) -> list[str]:
    """Erase how whoever left before a date was reached and where he lives; tell his number."""
    known = or_(
        col(Person.id).in_(select(Contact.person_id)),
        col(Person.id).in_(select(Home.person_id)),
        col(Person.phone) != "",
        col(Person.domicile) != "",
        col(Person.home_lat).is_not(None),
        col(Person.hours) != "",
    )
    people = list(db.exec(select(Person).where(col(Person.left_on) < before, known)))
    for person in people:
        mine = select(Contact.address).where(Contact.person_id == person.id)
        db.execute(delete(Dialog).where(col(Dialog.address).in_(mine)))
        db.execute(delete(Heard).where(col(Heard.address).in_(mine)))
        db.execute(delete(Invitation).where(col(Invitation.person_id) == person.id))
        db.execute(delete(Home).where(col(Home.person_id) == person.id))
        _forget_contacts(db, col(Contact.person_id) == person.id)
        person.phone = person.domicile = person.hours = ""
        person.home_lat = person.home_lon = None
        db.add(person)
    return [person.nip for person in people]


def erase_names(db: Session, before: date) -> None:
    """Erase name and number of whoever left before a date, and of whom no call is kept."""
    called = select(Call.person_id)
    left = select(Person).where(
        col(Person.left_on) < before, col(Person.name) != "", col(Person.id).not_in(called)
    )
    for person in db.exec(left):
        person.nip, person.name, person.position = f"-{person.id}", "", ""
        person.roles, person.duties = [], []
        db.add(person)


def forget_ended(db: Session, before: datetime) -> None:
    """Delete addresses that ended before a moment."""
    _forget_contacts(db, col(Contact.state) == "ended", col(Contact.until) < before)


def _forget_contacts(db: Session, *which: ColumnElement[bool]) -> None:
    names = select(Contact.id).where(*which)
    db.execute(delete(Alias).where(col(Alias.contact_id).in_(names)))
    db.execute(delete(Contact).where(*which))
