"""Every so many months a circular is looked at again."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.rules import evaluation
from tests.rules.laws import SUMSEL


@pytest.mark.parametrize(
    ("since", "each", "on", "first", "last"),
    [
        (date(2026, 4, 1), 2, date(2026, 4, 1), date(2026, 4, 1), date(2026, 5, 31)),
        (date(2026, 4, 1), 2, date(2026, 5, 31), date(2026, 4, 1), date(2026, 5, 31)),
        (date(2026, 4, 1), 2, date(2026, 6, 1), date(2026, 6, 1), date(2026, 7, 31)),
        (date(2026, 4, 1), 2, date(2027, 1, 15), date(2026, 12, 1), date(2027, 1, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 27), date(2026, 12, 31), date(2027, 2, 27)),
        (date(2026, 12, 31), 2, date(2027, 2, 28), date(2027, 2, 28), date(2027, 4, 29)),
        (date(2026, 4, 15), 6, date(2026, 10, 14), date(2026, 4, 15), date(2026, 10, 14)),
        (date(2026, 4, 15), 6, date(2026, 10, 15), date(2026, 10, 15), date(2027, 4, 14)),
    ],
)
def test_a_period_begins_with_the_day_of_the_circular(
    since: date, each: int, on: date, first: date, last: date
) -> None:
    law = replace(SUMSEL, since=since, evaluate_every_months=each)
    assert evaluation.period(law, on) == (first, last)
