"""What a roster is made of, before anybody is on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

REQUIRED = ("nip", "name", "unit", "position", "person_type", "supervisor_nip", "role")
COLUMNS = (*REQUIRED, "phone", "zone", "home_lat", "home_lon", "domicile", "duties", "hours")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file that is not blank: its number there, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one place; `key` names the sentence, `blanks` what stands in it."""

    line: int
    column: str
    key: str
    blanks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person as the roster has him; `supervisor` is a number, "" for nobody."""

    line: int
    nip: str
    name: str
    unit: str
    position: str
    person_type: str
    supervisor: str = ""
    roles: tuple[str, ...] = ("employee",)
    phone: str = ""
    zone: str
    home_lat: float | None = None
    home_lon: float | None = None
    domicile: str = ""
    duties: tuple[str, ...] = ()
    hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Good rows; columns that the file lacks leave what is known of a person as it is."""

    columns: frozenset[str] = frozenset()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The good rows of a file, and whatever is wrong or odd in it, in the order of lines."""

    roster: Roster
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody known sits in the tree: the number above him; whether he is still here."""

    supervisor: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How to read: as of a day, with the zone of whoever names none, among the people known.

    `complete`: whoever is not in the file leaves. `partial`: good rows count without the bad ones.
    """

    today: date
    zone: str
    known: Mapping[str, Seat] = field(default_factory=dict)
    complete: bool = False
    partial: bool = False
