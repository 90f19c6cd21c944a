"""The tree is as the README says; files are short, say why they exist, and name no place."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ("bot", "handlers", "storage")
MOST_LINES = 250
IN_PIECES = (  # or this file would name what no file may name
    ("py", r"pi\.org"),
    ("python", r"hosted\.org"),
    ("npm", r"js\.(org|com)"),
    ("debian", r"\.org/debian"),
    ("/sim", r"ple/[a-z]"),
    (r"(^|[^\w.-])/wo", "rk/"),
    (r"(^|[^\w.-])/ro", "ot/"),
    (r"(^|[^\w.-])/ho", "me/"),
    (r"(^|[^\w.-])/op", "t/"),
)
UNNAMED = re.compile("|".join("".join(pieces) for pieces in IN_PIECES), re.MULTILINE)


def files() -> list[Path]:
    """List what is, or is about to be, in the repository."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in found.stdout.split("\0") if name]
    return [Path(name) for name in names if (ROOT / name).is_file()]


FILES = files()


def tree() -> list[Path]:
    """Read the README's tree: indentation, names, two spaces, and what it says of them."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named, folder = list[Path](), Path()
    for line in readme[readme.index("\nbot/ ") :].partition("\n```")[0].strip().splitlines():
        names = re.split(r" {2,}", line.strip())[0].split()
        above = folder if line.startswith(" ") else Path()
        named += [above / name for name in names]
        folder = folder if line.startswith(" ") else Path(names[0])
    return named


def test_all_that_the_readmes_tree_names_is_there() -> None:
    assert [path for path in tree() if not (ROOT / path).exists()] == []


def test_the_readmes_tree_names_all_that_is_at_the_top() -> None:
    named = {path.parts[0] for path in tree()}
    assert sorted({file.parts[0] for file in FILES} - named) == []


def test_no_file_is_longer_than_two_screens_and_a_half() -> None:
    ours = [file for file in FILES if file.parts[0] in CODE and "migrations" not in file.parts]
    lengths = {
        file.as_posix(): len((ROOT / file).read_text(encoding="utf-8").splitlines())
        for file in ours
        if file.suffix in {".py", ".js", ".css", ".html"}
    }
    assert {name: count for name, count in lengths.items() if count > MOST_LINES} == {}


def test_every_python_file_says_why_it_exists() -> None:
    silent = [
        file.as_posix()
        for file in FILES
        if file.suffix == ".py" and not ast.get_docstring(ast.parse((ROOT / file).read_text()))
    ]
    assert silent == []


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    found = [
        f"{file}: {match[0]}"
        for file in FILES
        for match in UNNAMED.finditer((ROOT / file).read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


@pytest.mark.parametrize("place", ["/wo" + "rk/main", "https://py" + "pi.org", "'/ro" + "ot/x'"])
def test_such_a_name_would_be_found(place: str) -> None:
    assert UNNAMED.search(f"see {place}")
