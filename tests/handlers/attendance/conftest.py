"""An office with four slots a day, its head, a resident and somebody from elsewhere."""

import pytest
from sqlalchemy import Engine

from storage.rows import Person
from tests.handlers.attendance.scene import FOUR_SLOTS, HOME, at_home, law_of
from tests.office import FRIDAY, Office


@pytest.fixture
def office(engine: Engine) -> Office:
    office = Office(engine, law_of(FOUR_SLOTS), FRIDAY.replace(hour=6))
    office.tick()
    return office


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    """She lives in the city."""
    return at_home(office, office.hire("Ana", budi, domicile="Bukittinggi"))


@pytest.fixture
def eka(office: Office, budi: Person) -> Person:
    """He lives outside."""
    lat, lon = HOME
    hired = office.hire("Eka", budi, domicile="Kabupaten Agam", home_lat=lat, home_lon=lon)
    return at_home(office, hired)
