"""Tables as people save them: any separator, any encoding, Excel and what it breaks."""

import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import files, workbook
from bot.console import Trouble
from handlers.roster import FORMULA, Line

TABLE = [Line(1, ("nip", "name")), Line(2, ("1", "Ana"))]


def book(path: Path, *rows: list[object]) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


@pytest.mark.parametrize(
    "data",
    [
        b"nip,name\n1,Ana\n",
        b"nip;name\r\n1;Ana\r\n",
        b"nip\tname\r1\tAna\r",
        b"\xef\xbb\xbfnip,name\n1,Ana",
        b'"nip","name"\n"1","Ana"\n',
        "nip,name\n1,Ana\n".encode("utf-16"),
    ],
    ids=["commas", "semicolons", "tabs", "mark", "quotes", "unicode text"],
)
def test_a_csv_is_read_however_it_was_saved(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(data)
    assert files.read(path) == TABLE


def test_excels_own_word_on_the_separator_is_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("sep=|\nnip|name, in full\n1|Ana\n")
    assert files.read(path) == [Line(2, ("nip", "name, in full")), Line(3, ("1", "Ana"))]


def test_an_old_encoding_is_read(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes("nip,name\n1,José\n".encode("cp1252"))
    assert files.read(path)[1].cells == ("1", "José")


def test_lines_keep_the_numbers_that_an_editor_shows(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text('nip,name\n\n1,"Ana\nLestari"\n , \n2,Budi\n')
    assert [line.number for line in files.read(path)] == [1, 3, 6]


def test_a_workbook_is_read_with_its_row_numbers(tmp_path: Path) -> None:
    path = book(tmp_path / "r.xlsx", ["nip", "name"], [], [" ", None], [1, "Ana"])
    assert files.read(path) == [Line(1, ("nip", "name")), Line(4, ("1", "Ana"))]


def test_a_workbook_called_csv_is_still_one(tmp_path: Path) -> None:
    book(tmp_path / "r.xlsx", ["nip", "name"], ["1", "Ana"]).rename(tmp_path / "r.csv")
    assert files.read(tmp_path / "r.csv") == TABLE


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (198609262015051001, "1.98609262015051e+17"),
        (1.98609262015051e17, "1.98609262015051e+17"),
        (81234567890, "81234567890"),
        (-2.976, "-2.976"),
        (True, "TRUE"),
        (date(2026, 4, 10), "2026-04-10"),
        ("=not worked out", FORMULA),
    ],
)
def test_cells_of_a_workbook_become_text(tmp_path: Path, value: object, text: str | None) -> None:
    path = book(tmp_path / "r.xlsx", ["nip", "x"], ["1", value])
    assert files.read(path)[1].cells == ("1", text or "")  # a formula without a stored value


def test_a_whole_number_that_some_program_wrote_as_a_float_is_whole() -> None:
    assert workbook.cell(81234567890.0) == "81234567890"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no table"),
        (b"nip,name\n1,\x00\n", "no table"),
        (b"\xff\xfe\x00", "no table"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b'nip,name\n1,Ana\n2,"Budi\n', "line 3"),
        (b'nip,name\n1,"Ana" Lestari\n', "line 2"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(
    tmp_path: Path, data: bytes, said: str
) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(data)
    with pytest.raises(Trouble) as caught:
        files.read(path)
    assert said in str(caught.value)
    assert "roster.csv" in str(caught.value)


def test_what_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "no.csv", "no such file"), (tmp_path, "folder")):
        with pytest.raises(Trouble) as caught:
            files.read(path)
        assert said in str(caught.value)


def test_what_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "roster.csv").touch()
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(Trouble, match="Permission denied"):
        files.read(tmp_path / "roster.csv")


@given(st.binary(max_size=200))
def test_no_file_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(data)
    try:
        assert files.read(path)
    except Trouble:
        return


def written(value: object) -> str:
    out = io.StringIO()
    files.write_csv(out, ["x"], [{"x": value}])
    found = out.getvalue().removeprefix('"x"\n"').removesuffix('"\n')
    return found.replace('""', '"')


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "\tx"),
        ("\t=1", "\t'=1"),
        ("a;=1+1;b", "a;'=1+1;b"),
        ('a;"=1+1', "a;'\"=1+1"),
        ("a\r\n@SUM(A1)", "a\r\n'@SUM(A1)"),
        ("\N{FULLWIDTH EQUALS SIGN}1+1", "'\N{FULLWIDTH EQUALS SIGN}1+1"),
        ("\N{ZERO WIDTH SPACE}\N{NO-BREAK SPACE}=1", "'\N{ZERO WIDTH SPACE}\N{NO-BREAK SPACE}=1"),
        ("\N{HANGUL FILLER}-1+1", "'\N{HANGUL FILLER}-1+1"),
        ("\N{VARIATION SELECTOR-16}+a", "'\N{VARIATION SELECTOR-16}+a"),
        ("-", "'-"),
        ("Sakit; tidak dapat hadir", "Sakit; tidak dapat hadir"),
        (["=a", "b"], "'=a; b"),
        ("+6281234567890", "+6281234567890"),
        (-2.976, "-2.976"),
        (None, ""),
        (True, "true"),
        ("Ana, S.Kom.", "Ana, S.Kom."),
    ],
)
def test_no_cell_of_a_csv_runs_as_a_formula(value: object, text: str) -> None:
    assert written(value) == text


@given(st.text(max_size=50))
def test_a_json_line_gives_back_what_was_written(text: str) -> None:
    out = io.StringIO()
    files.write_jsonl(out, ["x", "y"], [{"x": text, "z": 1}])
    (line,) = out.getvalue().split("\n")[:-1]
    assert json.loads(line) == {"x": text, "y": None}
