"""The auditor's manners: it reads thousands of rows beside a core that must judge in time."""

import time
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import Connection, Row
from sqlalchemy.sql.expression import Executable

Item = TypeVar("Item")
IN_HAND = 500  # rows that a stream holds at most
TOGETHER = 20  # rows, half a millisecond of reckoning
NAP_SECONDS = 0.0005  # enough for another thread to wake


def gently(items: Iterable[Item]) -> Iterator[Item]:
    """Give the items, and every few of them the interpreter to whoever waits for it.

    A thread that only reckons keeps it for a whole switch interval each time the core lets go of
    it for a statement: verdicts would come late while the auditor looks.
    """
    for number, item in enumerate(items):
        if number % TOGETHER == 0:
            time.sleep(NAP_SECONDS)
        yield item


def stream(connection: Connection, query: Executable, **blanks: Any) -> Iterator[Row[Any]]:
    """Give the rows of a question a few at a time, however many there are."""
    with connection.execute(query, blanks, execution_options={"yield_per": IN_HAND}) as rows:
        yield from rows
