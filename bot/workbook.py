"""Spreadsheets (XLSX, ODS) as sheets of text: what could not be worked out is named, not empty."""

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.console import Trouble
from handlers.roster import FORMULA, Line, Sheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

EXACT = 10**15  # a spreadsheet keeps 15 digits of a number
UNPACKED = 256 * 2**20  # bytes; 10,000 people in 69 columns with blank formatted rows need 160 MB
CELLS = 20_000_000  # of a sheet from its first corner to its last
BREAKS = (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, EOFError, RuntimeError)
PIECE = 2**20

SHEET = re.compile(rb"<sheet\b[^>]*>")
RELATION = re.compile(rb"<Relationship\b[^>]*>")
ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>.*?<v>([^<]*)</v>', re.DOTALL)
UNSOLVED = re.compile(
    rb"<c\b([^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')

Spots = Mapping[tuple[int, int], str]


def sheets(data: bytes, path: Path) -> list[Sheet]:
    """Read all sheets of a workbook; raises Trouble."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415

    try:
        broken = _looked_through(data, path)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        seen = [one for one in book.sheets_metadata if one.name in book.sheet_names]
        return [
            Sheet(
                name=one.name,
                lines=tuple(_lines(book.get_sheet_by_name(one.name), broken.get(one.name, {}))),
                hidden=one.visible is not SheetVisibleEnum.Visible,
            )
            for one in seen
        ]
    except (CalamineError, *BREAKS):
        raise Trouble("files.broken", path=path) from None


def _lines(sheet: "CalamineSheet", broken: Spots) -> Iterator[Line]:
    rows: list[list[object]] = [[*row] for row in sheet.to_python(skip_empty_area=False)]
    _spread(rows, sheet.merged_cell_ranges or ())
    for (at, column), word in broken.items():
        rows.extend([] for _ in range(at - len(rows) + 1))
        rows[at].extend([""] * (column - len(rows[at]) + 1))
        rows[at][column] = word
    for number, row in enumerate(rows, start=1):
        cells = tuple(map(cell, row))
        if any(map(str.strip, cells)):
            yield Line(number, cells)


def _spread(rows: list[list[object]], merged: Sequence[tuple[tuple[int, int], ...]]) -> None:
    """Let what is merged downwards stand in each of its rows."""
    for (top, left), (bottom, right) in merged:
        if left == right and top < len(rows):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]


def cell(value: object) -> str:
    """Write a cell as text; a number that lost digits keeps the look of one that did."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value.is_integer() and abs(value) < EXACT:
            return str(int(value))
        case int() if abs(value) >= EXACT:
            return str(float(value))
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)


def _looked_through(data: bytes, path: Path) -> dict[str, Spots]:
    """Find what a reader of values passes over, and refuse what would not fit into memory."""
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        if sum(member.file_size for member in pack.infolist()) > UNPACKED:
            raise Trouble("files.too_large", path=path)
        for member in pack.infolist():
            _drain(pack, member)  # a size that lies is found by the checksum
        parts = dict(_parts(pack)) if "xl/workbook.xml" in pack.namelist() else {}
        return {name: _broken(pack.read(part), path) for name, part in parts.items()}


def _drain(pack: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    with pack.open(member) as stream:
        while stream.read(PIECE):
            pass


def _parts(pack: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Tell in which part of the file each worksheet lies."""
    related = pack.read("xl/_rels/workbook.xml.rels")
    targets = {
        _attribute(one, b"Id"): _attribute(one, b"Target") for one in RELATION.findall(related)
    }
    for one in SHEET.findall(pack.read("xl/workbook.xml")):
        target = targets.get(_attribute(one, b"r:id"), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part in pack.namelist():
            yield _attribute(one, b"name"), part


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb"=(?:\"([^\"]*)\"|'([^']*)')", tag)
    return html.unescape((found[1] or found[2] or b"").decode()) if found else ""


def _broken(xml: bytes, path: Path) -> Spots:
    """Find the cells that hold an error, and formulas whose value nobody stored."""
    width = max(map(_index, set(re.findall(rb'<c r="([A-Z]{1,3})\d', xml))), default=0) + 1
    height = max(map(int, re.findall(rb'<row\b[^>]*?\br="(\d{1,9})"', xml)), default=0)
    if width * height > CELLS:
        raise Trouble("files.too_large", path=path)
    spots: dict[tuple[int, int], str] = {}
    if b'"e"' in xml:
        for found in ERROR.finditer(xml):
            _spot(spots, found[1], found[2].decode())
    if b"<f" in xml:
        for found in UNSOLVED.finditer(xml):
            if b't="str"' not in found[1]:  # there an empty text is what the formula gave
                _spot(spots, found[1], FORMULA)
    return spots


def _spot(spots: dict[tuple[int, int], str], attributes: bytes, word: str) -> None:
    place = PLACE.search(attributes)
    if place:
        spots[int(place[2]) - 1, _index(place[1])] = word


def _index(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found - 1
