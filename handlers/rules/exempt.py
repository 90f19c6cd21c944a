"""Who stays out of work from home: top officials supervise, some units keep the office open."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from handlers.rules.circular import Circular, Exemption


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What the law has to know of a person; a unit is a path, "Dinas Kesehatan / UPTD X"."""

    position: str
    unit: str
    duties: tuple[str, ...] = ()
    person_type: str = ""
    zone: str = ""
    hours: str = ""  # his own, as rules/personal.py reads them


def exemption(law: Circular, worker: Worker) -> Exemption | None:
    """Find the first exemption that fits a person (South Sumatra 6, 11, 12), else None."""
    return next((entry for entry in law.exempt if _fits(entry, worker)), None)


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


def _fits(entry: Exemption, worker: Worker) -> bool:
    position = _any_like(entry.positions, worker.position)
    duty = any(_any_like(entry.duties, duty) for duty in worker.duties)
    unit = any(in_unit(one, worker.unit, subtree=entry.subtree) for one in entry.units)
    return (
        (position or not entry.positions)
        and (unit or not entry.units)
        and (duty or not entry.duties)
    )


def _any_like(patterns: Iterable[str], name: str) -> bool:
    return any(_like(pattern, name) for pattern in patterns)


def in_unit(pattern: str, unit: str, *, subtree: bool = True) -> bool:
    """Look for a unit, or a chain "A / B" of units, anywhere in a path or at its end only."""
    wanted, nodes = pattern.split("/"), unit.split("/")
    places = range(len(nodes) - len(wanted) + 1)
    asked = places if subtree else places[-1:]
    return any(all(map(_like, wanted, nodes[at:])) for at in asked)


def _like(pattern: str, name: str) -> bool:
    """Compare without case and space; a * stands for anything."""
    return _shape(pattern).fullmatch(_plain(name)) is not None


@lru_cache(maxsize=4096)
def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in _plain(pattern).split("*")))


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return re.sub(r"[\s_]+", "", name).casefold()
