"""From lines to a roster: the header, each row by itself, then all rows together."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handlers.roster import cells, places, tree
from handlers.roster.cells import Wrong
from handlers.roster.values import (
    COLUMNS,
    REQUIRED,
    Entry,
    Fault,
    Line,
    Reading,
    Roster,
    Terms,
    letters,
)
from handlers.rules import nip as civil

LAT, LON = 90, 180
ROUNDED_TO, TELLING = (
    32,
    4,
)  # whole numbers of 18 digits that passed through a float; how many prove it


def parse(lines: Sequence[Line], terms: Terms) -> Reading:
    """Read a file whose first line is the header; every fault is found, none stops the reading."""
    if not lines:
        return Reading(roster=Roster(), faults=(Fault(1, "", "no_header"),))
    header = [cells.clean(cell).lower() for cell in lines[0].cells]
    while header and not header[-1]:
        header.pop()
    faults = _header_faults(header, lines[0].number)
    if not faults and len(lines) == 1:
        faults = [Fault(lines[0].number, "", "no_rows")]
    if faults:
        return Reading(roster=Roster(), faults=tuple(faults))
    return rows(header, lines[1:], terms)


def _header_faults(header: list[str], line: int) -> list[Fault]:
    known = ", ".join(COLUMNS)
    counted = Counter(header)
    missing = [Fault(line, name, "no_column") for name in REQUIRED if name not in counted]
    odd = [name for name in counted if name not in COLUMNS]
    unknown = [Fault(line, name or "?", "unknown_column", {"known": known}) for name in odd]
    twice = [Fault(line, n, "column_twice") for n, k in counted.items() if k > 1 and n in COLUMNS]
    return [*missing, *unknown, *twice]


def rows(header: Sequence[str], lines: Sequence[Line], terms: Terms) -> Reading:
    """Read lines below a header of our own columns."""
    read = [_Row(header, line, terms) for line in lines]
    faults = [fault for row in read for fault in row.faults]
    faults += _duplicates(read)
    entries = [row.entry for row in read if row.entry]
    faults += _rounded(entries)
    faults += places.check(entries, terms)
    claimed = {row.number: row.line for row in read if row.number}
    bad = {fault.line for fault in faults}
    good, more = tree.check([e for e in entries if e.line not in bad], claimed, terms)
    return Reading(
        roster=Roster(columns=frozenset(header), entries=tuple(good)),
        faults=tuple(sorted([*faults, *more], key=lambda fault: fault.line)),
        warnings=tuple(w for row in read for w in row.warnings),
    )


class _Row:
    """One row while it is read: a value for each column, or a fault."""

    def __init__(self, header: Sequence[str], line: Line, terms: Terms) -> None:
        self.line, self.faults = line.number, list[Fault]()
        self.warnings = list[Fault]()
        given = [cells.clean(cell) for cell in line.cells]
        self._cells = dict(zip(header, [*given, *[""] * len(header)], strict=False))
        self._places = {name: f"{letters(n)}{line.number}" for n, name in enumerate(header)}
        said = frozenset(name for name, cell in self._cells.items() if cell)
        wiped = {name for name, cell in self._cells.items() if cell.casefold() in cells.WIPES}
        self._cells |= dict.fromkeys(wiped, "")
        self.number = cells.number(self._cells["nip"])
        values = self._values(terms)
        beyond = given[len(header) :]
        # "Ana, S.Kom." without quotes moves all that follows by a cell, and all of it looks odd
        if any(beyond) or (beyond and self.faults):
            blanks = {"count": len(given), "expected": len(header)}
            moved = Fault(self.line, "", "too_many_cells", blanks)
            self.faults = [moved] if any(beyond) else [*self.faults, moved]
        self.entry = None if self.faults else Entry(line=self.line, given=said, **values)

    def _take(self, column: str, read: Callable[[str], Any]) -> Any:
        cell = self._cells.get(column, "")
        try:
            cells.check_error(cell, self._places.get(column, ""))
            return read(cell)
        except Wrong as wrong:
            self.faults.append(Fault(self.line, column, wrong.key, wrong.blanks))
            return None

    def _values(self, terms: Terms) -> Mapping[str, Any]:
        kind = self._take("person_type", cells.person_type)
        values = {
            "nip": self._take("nip", lambda cell: cells.identity(cell, kind or "", terms.today)),
            "name": self._take("name", cells.text),
            "unit": self._take("unit", cells.text),
            "position": self._take("position", cells.text),
            "person_type": kind,
            "supervisor": self._take("supervisor_nip", self._supervisor),
            "roles": self._take("role", cells.roles),
            "phone": self._take("phone", cells.phone),
            "zone": self._take("zone", lambda cell: cells.zone(cell, terms.zone)),
            "home_lat": self._take("home_lat", lambda cell: cells.degrees(cell, LAT)),
            "home_lon": self._take("home_lon", lambda cell: cells.degrees(cell, LON)),
            "domicile": self._take("domicile", cells.maybe),
            "duties": self._take("duties", cells.duties),
            "hours": self._take("hours", cells.hours),
        }
        if bool(self._cells.get("home_lat")) != bool(self._cells.get("home_lon")):
            self.faults.append(Fault(self.line, "home_lat", "half_a_place"))
        self._compare(kind, values["nip"])
        return values

    def _supervisor(self, cell: str) -> str:
        found = cells.number(cell)
        cells.check_damage(found)
        if found and found == self.number:
            raise Wrong("own_supervisor")
        return found

    def _compare(self, kind: str | None, nip: str | None) -> None:
        if nip and kind in cells.ASN and civil.kind(nip) != cells.ASN[kind]:
            blanks = {"number_says": civil.kind(nip), "row_says": kind}
            self.warnings.append(Fault(self.line, "person_type", "kind_differs", blanks))


def _duplicates(read: Sequence[_Row]) -> list[Fault]:
    """Fault every row of a number that stands there twice: nobody can say which one is right."""
    lines = defaultdict[str, list[int]](list)
    for row in read:
        if row.number:
            lines[row.number].append(row.line)
    return [
        Fault(line, "nip", "twice", {"lines": ", ".join(str(n) for n in same if n != line)})
        for same in lines.values()
        if len(same) > 1
        for line in same
    ]


def _rounded(entries: Sequence[Entry]) -> list[Fault]:
    """Find numbers that went through a float and came back as other people's numbers."""
    asn = [entry for entry in entries if entry.person_type in cells.ASN]
    if len(asn) < TELLING or any(int(entry.nip) % ROUNDED_TO for entry in asn):
        return []
    return [Fault(entry.line, "nip", "rounded") for entry in asn]
