"""Thirty kill points of the real program: neither auditor finds anything (4 of 4, point 4)."""

import pytest

from tests.chaos.__main__ import storm, table
from tests.chaos.networks import NETWORKS
from tests.chaos.provider import AGAINST

pytestmark = [pytest.mark.slow, pytest.mark.alone]
POINTS, SEED = 30, 1


async def test_nothing_false_comes_of_thirty_kills_on_all_networks() -> None:
    tolds = await storm(POINTS, SEED)
    shown = table(tolds)
    assert sum(told.points.total() for told in tolds) == POINTS
    assert {told.channel for told in tolds if told.outcomes["on_time"]} == set(NETWORKS), shown
    outcomes = {name for told in tolds for name in told.outcomes}
    assert {"on_time", "void outage"} <= outcomes, shown
    assert outcomes & AGAINST, shown  # something was at stake
    assert not [wrong for told in tolds for _, wrong in told.found], shown
