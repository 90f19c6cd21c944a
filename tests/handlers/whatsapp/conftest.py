"""The office whose people are on a channel like WhatsApp."""

import pytest
from sqlalchemy import Engine

from storage.rows import Person
from tests import lines
from tests.office import Office


@pytest.fixture
def office(engine: Engine) -> Office:
    """The morning of the first real WFH Friday in Sumsel, on WhatsApp."""
    return Office(engine, channel=lines.WHATSAPP)


@pytest.fixture
def boss(office: Office) -> Person:
    return office.hire("Budi Santoso", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, boss: Person) -> Person:
    office.begin_day("09.00") if office.now < office.at("09.00") else None
    return office.hire("Ana Lestari", boss, phone="+6281211110002")
