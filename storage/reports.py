"""Reports after hours: what came of a day at home, and what the supervisor thought of it."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage import ahead
from storage.rows import Photo, Report, ReportItem

IN_HAND = ("wanted", "kept")  # a picture that we have or may still get


def get(db: Session, person_id: int, on: date) -> Report | None:
    """Give a person's report on a date."""
    if ahead.known(db).bulk:
        return ahead.of_day(db, Report, on).get(person_id)
    return db.exec(select(Report).where(Report.person_id == person_id, Report.on == on)).first()


def by_id(db: Session, report_id: int) -> Report | None:
    """Give a report by its number."""
    return db.get(Report, report_id)


def open_for(db: Session, person_id: int, on: date) -> Report:
    """Give a person's report on a date, a new draft if there is none."""
    report = get(db, person_id, on) or Report(person_id=person_id, on=on)
    db.add(report)
    db.flush()
    ahead.known(db).days.pop(("Report", on), None)
    return report


def items(db: Session, report_id: int) -> list[ReportItem]:
    """List what a report says of each piece of work, in order."""
    query = select(ReportItem).where(ReportItem.report_id == report_id)
    return list(db.exec(query.order_by(col(ReportItem.number))))


def add(db: Session, item: ReportItem) -> None:
    """Put a piece of work into a report."""
    db.add(item)
    db.flush()


def photos(db: Session, person_id: int, on: date, duty: str) -> list[Photo]:
    """List the pictures that a person sent for a duty of a date and that we have or may get."""
    query = select(Photo).where(
        Photo.person_id == person_id,
        Photo.on == on,
        Photo.duty == duty,
        col(Photo.state).in_(IN_HAND),
    )
    return list(db.exec(query.order_by(col(Photo.id))))


def last(db: Session, person_id: int, since: date, until: date) -> list[Report]:
    """List a person's reports of a period, newest first."""
    query = select(Report).where(
        Report.person_id == person_id, col(Report.on).between(since, until)
    )
    return list(db.exec(query.order_by(col(Report.on).desc())))


def senders(db: Session, on: date) -> set[int]:
    """Tell who has sent a report on a date."""
    query = select(Report.person_id).where(Report.on == on, col(Report.sent_at).is_not(None))
    return set(db.exec(query))


def sent(db: Session, on: date, people: Collection[int]) -> dict[int, Report]:
    """Give the reports on a date that some people have sent, by person."""
    if ahead.known(db).bulk:
        read = ahead.of_day(db, Report, on)
        own = {one: read[one] for one in people if one in read}
        return {one: report for one, report in own.items() if report.sent_at is not None}
    query = select(Report).where(Report.on == on, col(Report.sent_at).is_not(None))
    own_ones = db.exec(query.where(col(Report.person_id).in_(list(people))))
    return {report.person_id: report for report in own_ones}


def sent_on(db: Session, on: date) -> list[tuple[Report, ReportItem]]:
    """List the sent reports on a date, a row for each piece of work."""
    query = (
        select(Report, ReportItem)
        .join(ReportItem, col(ReportItem.report_id) == Report.id)
        .where(Report.on == on, col(Report.sent_at).is_not(None))
    )
    return list(db.exec(query.order_by(col(Report.id), col(ReportItem.number))))


def waiting(db: Session, people: Collection[int], since: date) -> list[Report]:
    """List the reports of some people that nobody has assessed, on a day and later."""
    query = select(Report).where(
        Report.state == "sent", Report.on >= since, col(Report.person_id).in_(list(people))
    )
    return list(db.exec(query.order_by(col(Report.id)))) if people else []


def forget(db: Session, before: date) -> None:
    """Delete the reports on days before a date (UU 27/2022 art. 16)."""
    old = select(Report.id).where(Report.on < before)
    db.execute(delete(ReportItem).where(col(ReportItem.report_id).in_(old)))
    db.execute(delete(Report).where(col(Report.on) < before))
