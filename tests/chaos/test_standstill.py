"""Clocks that are minutes wrong from the start: nobody is called, and nothing is found."""

from pathlib import Path

import pytest

from tests.chaos.episode import live
from tests.chaos.standstill import MINUTES

pytestmark = [pytest.mark.slow, pytest.mark.alone]
POINTS, SEED = 3, 7


@pytest.mark.parametrize("ahead", [-MINUTES, MINUTES])
async def test_a_clock_that_is_wrong_from_the_start_costs_nobody(
    tmp_path: Path, ahead: float
) -> None:
    told = await live(tmp_path, SEED, POINTS, "telegram", only="kill only", ahead=ahead)
    assert told.found == []
    assert {name for name in told.outcomes if not name.startswith("void")} == set()
