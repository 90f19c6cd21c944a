"""The office of these stories: a superior and one of his people."""

import pytest
from sqlalchemy import Engine

from storage.rows import Person
from tests.duties import city, law
from tests.office import FRIDAY, Office


@pytest.fixture
def office(engine: Engine) -> Office:
    """The afternoon of a Friday at home: work ends at 16.30."""
    return Office(engine, law(), FRIDAY.replace(hour=14, minute=30))


@pytest.fixture
def budi(office: Office) -> Person:
    """Lead from anywhere, with no report of his own to write (Sumsel 11)."""
    return office.hire("Budi", position="Kepala Dinas Kesehatan", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi)


@pytest.fixture
def metro(engine: Engine) -> Office:
    return city("metro", engine, FRIDAY.replace(hour=16))
