"""The office of these stories, on either channel: a superior and one of his people."""

import pytest
from sqlalchemy import Engine

from storage.rows import Person
from tests.office import Office


@pytest.fixture(params=["telegram", "whatsapp"])
def office(engine: Engine, request: pytest.FixtureRequest) -> Office:
    return Office(engine, channel=request.param)


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang")


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    person = office.hire("Ana", budi)
    office.begin_day()
    return person
