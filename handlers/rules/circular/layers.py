"""The files of a circular, from the national law up to the agency's own."""

import difflib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from handlers.rules.circular.errors import CircularError, Fault

SHIPPED = Path(__file__).resolve().parent.parent / "circulars"
NATIONAL = "asn"  # no circular of its own: it names no office and no day of work from home


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One file as it was read; `name` is its id or its file name without .toml."""

    name: str
    text: str


def shipped() -> tuple[str, ...]:
    """Name the circulars that come with the program and can be used as they are."""
    return tuple(name for name in _ids() if name != NATIONAL)


def read_layers(source: str) -> tuple[Layer, ...]:
    """Read a circular (a shipped id or the path of a .toml file) and all it extends, base first.

    Raises CircularError for a missing file, a loop, or a file that is not TOML.
    """
    path = _locate(source, Path(), file=source, key="file")
    seen: list[Path] = []
    layers: list[Layer] = []
    while True:
        seen.append(path)
        layers.append(Layer(name=_name(path, layers), text=_read(path)))
        base = decode(layers[-1]).get("extends")
        if base is None:
            return tuple(reversed(layers))
        file = f"{layers[-1].name}.toml"
        path = _locate(base, path.parent, file=file, key="extends")
        if path in seen:
            raise _error(file, "extends", f"{_chain(seen, path)} is a loop", "a file below it")


def decode(layer: Layer) -> dict[str, object]:
    """Parse the TOML of one layer; raises CircularError with the file and the line."""
    try:
        return tomllib.loads(layer.text)
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).rpartition(" (at ")
        line = re.search(r"line (\d+)", where)
        number = line[1] if line else str(layer.text.count("\n") + 1)
        raise _error(f"{layer.name}.toml", f"line {number}", what, "valid TOML") from None


def _locate(source: object, folder: Path, *, file: str, key: str) -> Path:
    if not isinstance(source, str) or not source:
        raise _error(file, key, "names no file", 'a shipped id such as "asn" or a .toml path')
    is_path = source.endswith(".toml") or "/" in source or "\\" in source
    path = folder / Path(source).expanduser() if is_path else SHIPPED / f"{source}.toml"
    if key == "extends" and path.resolve().parent not in {folder, SHIPPED}:  # nor by a link
        raise _error(file, key, f'"{source}" is elsewhere', "a shipped id, or a file beside it")
    if path.is_file():
        return path.resolve()
    near = difflib.get_close_matches(source, _ids(), n=1)
    hint = f'"{near[0]}"' if near else f"one of {', '.join(_ids())} or the path of a .toml file"
    raise _error(file, key, f'there is no "{source}"', hint)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # editors on Windows put a mark in front
    except (OSError, UnicodeDecodeError) as error:
        raise _error(path.name, "file", f"cannot be read ({error})", "UTF-8 text") from None


def _name(path: Path, above: list[Layer]) -> str:
    taken = {layer.name for layer in above}
    return path.stem if path.stem not in taken else f"{path.parent.name}/{path.stem}"


def _ids() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def _chain(seen: list[Path], again: Path) -> str:
    return " -> ".join(path.stem for path in [*seen, again])


def _error(file: str, path: str, wrong: str, expected: str) -> CircularError:
    return CircularError([Fault(file=file, path=path, wrong=wrong, expected=expected)])
