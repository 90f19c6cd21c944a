"""What a circular says, as frozen values; one class for each table of its file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # date.weekday() is the index


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of a day by the office clock; `end` is the first moment after it."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The working time of one kind of day, and the times in it at which nobody is called."""

    work: tuple[Span, ...] = ()
    quiet: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraHoliday:
    on: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramadan:
    """The first and the last day of fasting; `confirmed` once the government has set them."""

    start: date
    end: date
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """The notice before work that the phone be on and reachable (South Sumatra 10.b)."""

    at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRule:
    """How people are called and how long an answer may take (South Sumatra 10.c, 10.d)."""

    window_seconds: int
    window_inclusive: bool
    attempts: int
    fallback: bool  # the second attempt goes to the person's other channel
    per_day: tuple[int, int]
    min_gap_minutes: int
    margin_minutes: int
    send_within_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FridayPrayer:
    """How long before and after dhuhr, where the sun is, nobody is called on a Friday."""

    before_minutes: int
    after_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an office stands, or those of its units that are named."""

    name: str
    lat: float
    lon: float
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """When people are asked, the workday before, to show that they can be called."""

    at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRule:
    """The reasons offered to a person, and how long people have to give and to judge one.

    `until`: the day's end_of_work, until_decided, or the end of so many work days later. A reason
    that comes after it is heard all the same, marked late.
    """

    choices: tuple[str, ...]
    until: str | int
    decide_within_workdays: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One consequence that the circular names; `on` is missed, late or repeated."""

    on: str
    name: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The consequences, mildest first, and the disciplinary track of each type of person."""

    mode: str
    repeat_count: int
    repeat_days: int
    steps: tuple[Step, ...]
    tracks: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Of which types of person a circular speaks; the others are left in peace."""

    person_types: tuple[str, ...]
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """People outside WFH. Kinds given together must all fit; in each list one name is enough.

    `but` takes posts and units out of it; what is like `near_...` is shown to a human.
    """

    positions: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    near_positions: tuple[str, ...] = ()
    near_units: tuple[str, ...] = ()
    subtree: bool = True
    mode: str
    article: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a circular says that no program can do, for people to read (`/aturan`)."""

    article: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    supervisor_at: tuple[time, ...]
    unit_head_at: tuple[time, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """The legal basis that the notice quotes, whom to ask, and how long each kind is kept."""

    basis: str
    contact: str
    retention_days: Mapping[str, int]
    backup_days: int

    def gone_from_backups(self, erased: date) -> date:
        """Give the day on which the last backup that holds what was erased has been deleted.

        The backup of the night before goes with the first one that is made after its time.
        """
        return erased + timedelta(days=self.backup_days + 1)
