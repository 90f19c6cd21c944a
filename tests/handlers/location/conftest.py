"""An office that shares its location, on each channel that can carry one."""

import pytest
from sqlalchemy import Engine

from tests.handlers.location.scene import Place


@pytest.fixture
def place(engine: Engine) -> Place:
    return Place(engine)
