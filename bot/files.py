"""Tables in files: CSV and XLSX become lines of text; results become CSV and JSON lines."""

import csv
import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from bot.console import Trouble
from handlers.roster import Line

OLE = b"\xd0\xcf\x11\xe0"  # an old .xls, or an .xlsx with a password
SEPARATORS = ";,\t"
EXACT = 10**15  # a spreadsheet keeps 15 digits of a number
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def read(path: Path) -> list[Line]:
    """Read the lines of a table that are not blank, the header first; raises Trouble."""
    data = _bytes(path)
    if data.startswith(b"PK\x03\x04"):
        lines = _xlsx(data, path)
    elif data.startswith(OLE):
        raise Trouble("files.old_excel", path=path)
    else:
        lines = _csv(_text(data, path), path)
    if not lines:
        raise Trouble("files.empty", path=path)
    return lines


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Trouble("files.missing", path=path) from None
    except IsADirectoryError:
        raise Trouble("files.folder", path=path) from None
    except OSError as error:
        raise Trouble("files.unreadable", path=path, why=error.strerror) from None


def _text(data: bytes, path: Path) -> str:
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search(r"[\0-\x08\x0e-\x1f]", text):
            break
        return text
    raise Trouble("files.binary", path=path)


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)  # Excel's "Unicode text"
    return ("utf-8-sig", "cp1252")


def _csv(text: str, path: Path) -> list[Line]:
    skip, separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines, start = [], 1
    try:
        for row in reader:
            if start > skip and any(cell.strip() for cell in row):
                lines.append(Line(start, tuple(row)))
            start = reader.line_num + 1
    except csv.Error:
        raise Trouble("files.quotes", path=path, line=start) from None
    return lines


def _separator(text: str) -> tuple[int, str]:
    """Give the number of lines to skip (Excel's `sep=;`) and the separator of the header."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    told = re.fullmatch(r"sep=(.)", first.strip("\r\n "))
    if told:
        return 1, told[1]
    return 0, max(SEPARATORS, key=re.sub(r'"[^"]*"', "", first).count)


def _xlsx(data: bytes, path: Path) -> list[Line]:
    import openpyxl  # noqa: PLC0415 - slow to load, and few need it

    try:
        with warnings.catch_warnings(action="ignore"):  # of styles that we do not read
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some writers state them wrongly
            rows = [tuple(map(_cell, row)) for row in sheet.iter_rows(values_only=True)]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError):
        raise Trouble("files.broken", path=path) from None
    return [Line(n, row) for n, row in enumerate(rows, start=1) if any(map(str.strip, row))]


def _cell(value: object) -> str:
    """Write a cell as text; a number that lost digits keeps the look of one that did."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value.is_integer() and abs(value) < EXACT:
            return str(int(value))
        case datetime() | date():
            return value.isoformat()
    return str(value)


def write_csv(out: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows below a header; no cell can run as a formula in a spreadsheet."""
    csv.writer(out, lineterminator="\n").writerow(columns)
    write_rows(out, columns, rows)


def write_rows(out: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write more rows below those that stand there."""
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([_safe(row.get(column)) for column in columns])


def write_jsonl(out: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a JSON object a line; null for what there is not."""
    for row in rows:
        picked = {column: row.get(column) for column in columns}
        out.write(f"{json.dumps(picked, ensure_ascii=False, default=str)}\n")


def _safe(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case list() | tuple():
            text = "; ".join(str(item) for item in value)
        case _:
            text = str(value)
    harmless = not text.startswith(FORMULA) or NUMBER.fullmatch(text)
    return text if harmless else f"'{text}"
