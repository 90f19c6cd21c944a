"""A Surat Tugas or schedule as a file: rows of text become orders, all of them or none."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers import orders, schedule
from handlers.desk import Desk
from handlers.roster import Fault, Line, cells
from handlers.roster.cells import Wrong
from handlers.rules import dates, exempt
from handlers.rules.dates import Unclear
from storage.rows import Person

REQUIRED = ("nip", "date", "mode", "letter")
COLUMNS = (*REQUIRED, "clause")
MODES = {
    **{mode: mode for mode in orders.MODES},
    "CUTI": "LEAVE",
    "SAKIT": "LEAVE",
    "IZIN": "LEAVE",
    "DL": "TRAVEL",
    "DINASLUAR": "TRAVEL",
    "PERJALANANDINAS": "TRAVEL",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One row: who, when, where, and the number of the letter that says so."""

    line: int
    nip: str
    on: date
    mode: str
    letter: str
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The orders of a file, and all that is wrong with it, in the order of lines."""

    orders: tuple[Order, ...] = ()
    faults: tuple[Fault, ...] = ()


def parse(lines: Sequence[Line], known: Mapping[str, Person]) -> Reading:
    """Read a file whose first line is the header; every fault is found, none stops the reading."""
    if not lines:
        return Reading(faults=(Fault(1, "", "no_header"),))
    header = [cells.clean(cell).lower() for cell in lines[0].cells]
    while header and not header[-1]:
        header.pop()
    faults = _header(header, lines[0].number)
    if not faults and len(lines) == 1:
        faults = [Fault(lines[0].number, "", "no_rows")]
    if faults:
        return Reading(faults=tuple(faults))
    rows = [_Row(header, line, known) for line in lines[1:]]
    found = [row.order for row in rows if row.order]
    faults = [fault for row in rows for fault in row.faults] + _twice(found)
    return Reading(
        orders=() if faults else tuple(found),
        faults=tuple(sorted(faults, key=lambda fault: fault.line)),
    )


def _header(header: Sequence[str], line: int) -> list[Fault]:
    counted = Counter(header)
    known = {"known": ", ".join(COLUMNS)}
    return [
        *(Fault(line, name, "no_column") for name in REQUIRED if name not in counted),
        *(Fault(line, n or "?", "unknown_column", known) for n in counted if n not in COLUMNS),
        *(Fault(line, n, "column_twice") for n, k in counted.items() if k > 1 and n in COLUMNS),
    ]


class _Row:
    """One row while it is read: a value for each column, or a fault."""

    def __init__(self, header: list[str], line: Line, known: Mapping[str, Person]) -> None:
        self.line, self.faults, self._known = line.number, list[Fault](), known
        given = [cells.clean(cell) for cell in line.cells]
        self._cells = dict(zip(header, [*given, *[""] * len(header)], strict=False))
        values = {
            "nip": self._take("nip", self._nip),
            "on": self._take("date", day),
            "mode": self._take("mode", mode),
            "letter": self._take("letter", cells.text),
            "clause": self._take("clause", cells.maybe),
        }
        if any(given[len(header) :]):
            blanks = {"count": len(given), "expected": len(header)}
            self.faults = [Fault(self.line, "", "too_many_cells", blanks)]
        self.order = None if self.faults else Order(line=self.line, **values)

    def _take(self, column: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(self._cells.get(column, ""))
        except Wrong as wrong:
            self.faults.append(Fault(self.line, column, wrong.key, wrong.blanks))
            return None

    def _nip(self, cell: str) -> str:
        found = cells.number(cells.text(cell))
        cells.check_damage(found)
        person = self._known.get(found)
        if person is None or not person.active:
            raise Wrong("nobody", nip=found)
        return found


def mode(cell: str) -> str:
    """Read WFH, WFO, WFA, LEAVE or TRAVEL; also cuti, sakit, izin, dinas luar."""
    found = MODES.get(re.sub(r"[\s._-]+", "", cells.text(cell)).upper())
    if found is None:
        raise Wrong("mode", given=cell, choices=", ".join(orders.MODES))
    return found


def day(cell: str) -> date:
    """Read 2026-04-10, 10-04-26, 10 April 2026, or the cell of a spreadsheet."""
    try:
        return dates.written(cells.text(cell))
    except Unclear:
        raise Wrong("day", given=cell) from None


def _twice(found: Sequence[Order]) -> list[Fault]:
    """Fault every row of a person and date that stands there twice."""
    lines = defaultdict[tuple[str, date], list[int]](list)
    for order in found:
        lines[order.nip, order.on].append(order.line)
    return [
        Fault(line, "date", "order_twice", {"lines": ", ".join(str(n) for n in same if n != line)})
        for same in lines.values()
        if len(same) > 1
        for line in same
    ]


def warnings(desk: Desk, found: Sequence[Order], known: Mapping[str, Person]) -> list[Fault]:
    """Name the orders that send home whom the circular keeps in the office."""
    said = []
    for order in found:
        worker = schedule.worker(desk, known[order.nip], order.on)
        entry = exempt.exemption(desk.law(order.on), worker) if order.mode == "WFH" else None
        if entry:
            blanks = {"name": entry.name, "article": entry.article, "mode": entry.mode}
            said.append(Fault(order.line, "mode", "exempt_anyway", blanks))
    return said


def apply(desk: Desk, found: Sequence[Order], known: Mapping[str, Person]) -> None:
    """Keep every order; the letter's number is the source of the day (Metro 1.d)."""
    for order in found:
        orders.give(
            desk, known[order.nip], order.on, order.mode, order.letter, clause=order.clause
        )
