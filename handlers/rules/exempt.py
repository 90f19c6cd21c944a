"""Who stays out of work from home: top officials supervise, some units keep the office open."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from handlers.rules import names
from handlers.rules.circular import Circular, Exemption

Words = tuple[str, ...]
BESIDE = re.compile(r"[/;,()|]| - ")  # what parts two posts, or a rank and a post
READ = 65_536  # posts and units of a province, times its exemptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What the law has to know of a person; a unit is a path, "Dinas Kesehatan / UPTD X"."""

    position: str
    unit: str
    duties: tuple[str, ...] = ()
    person_type: str = ""
    zone: str = ""
    hours: str = ""  # his own, as rules/personal.py reads them
    confirmed: bool = True  # the personnel office has said that his post and unit are read rightly
    clause: str = ""  # of the exemption that it said they fall under, where the names do not tell


@dataclass(frozen=True, slots=True)
class Seat:
    """A post and the units around it, in words that can be compared."""

    post: Words
    nodes: tuple[Words, ...]


def exemption(law: Circular, worker: Worker) -> Exemption | None:
    """Find the first exemption that fits a person (South Sumatra 6, 11, 12), else None."""
    seat = _seat(worker)
    fitting = (entry for entry in law.exempt if _fits(entry, worker, seat))
    told = (entry for entry in law.exempt if worker.clause and entry.article == worker.clause)
    return next(fitting, None) or next(told, None)


def near(law: Circular, worker: Worker) -> tuple[Exemption, ...]:
    """List the exemptions that a post or unit misses so narrowly that a human must look.

    Each is read more loosely than it is written: words before a name, a slip of the pen, initials,
    a unit that only the post names, a head of nobody knows what, and names that are like it.
    """
    if exemption(law, worker):
        return ()
    seat, known = _seat(worker), _vocabulary(law)
    posts = (names.words(part) for part in BESIDE.split(worker.position))
    seats = [seat, *(Seat(post, seat.nodes) for post in posts)]
    readings = tuple(dict.fromkeys(one for each in seats for one in _readings(each, known)))
    found = [entry for entry in law.exempt if _nearly(entry, seat, readings)]
    return tuple({entry.article: entry for entry in reversed(found)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the law makes of a post and a unit alone, and what they nearly are."""

    mode: str
    clause: str
    near: tuple[Exemption, ...]

    @property
    def seen(self) -> str:
        """Write it as the personnel office saw it when it confirmed."""
        return "; ".join(
            [f"{self.mode} {self.clause}".strip(), *(one.article for one in self.near)]
        )


@lru_cache(maxsize=65_536)
def answer(law: Circular, position: str, unit: str) -> Answer:
    """Say what the law makes of a post and a unit, whoever is in it."""
    worker = Worker(position=position, unit=unit)
    entry = exemption(law, worker)
    if entry:
        return Answer(entry.mode, entry.article, ())
    return Answer("WFH", "", near(law, worker))


def covers(law: Circular, worker: Worker) -> bool:
    """Tell whether a circular speaks of somebody of this type at all."""
    whom = law.population
    return not whom or not worker.person_type or worker.person_type in whom.person_types


def in_unit(pattern: str, unit: str, *, subtree: bool = True) -> bool:
    """Look for a unit, or a chain "A / B" of units, anywhere in a path or at its end only."""
    return _in_units((pattern,), tuple(names.nodes(unit)), subtree=subtree)


def standing(flags: Iterable[str], on: date) -> tuple[str, ...]:
    """Give the flags that hold on a date; "baru_menjabat:2026-06-30" does until then (A21)."""
    return tuple(name for name, until in map(flag, flags) if until is None or on <= until)


def flag(duty: str) -> tuple[str, date | None]:
    """Split a flag into its name and its last day, if it has one."""
    name, _, last = duty.rpartition(":")
    try:
        return (name.strip(), date.fromisoformat(last.strip())) if name else (duty, None)
    except ValueError:
        return duty, None


def _seat(worker: Worker) -> Seat:
    return Seat(names.words(worker.position), tuple(names.nodes(worker.unit)))


def _fits(entry: Exemption, worker: Worker, seat: Seat) -> bool:
    duty = any(_flagged(entry.duties, duty) for duty in worker.duties)
    return (
        (not entry.positions or _any_like(entry.positions, seat.post))
        and (not entry.units or _in_units(entry.units, seat.nodes, subtree=entry.subtree))
        and (not entry.duties or duty)
        and not _left_out(entry, seat)
    )


def _left_out(entry: Exemption, seat: Seat) -> bool:
    return any(_any_like(entry.but, words) for words in (seat.post, *seat.nodes))


def _nearly(entry: Exemption, seat: Seat, readings: Sequence[Seat]) -> bool:
    """Tell whether one of the looser readings of a seat falls under an entry."""
    if _left_out(entry, seat) or (entry.duties and not (entry.near_positions or entry.near_units)):
        return False
    return any(_posts_near(entry, one) and _units_near(entry, one) for one in readings)


def _posts_near(entry: Exemption, seat: Seat) -> bool:
    """Tell whether a post is one of an entry, or like it, or has it after other words."""
    if not (entry.positions or entry.near_positions):
        return True
    exact = _any_like((*entry.positions, *entry.near_positions), seat.post)
    inner = not names.serves(seat.post) and _any_within(entry.positions, seat.post)
    return exact or inner


def _units_near(entry: Exemption, seat: Seat) -> bool:
    """Tell whether a unit, or what the post says of it, is one of an entry or like it."""
    if not (entry.units or entry.near_units):
        return True
    nodes, loosely = (*seat.nodes, seat.post), not (entry.positions or entry.near_positions)
    return _in_units(entry.near_units, nodes, subtree=True) or _in_units(
        entry.units, nodes, subtree=True, loosely=loosely
    )


def _readings(seat: Seat, known: frozenset[str]) -> Iterable[Seat]:
    """Give the ways in which a seat may have been meant."""
    yield seat
    mended = [_spelled(words, known) for words in (seat.post, *seat.nodes)]
    yield Seat(mended[0], tuple(mended[1:]))
    if head := names.leads_agency(mended[0]):
        yield Seat(head, seat.nodes)


def _spelled(words: Words, known: frozenset[str]) -> Words:
    return tuple(names.spelled(word, known) for word in words)


@lru_cache(maxsize=64)
def _vocabulary(law: Circular) -> frozenset[str]:
    """List the words of all exemptions: whatever is nearly one of them may be meant as it."""
    listed = (pattern for e in law.exempt for pattern in (*e.positions, *e.units))
    return frozenset(
        word for p in listed for part in re.split(r"[*/]", p) for word in names.words(part)
    )


def _flagged(patterns: Iterable[str], flagged: str) -> bool:
    """Compare flags without case and space."""
    return any(_bare(pattern) == _bare(flagged) for pattern in patterns)


def _bare(text: str) -> str:
    return re.sub(r"[\s_]+", "", text).casefold()


@lru_cache(maxsize=READ)
def _any_like(patterns: Words, words: Words) -> bool:
    return any(_is_like(pattern, words) for pattern in patterns)


@lru_cache(maxsize=READ)
def _any_within(patterns: Words, words: Words) -> bool:
    return any(_within(pattern, words) for pattern in patterns)


@lru_cache(maxsize=READ)
def _within(pattern: str, words: Words) -> bool:
    """Tell whether words hold a name after others, or one that stands for its words."""
    if any(_is_like(pattern, words[at:]) for at in range(len(words))):
        return True
    full = names.words(pattern.replace("*", " "))
    return any(names.abbreviates(word, full) for word in words)


@lru_cache(maxsize=READ)
def _in_units(
    patterns: Words, nodes: tuple[Words, ...], *, subtree: bool, loosely: bool = False
) -> bool:
    """Look for units as `in_unit` does, or loosely."""
    like = _within if loosely else _is_like
    for wanted in (pattern.split("/") for pattern in patterns):
        places = range(len(nodes) - len(wanted) + 1)
        asked = places if subtree else places[-1:]
        if any(all(map(like, wanted, nodes[at:])) for at in asked):
            return True
        if loosely and any(_may_be(wanted, nodes[at:]) for at in places):
            return True
    return False


def _may_be(wanted: Sequence[str], nodes: Sequence[Words]) -> bool:
    """Tell whether a unit of the right agency has a name that nobody can read: "Bidang PSLB3"."""
    *above, _ = wanted
    below = nodes[len(above)]
    right = bool(above) and all(map(_is_like, above, nodes))
    return right and any(map(names.opaque, below))


@lru_cache(maxsize=2 * READ)
def _is_like(pattern: str, words: Words) -> bool:
    return _shape(pattern).fullmatch(" ".join(words)) is not None


@lru_cache(maxsize=4096)
def _shape(pattern: str) -> re.Pattern[str]:
    """Make the shape of a pattern; a * stands for anything."""
    return re.compile(".*".join(re.escape(" ".join(names.words(p))) for p in pattern.split("*")))
