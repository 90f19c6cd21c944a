"""What a heading means to us: the names that offices give their columns, as data."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

UNUSED = "unused"
DATA = Path(__file__).with_name("headings.toml")
EXACTLY = "="  # before a name that counts only where it is the whole heading


@cache
def words_of(section: str) -> Mapping[str, Any]:
    """Give a section of the data: lists of words by what they mean."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))[section]  # type: ignore[no-any-return]


@lru_cache(maxsize=4096)
def words(heading: str) -> tuple[str, ...]:
    """Split a heading into words: nipBaru, nip_baru and "NIP BARU" are the same."""
    one = " " not in heading.strip()
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading) if one else heading
    return tuple(re.findall(r"[A-Z0-9]+", parted.upper()))


@cache
def _names() -> dict[tuple[str, ...], tuple[str, int, bool]]:
    """Give each name's column, its place in the list there, and whether it must stand alone."""
    return {
        words(name): (column, rank, name.startswith(EXACTLY))
        for column, names in words_of("names").items()
        for rank, name in enumerate(names)
    }


@cache
def _joined() -> dict[str, tuple[str, int]]:
    return {"".join(name): (column, rank) for name, (column, rank, _) in _names().items()}


@lru_cache(maxsize=4096)
def meaning(heading: str) -> tuple[str, int] | None:
    """Tell which column a heading names, and how well; None if nothing like it is known."""
    given = words(heading)
    whole = _joined().get("".join(given))
    if whole or not given:
        return whole
    inside = [name for name in _names() if _stands_in(name, given) and not _names()[name][2]]
    free = [name for name in inside if not _barred(name, given)]
    if free:
        best = max(free, key=lambda name: (len(name), len("".join(name))))
        return _names()[best][:2]
    return (UNUSED, 0) if inside else None


def in_tree(heading: str) -> str:
    """Tell which column of a tree of units a heading names, "" for none."""
    given = words(heading)
    return next((c for c, names in words_of("tree").items() if given in map(words, names)), "")


def begins(text: str, names: list[str]) -> bool:
    """Tell whether a name of a unit or post begins with one of these words."""
    given = words(text)
    return any(given[: len(name)] == name for name in map(words, names))


def _stands_in(name: tuple[str, ...], given: tuple[str, ...]) -> bool:
    places = range(len(given) - len(name) + 1)
    return any(given[at : at + len(name)] == name for at in places)


def _barred(name: tuple[str, ...], given: tuple[str, ...]) -> bool:
    return bool(set(words_of("barriers")["words"]).intersection(given) - set(name))
