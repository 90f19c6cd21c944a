"""The rows below a header: people, and what stands between and below them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from handlers.roster import cells
from handlers.roster.foreign import headings
from handlers.roster.foreign.header import Header
from handlers.roster.values import Line

NOTHING = frozenset({"", "-", "--", "0", "'", "'-", ".", "NULL", "null", "NaN", "#"})
ORDINAL = re.compile(r"[(]?(?:\d{1,5}|[IVXLC]{1,6}|[A-Za-z])[.)]{0,2}")
NUMBERS = re.compile(r"[(]?\d{1,2}[)]?(?:\s*=.*)?")
END = re.compile(
    r"(?:JUMLAH|TOTAL|MENGETAHUI|DIKETAHUI|MENYETUJUI|DISETUJUI|KETERANGAN|CATATAN|DIBUAT|DICETAK)\b"
    r"|.*,\s*\d{0,2}\s*(?:JAN|FEB|MAR|APR|MEI|JUN|JUL|AGU|SEP|OKT|NOV|DES)[A-Z]*\s+\d{4}$"
    r"|A\.?N\.? |\(?NAMA JELAS"
)
QUOTES = "'`\"\u2018\u2019\u201c\u201d"


@dataclass(slots=True)
class Raw:
    """A row about somebody: its cells, and the units named in the lines above it."""

    line: Line
    cells: tuple[str, ...]
    nip: str
    name: str
    sections: tuple[str, ...] = ()


@dataclass(slots=True)
class Rows:
    """The people of a sheet, and how many lines of each other kind were passed over."""

    people: list[Raw] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)


def read(header: Header) -> Rows:
    """Sort the lines below a header."""
    found, sections, closed = Rows(), _Sections(), False
    for line in _paired(header):
        given = tuple(cells.clean(cell) for cell in line.cells)
        nip, name = who(header, given)
        kind = _kind(header, given, nip, name, closed=closed)
        closed = closed or kind == "end"
        if kind == "person":
            found.people.append(Raw(line, given, nip, name, sections.path))
            continue
        found.passed[kind] += 1
        if kind == "section":
            sections.enter(_alone(given))
    return found


def who(header: Header, given: Sequence[str]) -> tuple[str, str]:
    """Give number and name, from a cell of their own or from one that holds both."""
    nip, name = pick(header, given, "nip"), pick(header, given, "name")
    both = pick(header, given, "name_nip")
    if both:
        number = cells.CIVIL.search(both)
        nip = nip or (number[0] if number else "")
        rest = both[: number.start()] + both[number.end() :] if number else both
        name = name or re.sub(r"\bNI?P(?:PPK)?\s*[.:]*\s*$|^[/,;\s]+|[/,;\s]+$", "", rest).strip(
            " /;-"
        )
    return bare(nip), name


def pick(header: Header, given: Sequence[str], column: str) -> str:
    """Give the first cell of a column that says something."""
    places = header.columns.get(column, ())
    found = (given[n] for n in places if n < len(given) and given[n] not in NOTHING)
    return next(found, "")


def bare(number: str) -> str:
    """Free a number of quotes and of the word NIP before it; "" where no digit is."""
    inner = re.sub(
        r"^(?:NIP|NI PPPK|NIPPPK)\s*[.:]*\s*", "", number.strip(QUOTES + " "), flags=re.IGNORECASE
    )
    inner = inner.strip(QUOTES + " ")
    broken = cells.ERRORS.fullmatch(inner)
    return inner if broken or (re.search(r"\d", inner) and inner not in NOTHING) else ""


def _kind(header: Header, given: tuple[str, ...], nip: str, name: str, *, closed: bool) -> str:
    filled = [cell for cell in given if cell]
    if len(filled) > 1 and all(map(NUMBERS.fullmatch, filled)):
        return "numbers"
    if _repeats(header, given):
        return "header"
    if nip and name:
        return "person"
    if any(END.match(cell.upper()) for cell in filled):
        return "end"
    known = sum(bool(pick(header, given, column)) for column in header.columns)
    if not closed and (nip or name) and known > 1:
        return "person"
    return "section" if _alone(given) and not closed else "other"


def _repeats(header: Header, given: Sequence[str]) -> bool:
    filled = [(n, cell) for n, cell in enumerate(given) if cell]
    same = [n for n, cell in filled if _like(header.labels.get(n, ""), cell)]
    return len(same) >= 2 and 2 * len(same) > len(filled)  # noqa: PLR2004 - one may be chance


def _like(label: str, cell: str) -> bool:
    heading, said = headings.words(label), headings.words(cell)
    return bool(said) and (
        said == heading or said == heading[: len(said)] or said == heading[-len(said) :]
    )


def _alone(given: Sequence[str]) -> str:
    """Give the one text of a line, but for the number before it, if it names a unit."""
    texts = [cell for cell in given if cell and not ORDINAL.fullmatch(cell)]
    if len(set(texts)) != 1:
        return ""
    text = re.sub(r"^(?:[IVX]+|[A-Z]|\d+)[.)]\s*", "", texts[0])
    return text if rank(text) is not None else ""


def rank(unit: str) -> int | None:
    """Tell how deep a unit of this name lies, 0 for an agency; None if it is none."""
    kinds = list(headings.words_of("units").values())
    return next((n for n, names in enumerate(kinds) if headings.begins(unit, names)), None)


class _Sections:
    """The units that head the lines below them, the outer ones first."""

    def __init__(self) -> None:
        self._found: list[tuple[int, str]] = []

    def enter(self, unit: str) -> None:
        depth = rank(unit) or 0
        self._found = [one for one in self._found if one[0] < depth] + [(depth, unit)]

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(unit for _, unit in self._found)


def _paired(header: Header) -> Iterator[Line]:
    """Give the lines; a number that stands below its name moves up to it."""
    lines = header.sheet.lines[header.first :]
    place = (header.columns.get("name_nip") or (-1,))[0]
    skip = False
    for line, below in zip(lines, [*lines[1:], None], strict=False):
        if skip:
            skip = False
            continue
        if place >= 0 and below and _continues(line, below, place):
            both = zip_longest(line.cells, below.cells, fillvalue="")
            merged = [a if a.strip() else b for a, b in both]
            merged[place] = f"{line.cells[place]} {below.cells[place]}"
            line = Line(line.number, tuple(merged))  # noqa: PLW2901
            skip = True
        yield line


def _continues(line: Line, below: Line, place: int) -> bool:
    """Tell whether a line only brings the number of the person above it."""
    if max(len(line.cells), len(below.cells)) <= place or len(below.cells) <= place:
        return False
    name, number = line.cells[place], cells.CIVIL.search(below.cells[place])
    rest = re.sub(r"[\d\s.\-:/]|NI?P(?:PPK)?", "", below.cells[place], flags=re.IGNORECASE)
    full = sum(bool(c.strip()) for c in line.cells) > 1
    return bool(full and name.strip() and number and not rest and not cells.CIVIL.search(name))
