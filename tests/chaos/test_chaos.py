"""Fifty kill points of the real program: neither auditor finds anything (4 of 4, point 4)."""

import pytest

from tests.chaos.__main__ import storm, table

pytestmark = pytest.mark.slow
POINTS, SEED = 50, 1


async def test_nothing_false_comes_of_fifty_kills() -> None:
    tolds = await storm(POINTS, SEED)
    shown = table(tolds)
    outcomes = {name for told in tolds for name in told.outcomes}
    assert {"on_time", "late", "void outage"} <= outcomes, shown  # something was at stake
    assert not [wrong for told in tolds for wrong in told.found], shown
