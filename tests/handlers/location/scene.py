"""A place of work, a phone that shares where it is, and a supervisor beside it."""

from typing import Any

from sqlmodel import select

from handlers.events import Moved, Spot
from handlers.rules import circular
from handlers.rules.circular import Circular
from storage import places
from storage.database import transaction
from storage.rows import Home, Person, Share, Sighting
from tests.office import Office
from tests.rules.test_fence import HOME, metres_away

OWN = """
id = "kantor"
extends = "contoh"
[call]
per_day = [0, 0]
"""
HOURS = 3600


def law(own: str = OWN) -> Circular:
    base = "contoh" if 'extends = "contoh"' in own else "bukittinggi"
    return circular.parse((*circular.read_layers(base), circular.Layer(name="kantor", text=own)))


class Place(Office):
    """The office with phones that walk; metres are counted north from the WFH place."""

    def __init__(self, engine: Any, own: str = OWN) -> None:
        super().__init__(engine, law(own), channel="telegram")
        self.boss = self.hire("Bambang", position="Kepala Subbagian")
        self.ana = self.hire("Ana", self.boss, home_lat=HOME[0], home_lon=HOME[1])
        self.confirm(self.ana)
        self.wait_until(self.at("08.00"))
        for person in (self.ana, self.boss):
            self.said(person)
        self._nudge = 0

    is_held_up = False

    def speak(self) -> None:
        if not self.is_held_up:
            super().speak()

    def confirm(self, person: Person) -> None:
        """Let the supervisor confirm somebody's place, as the card does."""
        with transaction(self.bot.engine) as db:
            row = places.add_home(
                db,
                Home(person_id=person.id or 0, lat=HOME[0], lon=HOME[1], asked_at=self.now),
            )
            places.confirm(db, row, self.boss.id or 0, self.now)

    def share(
        self,
        person: Person,
        metres: float = 0,
        *,
        seconds: int | None = 8 * HOURS,
        ref: str = "s1",
    ) -> None:
        """Let somebody begin a live share (without seconds: send a pin)."""
        lat, lon = metres_away(metres)
        self.feed(
            Spot(
                at=self.now,
                address=self.address(person),
                ref=ref,
                lat=lat,
                lon=lon,
                accuracy=10 if seconds else None,
                live_seconds=seconds,
            )
        )
        self._began = self.now

    def move(self, person: Person, metres: float, **facts: Any) -> None:
        """Let the phone give a new reading, never quite the same."""
        self._nudge += 1
        lat, lon = metres_away(metres, self._nudge * 0.05)
        known: dict[str, Any] = {
            "ref": "s1",
            "began": self._began,
            "accuracy": 10,
            "live_seconds": 8 * HOURS,
        }
        self.feed(
            Moved(at=self.now, address=self.address(person), lat=lat, lon=lon, **(known | facts))
        )

    def walk(self, person: Person, metres: float, *, minutes: int) -> None:
        """Let somebody be so far away for some minutes, with a reading each."""
        for _ in range(minutes):
            self.wait(minutes=1)
            self.move(person, metres)

    def state(self, person: Person) -> str:
        with transaction(self.bot.engine) as db:
            row = db.get(Share, person.id)
            return row.state if row else "none"

    def sightings(self, person: Person) -> list[str]:
        with transaction(self.bot.engine) as db:
            query = select(Sighting).where(Sighting.person_id == person.id)
            return [row.state for row in db.exec(query)]
