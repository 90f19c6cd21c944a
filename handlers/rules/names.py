"""Names of posts and units as people write them, brought to one form to be compared."""

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).with_suffix(".toml")
INITIALS = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b\.?)?|\b[a-z](?: [a-z])+\b")
GRADE = re.compile(r"(i{2,3}|iv)([a-e])")  # "Eselon IIb"
GLUED = re.compile(r"([a-z]{2,})(\d+)")
ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
}
ROUNDS = 3  # a short form may stand for words that have short forms themselves
SPELLED_LIKE = 0.83  # how alike two words are of which one may be a slip
VOWELS = frozenset("aeiou")
SHORTEST = 3  # letters of an abbreviation
SLIP_FROM = 5  # letters; shorter words are too easily alike


@dataclass(frozen=True, slots=True)
class _Table:
    short: dict[tuple[str, ...], tuple[str, ...]]
    glued: dict[str, tuple[str, ...]]
    longest: int
    filler: frozenset[tuple[str, ...]]
    acting: frozenset[tuple[str, ...]]
    below: frozenset[str]
    parts: frozenset[str]
    words: frozenset[str]


@cache
def _table() -> _Table:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    short = {tuple(k.split()): tuple(v.split()) for k, v in data["short"].items()}
    gone = {
        name: frozenset(tuple(one.split()) for one in data[name]) for name in ("filler", "acting")
    }
    known = {word for pair in short.items() for side in pair for word in side}
    return _Table(
        short=short,
        glued={part: tuple(full.split()) for part, full in data["glued"].items()},
        longest=max(map(len, [*short, *gone["filler"], *gone["acting"]])),
        filler=gone["filler"],
        acting=gone["acting"],
        below=frozenset(data["below"]),
        parts=frozenset(data["parts"]),
        words=frozenset(known | {*data["below"], *data["parts"]}),
    )


@lru_cache(maxsize=65_536)
def words(name: str) -> tuple[str, ...]:
    """Give the words that a name stands for: "Plt. Kadis PU" is "kepala dinas pekerjaan umum"."""
    table, found = _table(), tuple(_split(name))
    for _ in range(ROUNDS):
        longer = _once(tuple(_replaced(found, table)))
        if longer == found:
            break
        found = longer
    return tuple(_plain(word, at) for at, word in enumerate(found))


def nodes(unit: str) -> list[tuple[str, ...]]:
    """Give the words of each unit of a path "Dinas A / UPTD B"."""
    return [found for part in unit.split("/") if (found := words(part))]


def serves(post: tuple[str, ...]) -> bool:
    """Tell whether a post is of somebody below a head: the staff of a chief is not the chief."""
    return bool(post) and post[0] in _table().below


def leads_agency(post: tuple[str, ...]) -> tuple[str, ...] | None:
    """Read the head (or secretary) of what is no known part of an agency as that of an agency."""
    match post:
        case ("kepala" | "sekretaris" as head, of, *rest) if of not in _table().parts:
            return (head, "dinas", of, *rest)
    return None


@lru_cache(maxsize=65_536)
def spelled(word: str, known: frozenset[str]) -> str:
    """Give the known word of which this may be a slip of the pen, else the word."""
    if word in known or word in _table().words or len(word) < SLIP_FROM:
        return word
    return next(iter(difflib.get_close_matches(word, known, 1, SPELLED_LIKE)), word)


def abbreviates(word: str, full: tuple[str, ...]) -> bool:
    """Tell whether a word is made of the beginnings of others: "disdukcapil", "bpbd"."""
    if word in full or word in _table().words:
        return False
    return len(full) > 1 and len(word) >= max(SHORTEST, len(full)) and _made_of(word, full)


def opaque(word: str) -> bool:
    """Tell whether nobody can know what a word stands for: "pslb3", "ppkl"."""
    known = word in _table().words or word.isdecimal() or len(word) < SHORTEST
    return not known and (any(map(str.isdecimal, word)) or not VOWELS.intersection(word))


def _made_of(word: str, full: tuple[str, ...]) -> bool:
    if not full:
        return not word
    first, *rest = full
    beginnings = (first[:n] for n, _ in enumerate(first, start=1))
    return any(
        word.startswith(part) and _made_of(word.removeprefix(part), tuple(rest))
        for part in beginnings
    )


def _split(name: str) -> Iterator[str]:
    """Cut a name into words: dots and dashes are none, "R.S.U.D." is one, "SMAN1" are two."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("&", " dan ")
    text = INITIALS.sub(lambda found: f"{re.sub(r'[. ]', '', found[0])} ", text)
    for word in re.findall(r"[^\W_]+", text.replace("'", "")):
        glued = GLUED.fullmatch(word) or GRADE.fullmatch(word)
        if glued and (word,) not in _table().short:
            yield from glued.groups()
        else:
            yield word


def _replaced(found: tuple[str, ...], table: _Table) -> Iterator[str]:
    """Say in full what is short, from the longest on, and leave out what says nothing."""
    at = 0
    while at < len(found):
        for length in range(table.longest, 0, -1):
            part = found[at : at + length]
            if part in table.filler or part in table.acting:
                break
            if part in table.short:
                yield from table.short[part]
                break
        else:
            length = 1
            yield from _head(found[at], table)
        at += length


def _head(word: str, table: _Table) -> tuple[str, ...]:
    """Take "disdagin" for an agency, "kadishub" for a head of one, "rseb" for a hospital."""
    if word.startswith("rs"):
        return ("rumah", "sakit", word[2:])
    if agency := _agency(word, table):
        return agency
    led = word[2:] if word.startswith("ka") else ""
    agency = table.short.get((led,)) or _agency(led, table)
    return ("kepala", *agency) if agency and agency[0] in {"dinas", "badan", "satuan"} else (word,)


def _agency(word: str, table: _Table) -> tuple[str, ...]:
    """Read "disdagin" as it is glued together: "dinas", "perdagangan", "perindustrian"."""
    fields = _fields(word[3:], table) if word.startswith(("dis", "din")) else ()
    return ("dinas", *fields) if fields else ()


def _fields(word: str, table: _Table) -> tuple[str, ...]:
    """Take a word apart, longest parts first; nothing where a part is not known."""
    for length in range(len(word), 0, -1):
        part, rest = table.glued.get(word[:length]), word[length:]
        if part and (below := _fields(rest, table) if rest else part):
            return (*part, *below) if rest else part
    return ()


def _once(found: Iterable[str]) -> tuple[str, ...]:
    """Leave out a word said twice: "Badan Kesbangpol" is one "badan"."""
    kept: list[str] = []
    for word in found:
        if not kept or kept[-1] != word:
            kept.append(word)
    return tuple(kept)


def _plain(word: str, at: int) -> str:
    """Write Roman numbers and 01 as 1."""
    if at and word in ROMAN:
        return str(ROMAN[word])
    return str(int(word)) if word.isdecimal() else word
