"""Tables in files: CSV and spreadsheets become text; results become CSV and JSON lines."""

import csv
import io
import itertools
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from bot import workbook
from bot.console import Trouble
from handlers.roster import Line, Sheet

OLE = b"\xd0\xcf\x11\xe0"  # an old .xls, or an .xlsx with a password
SEPARATORS = ";,\t|"
LOOKED_AT = 30  # lines: titles above a header have no separators
LARGEST = 64 * 2**20  # bytes of a table; a province has 6 MB
FORMULA = frozenset("=+-@|%")
NEW_CELLS = re.compile("([;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029])")  # a spreadsheet may cut there
UNSEEN = frozenset("CZM")  # categories of characters that show nothing by themselves
FILLERS = frozenset("\u115f\u1160\u2800")  # and letters that are blank
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def read(path: Path) -> list[Line]:
    """Read the lines of a table that are not blank, the header first; raises Trouble."""
    found = sheets(path)
    return list(next((sheet for sheet in found if not sheet.hidden), found[0]).lines)


def sheets(path: Path) -> list[Sheet]:
    """Read all sheets of a table that are not blank; a CSV is a sheet without a name."""
    data = _bytes(path)
    if data.startswith(b"PK\x03\x04"):
        found = workbook.sheets(data, path)
    elif data.startswith(OLE):
        raise Trouble("files.old_excel", path=path)
    else:
        found = [Sheet("", tuple(_csv(_text(data, path), path)))]
    filled = [sheet for sheet in found if sheet.lines]
    if not filled:
        raise Trouble("files.empty", path=path)
    return filled


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Trouble("files.too_large", path=path)
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
    """Give the number of lines to skip (Excel's `sep=;`) and the separator of most lines."""
    written = (line for line in io.StringIO(text, newline=None) if line.strip())
    first = list(itertools.islice(written, LOOKED_AT))
    told = re.fullmatch(r"sep=(.)", first[0].strip() if first else "")
    if told:
        return 1, told[1]
    bare = [re.sub(r'"[^"]*"', "", line) for line in first]
    return 0, max(SEPARATORS, key=lambda separator: _fit(bare, separator))


def _fit(lines: Sequence[str], separator: str) -> tuple[int, int]:
    """Tell how many lines agree on how often a separator stands in them, and how often."""
    counted = Counter(count for line in lines if (count := line.count(separator)))
    return max(((agree, often) for often, agree in counted.items()), default=(0, 0))


def write_csv(out: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows below a header; no cell can run as a formula in a spreadsheet."""
    _writer(out).writerow(columns)
    write_rows(out, columns, rows)


def write_rows(out: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write more rows below those that stand there."""
    writer = _writer(out)
    for row in rows:
        writer.writerow([_safe(row.get(column)) for column in columns])


def _writer(out: TextIO) -> Any:
    return csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)


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
    return "".join(_harmless(part) for part in NEW_CELLS.split(text))


def _harmless(part: str) -> str:
    """Give a part of a cell in a form in which it never runs.

    An Indonesian Excel cuts at semicolons even within quotes that it did not expect, and full
    width or invisible characters before a formula do not keep it from running.
    """
    shown = unicodedata.normalize("NFKC", part).lstrip('"')
    first = next(filter(_is_seen, shown), "")
    return f"'{part}" if first in FORMULA and not NUMBER.fullmatch(part) else part


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] not in UNSEEN and character not in FILLERS
