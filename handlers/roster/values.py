"""What a roster is made of, before anybody is on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

LETTERS = 26
REQUIRED = ("nip", "name", "unit", "position", "person_type", "supervisor_nip", "role")
COLUMNS = (*REQUIRED, "phone", "zone", "home_lat", "home_lon", "domicile", "duties", "hours")


class Place(int):
    """The number of a line in a file of several sheets: unlike that of any line of another."""

    ROOM = 10**8
    sheet: str

    def __new__(cls, line: int, of: int, sheet: str) -> "Place":
        made = super().__new__(cls, of * cls.ROOM + line)
        made.sheet = sheet
        return made

    def __str__(self) -> str:
        row = int(self) % self.ROOM
        return f"{self.sheet}!{row}" if self.sheet else str(row)

    def __format__(self, _: str) -> str:
        return str(self)


def letters(place: int) -> str:
    """Name a column as spreadsheets do: A, B, ... Z, AA."""
    before, last = divmod(place, LETTERS)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file that is not blank: its number there, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file; a cell that a spreadsheet could not work out holds its error's word."""

    name: str
    lines: tuple[Line, ...]
    hidden: bool = False


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
    given: frozenset[str] = frozenset()  # the columns that say something; others wipe nothing


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody whose row says that he does not work now: asked about, not called, not dropped."""

    line: int
    nip: str
    name: str
    why: str
    entry: Entry | None = None  # None where the rest of the row cannot be read


@dataclass(frozen=True, slots=True)
class Proposal:
    """A superior who follows from units and ranks: he counts once the office has confirmed him."""

    nip: str
    name: str
    above: str
    above_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Good rows; columns that the file lacks leave what is known of a person as it is."""

    columns: frozenset[str] = frozenset()
    entries: tuple[Entry, ...] = ()
    held: tuple[Held, ...] = ()
    tells_state: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The good rows of a file, and whatever is wrong or odd in it, in the order of lines."""

    roster: Roster
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()  # of the file as a whole
    proposals: tuple[Proposal, ...] = ()
    asked: frozenset[str] = frozenset()  # about whom a confirmation says something


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody known sits in the tree: the number above him; whether he is still here."""

    supervisor: str
    active: bool
    home: tuple[float, float] | None = None


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
    confirmed: frozenset[str] = (
        frozenset()
    )  # "supervisors", or numbers that the office vouches for
