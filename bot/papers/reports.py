"""The reports of a day as a spreadsheet, in the fields of E-Kinerja (Metro 2.b)."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot import voice
from bot.console import Trouble
from storage import private

HEADS = {  # column -> the key of its head, and its width
    "on": ("paper.on", 12),
    "name": ("paper.name", 24),
    "nip": ("paper.nip", 20),
    "unit": ("paper.unit", 28),
    "position": ("paper.position", 24),
    "number": ("paper.number", 5),
    "task": ("paper.task", 44),
    "output": ("paper.output", 36),
    "progress": ("paper.progress", 14),
    "obstacle": ("paper.obstacle", 36),
    "sent_at": ("paper.sent_at", 26),
    "late": ("paper.late", 14),
    "assessment": ("paper.assessment", 16),
    "comment": ("paper.comment", 36),
}
WORDS = {  # what a value of ours is called
    ("progress", "done"): "report.is_done",
    ("progress", "partly"): "report.is_partly",
    ("progress", "not"): "report.is_not",
    ("late", True): "paper.is_late",
    ("late", False): "paper.in_time",
    ("assessment", "fit"): "report.fit",
    ("assessment", "mend"): "report.mend",
}


def daily(path: Path, rows: Iterable[Mapping[str, Any]], language: str) -> int:
    """Write a row for each piece of work; tell how many. Raises Trouble if the file cannot be."""
    try:
        private.make_file(path)
        with path.open("wb") as file:
            return _write(file, rows, voice.texts(language))
    except OSError as error:
        raise Trouble("files.unwritable", path=path, why=error.strerror) from None


def _write(file: BinaryIO, rows: Iterable[Mapping[str, Any]], texts: dict[str, str]) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(texts["paper.title"])
    sheet.freeze_panes = "A2"
    for place, (_, width) in enumerate(HEADS.values(), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, texts[key], bold=True) for key, _ in HEADS.values()])
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, _said(texts, column, row[column])) for column in HEADS])
        count += 1
    book.save(file)
    return count


def _said(texts: dict[str, str], column: str, value: Any) -> Any:
    key = WORDS.get((column, value))
    return texts[key] if key else value


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Cell:
    """Make a cell whose words stay words: none runs as a formula, none breaks the file."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
    return cell
