"""The office of these stories: a superior and one of his people."""

import pytest
from sqlalchemy import Engine

from storage.rows import Person
from tests.duties import THURSDAY, law
from tests.office import Office


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine, law(), THURSDAY)


@pytest.fixture
def budi(office: Office) -> Person:
    """Lead from anywhere, with no plan of his own to write (Sumsel 11)."""
    return office.hire("Budi", position="Kepala Dinas Kesehatan", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi)
