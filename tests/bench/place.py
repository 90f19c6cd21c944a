"""Databases to measure on: offices in which everybody has been called, or is about to be."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, create_engine, delete, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from bot.core import Bot
from bot.office import adopt
from handlers import who
from handlers.desk import Desk
from handlers.events import Tick
from handlers.rules import circular
from handlers.rules.circular import Circular
from storage import database
from storage.rows import Attempt, Beat, Call, Contact, Person
from tests.bench.load import BASE
from tests.office import KEY

NINE = datetime.fromtimestamp(BASE, UTC)
MINUTE = timedelta(minutes=1)
WINDOW = timedelta(hours=1)
TEAM = 20  # people below one supervisor
GIVEN = os.environ.get("SIGAP_TEST_DATABASE_URL") or (
    "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)
LAW = """
id = "ukuran"
extends = "sumsel"
wfh_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
holidays = false
friday_prayer = false
[hours.all]
work = [[00:00:00, 23:59:59]]
[call]
window_seconds = 3600
per_day = [0, 0]
send_within_seconds = 900
"""


class Place:
    """A database, and copies of it; each run spoils one."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name, self._copies = folder, name, 0
        self.path = folder / f"{name}.db"
        self.engine = database.connect(f"sqlite:///{self.path}")
        database.migrate(self.engine, NINE)

    @contextmanager
    def copy(self) -> Iterator[str]:
        """Give the address of a fresh copy."""
        self.engine.dispose()  # the last connection takes the write-ahead log in
        self._copies += 1
        target = self.folder / f"{self.name}-{self._copies}.db"
        shutil.copy(self.path, target)
        yield f"sqlite:///{target}"
        for path in self.folder.glob(f"{target.name}*"):
            path.unlink()


class Served(Place):
    """The same on a PostgreSQL server."""

    def __init__(self, name: str) -> None:
        self.name, self._copies = f"sigap_bench_{os.getpid()}_{name}", 0
        _order(f"CREATE DATABASE {self.name}")
        self.engine = database.connect(_at(self.name))
        database.migrate(self.engine, NINE)

    @contextmanager
    def copy(self) -> Iterator[str]:
        """Give the address of a fresh copy, and drop it after use."""
        self.engine.dispose()
        self._copies += 1
        name = f"{self.name}_{self._copies}"
        _order(f"CREATE DATABASE {name} TEMPLATE {self.name}")
        try:
            yield _at(name)
        finally:
            _order(f"DROP DATABASE {name} WITH (FORCE)")

    def drop(self) -> None:
        """Leave nothing on the server."""
        self.engine.dispose()
        _order(f"DROP DATABASE {self.name} WITH (FORCE)")


def _at(name: str) -> str:
    return make_url(GIVEN).set(database=name).render_as_string(hide_password=False)


def _order(command: str) -> None:
    engine = create_engine(GIVEN, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(command))
    engine.dispose()


def has_server() -> bool:
    """Tell whether there is a PostgreSQL to measure on."""
    try:
        _order("SELECT 1")
    except (SQLAlchemyError, ModuleNotFoundError):
        return False
    return True


def law() -> Circular:
    """Give Sumsel's circular on every hour of every day, with a window of an hour and no lots."""
    own = circular.Layer(name="ukuran", text=LAW)
    return circular.parse((*circular.read_layers("sumsel"), own))


def open_office(engine: Engine) -> Circular:
    """Open a day in which nobody is there yet: nothing to say."""
    found = law()
    with database.transaction(engine) as db:
        adopt(db, found, NINE)
    Bot(engine, KEY).feed(NINE - MINUTE, Tick(at=NINE - MINUTE, heard={}))
    with database.transaction(engine) as db:
        db.execute(delete(Beat))  # or the time from this minute to the start is an outage
    return found


def called(place: Place, count: int) -> Place:
    """Let all of `count` people be reached by a call a minute before nine."""
    found = open_office(place.engine)
    with database.transaction(place.engine) as db:
        open_calls(db, found, staff(db, count), [NINE - MINUTE + WINDOW] * count, messages=1)
    return place


def staff(db: Session, count: int) -> list[Person]:
    """Put people on the roster and on Telegram, in teams with a supervisor each."""
    people = [_person(number) for number in range(1, count + 1)]
    db.add_all(people)
    db.flush()
    for number, person in enumerate(people):
        leader = people[number - number % TEAM]
        person.supervisor_id = (people[0] if leader is person else leader).id
    people[0].supervisor_id = None
    db.add_all(_contact(person) for person in people)
    db.flush()
    desk = Desk(db=db, at=NINE - MINUTE, now=NINE - MINUTE, key=KEY)
    who.confirm(desk, "office")
    return people


def _person(number: int) -> Person:
    return Person(
        nip=f"1990010120150{1 + number % 9}{number:04}",
        name=f"Pegawai {number}",
        unit=f"Dinas {number % 40}",
        position="Analis Kepegawaian",
        person_type="PNS",
        zone="Asia/Jakarta",
    )


def _contact(person: Person) -> Contact:
    return Contact(
        person_id=person.id or 0,
        channel="telegram",
        address=f"telegram:{person.id}",
        since=NINE,
        consented_at=NINE,
    )


def draw_calls(db: Session, found: Circular, people: list[Person], due: list[datetime]) -> None:
    """Let a call of each person fall due at its moment."""
    db.add_all(_call(p, found, due_at, 1) for p, due_at in zip(people, due, strict=True))


def open_calls(
    db: Session,
    found: Circular,
    people: list[Person],
    ends: list[datetime],
    messages: int = 2,
    number: int = 1,
) -> None:
    """Let each person be under a call whose last window ends at its moment."""
    calls = []
    for person, end in zip(people, ends, strict=True):
        call = _call(person, found, end - messages * WINDOW, number)
        call.state, call.channel, call.judge_at = "open", "telegram", end
        calls.append(call)
    db.add_all(calls)
    db.flush()
    db.add_all(_attempt(call, n, messages) for call in calls for n in range(1, messages + 1))


def _call(person: Person, found: Circular, due: datetime, number: int) -> Call:
    return Call(
        code=f"260410-{person.id}-{number}",
        person_id=person.id or 0,
        on=NINE.date(),
        law_hash=found.hash,
        circular_id=found.id,
        drawn_at=due,
        due_at=due,
    )


def _attempt(call: Call, number: int, messages: int) -> Attempt:
    assert call.judge_at
    end = call.judge_at - (messages - number) * WINDOW
    return Attempt(
        call_id=call.id or 0,
        number=number,
        channel="telegram",
        clock_start=end - WINDOW,
        deadline=end,
        ref=f"m{call.id}-{number}",
    )


def on_time(url: str) -> int:
    """Count the calls that were answered in time."""
    return sum(call.outcome == "on_time" for call, _ in read_calls(url))


def read_calls(url: str) -> list[tuple[Call, Attempt]]:
    """Read all calls of a database, each with its last message."""
    engine = database.connect(url)
    with Session(engine) as db:
        query = select(Call, Attempt).join(Attempt, col(Attempt.call_id) == Call.id)
        found = {call.id: (call, last) for call, last in db.exec(query.order_by(col(Attempt.id)))}
    engine.dispose()
    return list(found.values())
