"""Who works where on which date: orders, holidays, the days that follow, and their lotteries."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session, col, select

from storage import ahead, replaced
from storage.rows import Day, ExtraHoliday, Given, Lottery

HOME = "at home"


def given(db: Session, person_id: int, on: date) -> Given | None:
    """Give the explicit order for a person and date."""
    orders = ahead.known(db).orders
    if (person_id, on) in orders:
        return orders[person_id, on]
    if ahead.known(db).bulk:
        return ahead.of_day(db, Given, on).get(person_id)
    query = select(Given).where(Given.person_id == person_id, Given.on == on)
    return db.exec(query).first()


def give(db: Session, row: Given) -> Given:
    """Keep an order; it replaces an earlier one for the same date, which is kept with it."""
    known = given(db, row.person_id, row.on)
    if known:
        replaced.put(known, row, ("mode", "clause", "source"), ("given_by", "given_at"))
    db.add(known or row)
    db.flush()
    ahead.forget(db)
    return known or row


def take_back(db: Session, person_id: int, on: date) -> str:
    """Forget the order for a person and date, so that the one before stands; give its mode."""
    known = given(db, person_id, on)
    if known is None:
        return ""
    mode = known.mode
    _restore(db, known)
    return mode


def _restore(db: Session, known: Given | ExtraHoliday) -> None:
    if replaced.restore(known):
        db.add(known)
    else:
        db.delete(known)
    db.flush()
    ahead.forget(db)


def holidays(db: Session) -> dict[date, str]:
    """Give the regional holidays that administrators entered."""
    read = ahead.known(db)
    if read.holidays is None:
        read.holidays = {row.on: row.name for row in db.exec(select(ExtraHoliday))}
    return read.holidays


def add_holiday(db: Session, row: ExtraHoliday) -> None:
    """Keep a regional holiday, or rename it; the name before is kept with it."""
    known = holiday(db, row.on)
    if known:
        replaced.put(known, row, ("name",), ("given_by",))
    db.add(known or row)
    db.flush()
    ahead.forget(db)


def holiday(db: Session, on: date) -> ExtraHoliday | None:
    """Give the regional holiday that administrators entered for a date."""
    return db.get(ExtraHoliday, on)


def remove_holiday(db: Session, on: date) -> bool:
    """Forget a regional holiday, or its newest name; False if nobody entered one."""
    row = holiday(db, on)
    if row is None:
        return False
    _restore(db, row)
    return True


def get(db: Session, person_id: int, on: date) -> Day | None:
    """Give the day of a person, if it has been opened."""
    if ahead.known(db).bulk:
        return ahead.of_day(db, Day, on).get(person_id)
    return db.exec(select(Day).where(Day.person_id == person_id, Day.on == on)).first()


def keep(db: Session, row: Day) -> Day:
    """Keep a day, or bring the known one up to date."""
    known = get(db, row.person_id, row.on)
    if known:
        known.mode, known.clause, known.source = row.mode, row.clause, row.source
        known.law_hash = row.law_hash
    db.add(known or row)
    if ahead.known(db).bulk:
        ahead.of_day(db, Day, row.on)[row.person_id] = known or row
        ahead.known(db).days.pop((HOME, row.on), None)
    else:
        db.flush()
    return known or row


def on(db: Session, day: date, people: Collection[int] | None = None) -> list[Day]:
    """List the opened days of a date, of some people or of all."""
    query = select(Day).where(Day.on == day)
    if people is not None:
        query = query.where(col(Day.person_id).in_(list(people)))
    return list(db.exec(query.order_by(col(Day.id))))


def at_home(db: Session, day: date, people: Collection[int]) -> list[int]:
    """List those of some people who were to work from home on a date that was opened."""
    read = ahead.known(db).days
    if ahead.known(db).bulk:
        if (HOME, day) not in read:
            query = select(Day.person_id).where(Day.on == day, Day.mode == "WFH")
            read[HOME, day] = dict.fromkeys(db.exec(query))
        return [one for one in people if one in read[HOME, day]]
    return [row.person_id for row in on(db, day, people) if row.mode == "WFH"]


def lottery(db: Session, on: date) -> Lottery | None:
    """Give the lottery of a date."""
    return db.get(Lottery, on)


def open_lottery(db: Session, on: date, secret: str, commitment: str) -> Lottery:
    """Keep the secret of a date; the first one stays."""
    row = lottery(db, on) or Lottery(on=on, secret=secret, commitment=commitment)
    db.add(row)
    db.flush()
    ahead.known(db).held.append(row)  # asked for again with each person of the day
    return row


def reveal(db: Session, on: date, at: datetime) -> Lottery | None:
    """Make the secret of a date public; None if there is none or it is public already."""
    row = lottery(db, on)
    if row is None or row.revealed_at is not None:
        return None
    row.revealed_at = at
    db.add(row)
    return row


def revealed(db: Session) -> list[Lottery]:
    """List the lotteries whose secrets are public, oldest first."""
    query = select(Lottery).where(col(Lottery.revealed_at).is_not(None)).order_by(col(Lottery.on))
    return list(db.exec(query))
