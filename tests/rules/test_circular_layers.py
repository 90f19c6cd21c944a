"""The files of a circular: found by id or path, read from the base up, hashed as one."""

from dataclasses import replace
from pathlib import Path

import pytest

from handlers.rules import circular
from handlers.rules.circular import CircularError
from tests.rules import laws


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_files_extend_shipped_ids_and_files_beside_them(tmp_path: Path) -> None:
    write(tmp_path, "dinas.toml", 'id = "dinas"\nextends = "sumsel"')
    top = write(tmp_path, "uji.toml", '\ufeffid = "uji"\nextends = "dinas.toml"')
    assert [layer.name for layer in circular.read_layers(top)] == ["asn", "sumsel", "dinas", "uji"]
    assert circular.load(top).id == "uji"


def test_a_file_may_have_the_name_of_the_one_it_extends(tmp_path: Path) -> None:
    top = write(tmp_path, "sumsel.toml", 'id = "own"\nextends = "sumsel"\nholidays = false')
    law = circular.load(top)
    assert len({layer.name for layer in law.layers}) == 3
    assert law.source("holidays").file != law.source("since").file


def test_the_hash_is_of_the_text_of_all_layers() -> None:
    layers = list(laws.SUMSEL.layers)
    assert circular.parse(layers).hash == laws.SUMSEL.hash == circular.load("sumsel").hash
    assert len(laws.SUMSEL.hash) == 64
    layers[0] = replace(layers[0], text=layers[0].text + "\n")
    assert circular.parse(layers).hash != laws.SUMSEL.hash
    assert hash(circular.parse(layers)) != hash(laws.SUMSEL)


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"a": ""}, ""),
        (
            {"a": 'extends = "b.toml"', "b": 'extends = "a.toml"'},
            "b.toml: extends: a -> b -> a is a loop; expected a file below it",
        ),
        ({"a": 'extends = "a.toml"'}, "a.toml: extends: a -> a is a loop"),
        ({"a": 'extends = "b.toml"'}, 'a.toml: extends: there is no "b.toml"; expected'),
        ({"a": 'extends = "sumsle"'}, 'a.toml: extends: there is no "sumsle"; expected "sumsel"'),
        ({"a": 'extends = ""'}, "a.toml: extends: names no file; expected a shipped id"),
        ({"a": "extends = 5"}, "a.toml: extends: names no file; expected a shipped id"),
        ({"a": 'extends = "../b.toml"'}, 'a.toml: extends: "../b.toml" is elsewhere; expected'),
        ({"a": 'extends = "/etc/b.toml"'}, 'a.toml: extends: "/etc/b.toml" is elsewhere'),
        ({"a": 'extends = "~/b.toml"'}, 'a.toml: extends: "~/b.toml" is elsewhere; expected'),
        ({"a": 'extends = "in/b.toml"'}, 'a.toml: extends: "in/b.toml" is elsewhere'),
    ],
)
def test_what_a_file_extends_must_be_there(
    tmp_path: Path, files: dict[str, str], line: str
) -> None:
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(f'id = "{name}"\n{text}\n')
    with pytest.raises(CircularError) as caught:
        circular.load(str(tmp_path / "a.toml"))
    assert str(caught.value).startswith(line)


def test_what_has_a_folder_is_a_path_without_its_ending_too(tmp_path: Path) -> None:
    path = write(tmp_path, "aturan/kantor", 'id = "kantor"\nextends = "sumsel"')
    assert circular.load(path).id == "kantor"


def test_a_path_may_be_written_as_on_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "aturan\\kantor", 'id = "kantor"\nextends = "sumsel"')
    assert circular.load("aturan\\kantor").id == "kantor"


def test_an_empty_list_adds_nothing_and_hides_nothing() -> None:
    law = laws.own('id = "x"\nexempt = []\nnote = []\nzone = "Asia/Makassar"')
    assert (law.exempt, law.notes, law.zone) == (
        laws.SUMSEL.exempt,
        laws.SUMSEL.notes,
        "Asia/Makassar",
    )


def test_what_a_table_within_a_duty_leaves_open_is_filled_in() -> None:
    law = laws.own('id = "x"\n[ladder.tracks]\nPNS = "record"')
    assert law.ladder
    assert law.ladder.tracks == {**laws.ladder().tracks, "PNS": "record"}


def test_a_source_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(CircularError, match='sumsl: file: there is no "sumsl"; expected "sumsel"'):
        circular.load("sumsl")
    gone = str(tmp_path / "gone.toml")
    with pytest.raises(CircularError, match=r"or the path of a .toml"):
        circular.load(gone)
    (tmp_path / "latin.toml").write_bytes(b'id = "\xe9"')
    with pytest.raises(CircularError, match=r"latin.toml: file: cannot be read .*UTF-8 text"):
        circular.load(str(tmp_path / "latin.toml"))
