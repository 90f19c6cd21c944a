"""What the personnel office has said of the posts and units of its roster."""

from collections import Counter
from collections.abc import Collection

from sqlmodel import Session, col, select

from storage import ahead
from storage.rows import Confirmation, Person

UPGRADE = "migration"  # who confirmed what was there before there was anything to confirm
Place = tuple[str, str]  # post and unit
Kind = tuple[str, str, str, tuple[str, ...]]  # post, unit, type of person, flags


def get(db: Session, post: str, unit: str) -> Confirmation | None:
    """Give what was said of a post in a unit."""
    read = ahead.known(db).confirmed
    if read is None and ahead.known(db).bulk:
        read = ahead.known(db).confirmed = everything(db)
    if read is not None:
        return read.get((post, unit))
    own = ahead.known(db).confirmed_one
    if (post, unit) not in own:
        held = {(one.position, one.unit) for one in ahead.known(db).people.values()}
        own |= _of_places(db, {(post, unit), *held} - own.keys())
    return own[post, unit]


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
    read = ahead.known(db)
    read.confirmed_one[row.post, row.unit] = known or row
    if read.confirmed is not None:
        read.confirmed[row.post, row.unit] = known or row


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
