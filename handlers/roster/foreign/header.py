"""Where a table begins: its header may lie below titles, take two lines, and be repeated."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from handlers.roster import cells
from handlers.roster.foreign import headings
from handlers.roster.foreign.headings import UNUSED
from handlers.roster.values import Line, Sheet

LOOKED_AT = 30  # rows of a sheet
MOST_LINES = 3  # of a header
UNIT_RANKS = {"agency": 0, "unit": 1, "sub_unit": 2, "section": 3}
WHO = frozenset({"nip", "name", "name_nip"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The columns of a sheet by what they mean, the best first; what is not understood."""

    sheet: Sheet
    first: int  # place of the first line below it
    columns: Mapping[str, tuple[int, ...]]
    units: tuple[int, ...] = ()  # from the agency down
    deep: bool = False  # no column names the agency or its unit
    labels: Mapping[int, str]
    unknown: tuple[str, ...] = ()
    unused: int = 0
    above: tuple[str, ...] = ()  # the titles

    @property
    def score(self) -> int:
        return len(self.columns) + len(self.units)


def find(sheet: Sheet, own: Mapping[str, str]) -> Header | None:
    """Find the row of a sheet with the most known headings; `own` are those of a mapping file."""
    best: Header | None = None
    for place, line in enumerate(sheet.lines):
        if line.number > LOOKED_AT or place >= LOOKED_AT:
            break
        header = _header(sheet, place, own)
        if header and (best is None or header.score > best.score):
            best = header
    return best


def _header(sheet: Sheet, place: int, own: Mapping[str, str]) -> Header | None:
    top = [cells.clean(cell) for cell in sheet.lines[place].cells]
    if sum(_means(cell, own) is not None for cell in top) <= 1:
        return None  # a title
    below = place + 1
    while below < min(place + MOST_LINES, len(sheet.lines)):
        joined = _joined(top, sheet.lines[below], own)
        if joined is None:
            break
        top, below = joined, below + 1
    found = {n: _means(label, own) for n, label in enumerate(top)}
    known = {n: m for n, m in found.items() if m}
    used = {column for column, _ in known.values()} - {UNUSED}
    if not used & WHO or len(known) <= 1 or (not used - WHO - {""} and len(used) <= 1):
        return None
    return _made(sheet, place, below, top, known)


def _made(
    sheet: Sheet, place: int, below: int, top: list[str], known: Mapping[int, tuple[str, int]]
) -> Header:
    columns: dict[str, list[tuple[int, int]]] = {}
    for n, (column, rank) in known.items():
        columns.setdefault(column, []).append((rank, n))
    unused = columns.pop(UNUSED, [])
    if not columns.keys() & {"nip", "name_nip"} and _holds_numbers(sheet, below, columns):
        columns["name_nip"] = columns.pop("name")
    levels = sorted(
        (_level(column, top[n]), n) for column in UNIT_RANKS for _, n in columns.pop(column, [])
    )
    return Header(
        sheet=sheet,
        first=below,
        columns={c: tuple(n for _, n in sorted(places)) for c, places in columns.items()},
        units=tuple(n for _, n in levels),
        deep=bool(levels) and levels[0][0] >= UNIT_RANKS["sub_unit"],
        labels={n: label for n, label in enumerate(top) if label},
        unknown=tuple(label for n, label in enumerate(top) if label and n not in known),
        unused=len(unused),
        above=tuple(
            text for line in sheet.lines[:place] for c in line.cells if (text := cells.clean(c))
        ),
    )


def _holds_numbers(sheet: Sheet, below: int, columns: Mapping[str, list[tuple[int, int]]]) -> bool:
    """Tell whether names share their cells with numbers, although their heading does not say."""
    places = [n for _, n in columns.get("name", ())]
    rows = sheet.lines[below : below + LOOKED_AT]
    return any(
        cells.CIVIL.search(row.cells[n]) for row in rows for n in places if n < len(row.cells)
    )


def _level(column: str, label: str) -> int:
    """UNOR (1) is the agency, UNOR (3) lies below it; else the kind of column tells."""
    last = headings.words(label)[-1]
    return int(last) if last.isdigit() and len(last) == 1 else UNIT_RANKS[column]


def _means(label: str, own: Mapping[str, str]) -> tuple[str, int] | None:
    said = own.get(" ".join(headings.words(label)))
    return (said, 0) if said else headings.meaning(label)


def _joined(top: list[str], line: Line, own: Mapping[str, str]) -> list[str] | None:
    """Lay a second header line under the first; None if it is no header line."""
    sub = [cells.clean(cell) for cell in line.cells]
    filled = [cell for cell in sub if cell]
    if not filled or any(re.search(r"\d{3}", cell) for cell in filled):
        return None
    width = max(len(top), len(sub))
    top, sub = [*top, *[""] * (width - len(top))], [*sub, *[""] * (width - len(sub))]
    joined, parent = list[str](), ""
    fits = 0
    for above, below in zip(top, sub, strict=True):
        parent = above or (parent if below else "")
        label = parent if below in {"", parent} else f"{parent} {below}".strip()
        fits += bool(below) and (below == above or _fits(label, below, own))
        joined.append(label if below or above else "")
    return joined if 2 * fits > len(filled) else None


def _fits(label: str, below: str, own: Mapping[str, str]) -> bool:
    """Tell whether a cell is a heading; one that only repeats its parent's meaning is none."""
    exact = headings.meaning(below) if len(headings.words(below)) <= MOST_LINES else None
    return bool(exact or own.get(" ".join(headings.words(label))))
