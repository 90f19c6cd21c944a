"""Where people are, as words: homes, what is known of a day, and how it changed."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select

from storage.rows import Home, Share, Sighting


def share(db: Session, person_id: int, on: date) -> Share:
    """Give what is known of a person's day; a new day begins with nothing."""
    row = db.get(Share, person_id)
    if row and row.on != on:
        db.delete(row)
        db.flush()
        row = None
    if row is None:
        row = Share(person_id=person_id, on=on)
        db.add(row)
    return row


def today(db: Session, person_id: int, on: date) -> Share | None:
    """Give what is known of a person's day, if anything is."""
    row = db.get(Share, person_id)
    return row if row and row.on == on else None


def of_team(db: Session, people: Collection[int], on: date) -> dict[int, Share]:
    """Give what is known of several people's day."""
    query = select(Share).where(Share.on == on, col(Share.person_id).in_(list(people)))
    return {row.person_id: row for row in db.exec(query)}


def due(db: Session, now: datetime) -> list[Share]:
    """List the shares about which time alone changes something now."""
    query = select(Share).where(col(Share.look_at) <= now)
    return list(db.exec(query.order_by(col(Share.person_id))))


def next_look(db: Session, now: datetime) -> datetime | None:
    """Tell when the next of them falls due."""
    query = select(func.min(Share.look_at)).where(col(Share.look_at) > now)
    return db.exec(query).one()


def changed(db: Session, row: Share, at: datetime) -> None:
    """Keep a change of what is known of somebody."""
    db.add(Sighting(person_id=row.person_id, on=row.on, at=at, state=row.state, source=row.source))


def sightings(db: Session, people: Collection[int], on: date) -> list[Sighting]:
    """List the changes of some people's day in their order."""
    query = select(Sighting).where(Sighting.on == on, col(Sighting.person_id).in_(list(people)))
    return list(db.exec(query.order_by(col(Sighting.at), col(Sighting.id))))


def on(db: Session, day: date) -> list[Sighting]:
    """List all changes of a day in their order."""
    query = select(Sighting).where(Sighting.on == day)
    return list(db.exec(query.order_by(col(Sighting.at), col(Sighting.id))))


def of_person(db: Session, person_id: int) -> list[Sighting]:
    """List all changes that are kept of a person, oldest first."""
    query = select(Sighting).where(Sighting.person_id == person_id)
    return list(db.exec(query.order_by(col(Sighting.at), col(Sighting.id))))


def correct(db: Session, row: Share, since: datetime) -> None:
    """Take a wrong reading back: from `since` on nobody was seen outside."""
    db.execute(
        update(Sighting)
        .where(
            col(Sighting.person_id) == row.person_id,
            col(Sighting.on) == row.on,
            col(Sighting.state) == "outside",
            col(Sighting.at) >= since,
        )
        .values(state="uncertain", source="corrected")
    )


def homes(db: Session, person_id: int) -> list[Home]:
    """List the places that a supervisor confirmed for a person."""
    query = select(Home).where(Home.person_id == person_id, Home.state == "confirmed")
    return list(db.exec(query.order_by(col(Home.id))))


def add_home(db: Session, row: Home) -> Home:
    """Keep a place that somebody asks to work at, instead of one that he asked for before."""
    db.execute(
        update(Home)
        .where(col(Home.person_id) == row.person_id, col(Home.state) == "asked")
        .values(state="replaced")
    )
    db.add(row)
    db.flush()
    return row


def asked(db: Session, people: Collection[int]) -> list[Home]:
    """List the places of some people that nobody has decided about."""
    query = select(Home).where(Home.state == "asked", col(Home.person_id).in_(list(people)))
    return list(db.exec(query.order_by(col(Home.id)))) if people else []


def home(db: Session, home_id: int) -> Home | None:
    """Give a place by its number."""
    return db.get(Home, home_id)


def confirm(db: Session, row: Home, by: int, at: datetime) -> None:
    """Let a place be the one at which somebody works from home, instead of those before."""
    db.execute(
        update(Home)
        .where(col(Home.person_id) == row.person_id, col(Home.state) == "confirmed")
        .values(state="replaced")
    )
    row.state, row.decided_by, row.decided_at = "confirmed", by, at
    db.add(row)


def forget_person(db: Session, person_id: int, before: date) -> int:
    """Delete what is kept of a person's days before a date; tell how much it was."""
    gone = db.execute(
        delete(Sighting).where(col(Sighting.person_id) == person_id, col(Sighting.on) < before)
    )
    db.execute(delete(Share).where(col(Share.person_id) == person_id, col(Share.on) < before))
    return int(getattr(gone, "rowcount", 0))


def forget(db: Session, before: date, today: date) -> None:
    """Delete the changes of the days before a date, and the points of all days that are over."""
    db.execute(delete(Sighting).where(col(Sighting.on) < before))
    db.execute(delete(Share).where(col(Share.on) < today))
