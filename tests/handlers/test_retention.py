"""Everything about a person ends: a table that nothing empties is a fault [2 of 8, 5]."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, Table, func, insert, select
from sqlmodel import Session, SQLModel, col

from handlers import retention as ending
from handlers.job import Part
from storage import bulk, retention
from storage.database import transaction
from storage.moment import Moment
from storage.rows import Contact, Inbox, Person
from tests.office import FRIDAY, Office

TABLES = SQLModel.metadata.sorted_tables
ABOUT = {"address", "nip", "phone", "raw"}  # columns that name a person without a key
LOG = "entry"  # its contents are redacted, not deleted, or the chain would break
YEARS = timedelta(days=6 * 366)


def personal() -> set[str]:
    """Name the tables in which a person stands, or that belong to a row in which one does."""
    found: set[str] = set()
    while True:
        more = {t.name for t in TABLES if _is_about(t, {*found, "person"})} - {LOG}
        if more == found:
            return found
        found = more


def _is_about(table: Table, known: set[str]) -> bool:
    keys = {key.column.table.name for column in table.columns for key in column.foreign_keys}
    return bool(keys & known or ABOUT & set(table.columns.keys()))


def test_every_table_with_a_person_in_it_has_an_end() -> None:
    assert personal() == {*retention.ENDS, *retention.UNNAMED}


def test_in_the_end_nothing_is_left_of_who_has_gone(office: Office) -> None:
    ana = office.hire("Ana", office.hire("Budi", roles=["supervisor"]))
    office.begin_day()
    office.call(ana)
    office.wait(minutes=12)
    office.reply(ana, "Mati listrik")
    with transaction(office.bot.engine) as db:
        for person in bulk.everybody(db):
            person.phone, person.domicile, person.home_lat = "0812", "Palembang", -2.9
            person.active = False
        for table in TABLES:
            if table.name in personal() and not _count(db, table):
                db.execute(insert(table), _row(db, table))
    end(office, timedelta())
    end(office, YEARS)
    with transaction(office.bot.engine) as db:
        kept = {t.name for t in TABLES if t.name in personal() and _count(db, t)}
        assert kept == {"person", *retention.UNNAMED}
        for person in bulk.everybody(db):
            assert (person.name, person.phone, person.domicile) == ("", "", "")
            assert (person.home_lat, person.nip) == (None, f"-{person.id}")


def end(office: Office, later: timedelta) -> None:
    office.now += later
    with office.desk() as desk:
        ending.forget(desk, desk.today(), Part())


def _count(db: Session, table: Table) -> int:
    return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def _row(db: Session, table: Table) -> dict[str, Any]:
    return {column.name: _value(db, column) for column in table.columns if column.name != "id"}


def _value(db: Session, column: Column[Any]) -> Any:
    """Make up a value that is long over."""
    for key in column.foreign_keys:
        return db.execute(select(func.max(key.column))).scalar_one()
    known = {"state": "deleted" if column.table.name == "photo" else "ended"}
    match column.type:
        case Moment():
            return FRIDAY
        case Date():
            return FRIDAY.date()
        case JSON():
            return []
        case Integer() | Float() | Boolean():
            return 1
    return known.get(column.name, "x")


def test_who_left_is_erased_after_his_time_and_who_comes_back_is_not(office: Office) -> None:
    ana, eka = office.hire("Ana"), office.hire("Eka")
    with transaction(office.bot.engine) as db:
        for person in bulk.everybody(db):
            person.phone, person.active = "081211110001", False
    end(office, timedelta())
    end(office, ending.LEFT_KEPT)
    assert office.person(ana).phone
    with transaction(office.bot.engine) as db:
        db.get_one(Person, eka.id).active = True
    end(office, timedelta(days=1))
    with transaction(office.bot.engine) as db:
        addresses = select(func.count()).where(col(Contact.person_id) == ana.id)
        assert db.execute(addresses).scalar_one() == 0
        assert db.get_one(Person, ana.id).phone == ""
        assert db.get_one(Person, ana.id).name == "Ana", "as long as a case may stand"
        assert db.get_one(Person, eka.id).phone == "081211110001"
        assert db.get_one(Person, eka.id).left_on is None


def test_an_update_that_was_set_aside_ends_and_one_that_waits_does_not(office: Office) -> None:
    with transaction(office.bot.engine) as db:
        for number, state in enumerate(("new", "done", "quarantined")):
            db.add(_update(number, state, office.now))
    end(office, ending.WORDS_KEPT + timedelta(days=1))
    with transaction(office.bot.engine) as db:
        assert list(db.execute(select(col(Inbox.state))).scalars()) == ["new"]


def _update(number: int, state: str, at: datetime) -> Inbox:
    return Inbox(channel="telegram", external_id=f"{number}", raw={}, received_at=at, state=state)


def test_a_day_that_is_not_over_long_enough_stays(office: Office) -> None:
    ana = office.hire("Ana")
    office.begin_day()
    end(office, timedelta(days=300))
    with transaction(office.bot.engine) as db:
        from storage import days

        assert days.get(db, ana.id or 0, date(2026, 4, 10))
