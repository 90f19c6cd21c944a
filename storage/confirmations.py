"""What the personnel office has said of the posts and units of its roster."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from storage import ahead
from storage.rows import Confirmation, Person

UPGRADE = "migration"  # who confirmed what was there before there was anything to confirm
Place = tuple[str, str]  # post and unit
Kind = tuple[str, str, str, tuple[str, ...]]  # post, unit, type of person, flags


@dataclass(slots=True)
class _Read:
    """What was read in this transaction: of some places, or of `all` of them."""

    places: dict[Place, Confirmation | None] = field(default_factory=dict)
    all: bool = False


def _read(db: Session) -> _Read:
    found: _Read = db.info.setdefault("confirmations", _Read())
    return found


def get(db: Session, post: str, unit: str) -> Confirmation | None:
    """Give what was said of a post in a unit."""
    read, known = _read(db), ahead.known(db)
    if known.bulk and not read.all:
        read.places, read.all = {**read.places, **everything(db)}, True
    if (post, unit) not in read.places and not read.all:
        held = {(one.position, one.unit) for one in known.people.values()}
        read.places |= _of_places(db, {(post, unit), *held} - read.places.keys())
    return read.places.get((post, unit))


def _of_places(db: Session, places: Collection[Place]) -> dict[Place, Confirmation | None]:
    """Read what was said of posts and units at once: those of all that a batch is about."""
    found: dict[Place, Confirmation | None] = dict.fromkeys(places)
    posts = list({post for post, _ in places})
    for row in db.exec(select(Confirmation).where(col(Confirmation.post).in_(posts))):
        if (row.post, row.unit) in found:
            found[row.post, row.unit] = row
    return found


def everything(db: Session) -> dict[Place, Confirmation]:
    """Give all that was said, by post and unit."""
    return {(row.post, row.unit): row for row in db.exec(select(Confirmation))}


def keep(db: Session, row: Confirmation) -> None:
    """Keep what was said; it replaces what was said before."""
    known = get(db, row.post, row.unit)
    if known:
        for name in ("seen", "clause", "by", "at"):
            setattr(known, name, getattr(row, name))
    db.add(known or row)
    _read(db).places[row.post, row.unit] = known or row


def kinds(db: Session) -> Counter[Kind]:
    """Count the people on the roster by what the law asks of them."""
    query = select(Person.position, Person.unit, Person.person_type, Person.duties)
    rows = db.exec(query.where(col(Person.active).is_(True)))
    return Counter((post, unit, kind, tuple(flags)) for post, unit, kind, flags in rows)


def seated(db: Session, post: str, unit: str) -> list[Person]:
    """List who holds a post in a unit."""
    query = select(Person).where(
        Person.position == post, Person.unit == unit, col(Person.active).is_(True)
    )
    return list(db.exec(query.order_by(col(Person.id))))
