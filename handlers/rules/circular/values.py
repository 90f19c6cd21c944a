"""What a circular says, as frozen values; one class for each table of its file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from handlers.rules.circular.layers import Layer

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
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRule:
    """How people are called and how long an answer may take (South Sumatra 10.c, 10.d)."""

    article: str
    window_seconds: int
    window_inclusive: bool
    attempts: int
    per_day: tuple[int, int]
    min_gap_minutes: int
    margin_minutes: int
    send_within_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRule:
    """The reasons offered to a person, and how long people have to give and to judge one."""

    choices: tuple[str, ...]
    until: str
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
class Exemption:
    """People outside WFH. Kinds given together must all fit; in each list one name is enough."""

    positions: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    subtree: bool = True
    mode: str
    article: str
    name: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    """The law of an office; a duty whose table is absent is None and off."""

    id: str
    title: str
    office: str
    since: date
    until: date | None
    zone: str
    workdays: tuple[str, ...]
    wfh_days: tuple[str, ...]
    wfh_article: str
    holidays: bool
    extra_holidays: tuple[ExtraHoliday, ...]
    ramadan: tuple[Ramadan, ...]
    sanction: str
    sanction_article: str
    evaluate_every_months: int
    hours: Mapping[str, Hours]  # "mon".."sun" and "ramadan_mon".."ramadan_sun"
    morning: Morning | None
    call: CallRule | None
    reason: ReasonRule
    ladder: Ladder | None
    exempt: tuple[Exemption, ...]
    digest: Digest
    privacy: Privacy
    layers: tuple[Layer, ...]
    hash: str
    provenance: Mapping[str, str]

    def __hash__(self) -> int:
        return hash(self.hash)

    def source_of(self, path: str) -> str:
        """Name the layer in which a key or the nearest table above it stands; "" if none."""
        while path and path not in self.provenance:
            path = path.rpartition(".")[0]
        return self.provenance.get(path, "")
