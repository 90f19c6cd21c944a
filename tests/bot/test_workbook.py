"""Spreadsheets that are meant to break a reader, or are only very large."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill

from bot import files, workbook
from bot.console import Trouble
from tests.nips import make_nip
from tests.terminal import Terminal

HEADER = ("NIP BARU", "NAMA", "JABATAN NAMA", "UNOR NAMA", "NOMOR HP")


def made(*rows: tuple[object, ...]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        assert book.active is not None
        book.active.append([*row])
    book.save(out)
    return out.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as one, zipfile.ZipFile(out, "w") as other:
        for name in one.namelist():
            text = one.read(name)
            other.writestr(name, text.replace(old, new) if name == part else text)
    return out.getvalue()


def refused(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(Trouble) as caught:
        files.sheets(path)
    return str(caught.value)


def test_a_file_that_unpacks_to_more_than_memory_is_refused_unread(tmp_path: Path) -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack,
        pack.open("xl/workbook.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(workbook.UNPACKED // 2**20 + 1):
            part.write(b" " * 2**20)
    assert len(out.getvalue()) < 2**20
    assert "too large" in refused(tmp_path / "bomb.xlsx", out.getvalue())


def test_a_cell_at_the_end_of_the_sheet_is_no_reason_to_take_all_memory(tmp_path: Path) -> None:
    part = "xl/worksheets/sheet1.xml"
    rows = (b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    assert "too large" in refused(tmp_path / "r.xlsx", changed(made(HEADER), part, *rows))


def test_a_size_that_lies_is_found(tmp_path: Path) -> None:
    data = made(HEADER)
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        size = pack.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = data.replace(size.to_bytes(4, "little"), (size - 9).to_bytes(4, "little"))
    assert "damaged" in refused(tmp_path / "r.xlsx", lie)


def test_errors_and_formulas_without_a_value_keep_their_place(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(made(HEADER, ("1", "=A1", None, "=1+1"), ("2", "#REF!", "x")))
    data = changed(
        path.read_bytes(), "xl/worksheets/sheet1.xml", b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
    )
    path.write_bytes(data)
    (sheet,) = files.sheets(path)
    assert [line.cells[:4] for line in sheet.lines[1:]] == [
        ("1", "#FORMULA!", "", "2"),
        ("2", "#REF!", "x", ""),
    ]


def test_what_is_merged_downwards_stands_in_each_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("UNIT KERJA", "NAMA"), ("Dinas", "Ana"), (None, "Budi"), (None, "Eka")):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "r.xlsx")
    lines = files.sheets(tmp_path / "r.xlsx")[0].lines
    assert [line.cells[0] for line in lines[1:]] == ["Dinas", "Dinas", ""]


@pytest.mark.slow
def test_ten_thousand_people_are_found_above_sixty_thousand_blank_rows(
    terminal: Terminal,
) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet, fill = book.create_sheet(), PatternFill("solid", fgColor="FFFF00")
    sheet.append(HEADER)
    for n in range(10_000):
        sheet.append((make_nip(n), f"Nama {n}", "Analis", f"Bidang {n % 300}", None))
    for _ in range(60_000):
        blank = [WriteOnlyCell(sheet, None) for _ in HEADER]
        for cell in blank:
            cell.fill = fill
        sheet.append(blank)
    book.save(terminal.folder / "large.xlsx")
    terminal.prepare()
    result = terminal.run("import", "large.xlsx")
    assert "10000 new" in result.stdout
    assert "10001 lines read" in result.stderr
