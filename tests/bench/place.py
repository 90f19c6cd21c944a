"""Databases to measure on: an office in which everybody has just been called."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from handlers.call import lots, send
from handlers.desk import Desk
from handlers.rules import circular
from storage import calls, database, people
from storage.rows import Beat, Call
from tests.bench.server import BASE
from tests.office import Office

NINE = datetime.fromtimestamp(BASE, UTC)
LAW = """
id = "ukuran"
extends = "sumsel"
wfh_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
holidays = false
[hours.all]
work = [[00:00:00, 23:59:59]]
[call]
window_seconds = 3600
per_day = [0, 0]
"""


class Place:
    """A database file, and copies of it; each run spoils one."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name, self._copies = folder, name, 0
        self.path = folder / f"{name}.db"
        self.engine = database.connect(f"sqlite:///{self.path}")
        database.migrate(self.engine, NINE)

    def copy(self) -> Path:
        """Give a fresh copy."""
        self.engine.dispose()  # the last connection takes the write-ahead log in
        self._copies += 1
        target = self.folder / f"{self.name}-{self._copies}.db"
        shutil.copy(self.path, target)
        return target


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def called(folder: Path, count: int) -> Place:
    """Call `count` people a minute before nine, and let all of them have been reached."""
    place = Place(folder, "called")
    own = circular.Layer(name="ukuran", text=LAW)
    law = circular.parse((*circular.read_layers("sumsel"), own))
    office = Office(place.engine, law, NINE - timedelta(minutes=1))
    office.tick()  # nobody is there yet: a day that is open, and nothing to say
    for number in range(count):
        office.hire(f"Pegawai {number + 1}")
    with office.desk() as desk:
        _call_everybody(desk)
    office.speak()
    with database.transaction(place.engine) as db:
        db.execute(delete(Beat))  # or the time from this minute to the start is an outage
    return place


def _call_everybody(desk: Desk) -> None:
    on = desk.today()
    for person in people.active(desk.db):
        call = Call(
            code=lots.next_code(desk, person, on),
            person_id=person.id or 0,
            on=on,
            law_hash=desk.law(on).hash,
            circular_id=desk.law(on).id,
            drawn_at=desk.now,
            due_at=desk.now,
        )
        calls.add(desk.db, call)
        send.begin(desk, call)


def on_time(path: Path) -> int:
    """Count the calls that were answered in time."""
    engine = database.connect(url(path))
    with Session(engine) as db:
        query = select(func.count()).select_from(Call).where(col(Call.outcome) == "on_time")
        found = db.exec(query).one()
    engine.dispose()
    return found
