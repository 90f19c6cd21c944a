"""The law of an office as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handlers.rules.circular.duties import (
    AttendanceRule,
    ChecklistRule,
    LocationRule,
    PermitRule,
    PlanRule,
    RecallRule,
    ReportRule,
)
from handlers.rules.circular.layers import Layer
from handlers.rules.circular.sources import OURS, Source
from handlers.rules.circular.values import (
    CallRule,
    Digest,
    Exemption,
    ExtraHoliday,
    FridayPrayer,
    Hours,
    Ladder,
    Morning,
    Note,
    Place,
    Population,
    Privacy,
    Ramadan,
    Readiness,
    ReasonRule,
)


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
    assignment_article: str  # "" where the weekday is enough
    holidays: bool
    extra_holidays: tuple[ExtraHoliday, ...]
    ramadan: tuple[Ramadan, ...]
    sanction: str
    evaluate_every_months: int
    hours: Mapping[str, Hours]  # "mon".."sun" and "ramadan_mon".."ramadan_sun"
    friday_prayer: FridayPrayer | None
    places: tuple[Place, ...]
    morning: Morning | None
    call: CallRule | None
    readiness: Readiness | None
    reason: ReasonRule
    ladder: Ladder | None
    plan: PlanRule | None
    report: ReportRule | None
    attendance: AttendanceRule | None
    permit: PermitRule | None
    recall: RecallRule | None
    checklist: ChecklistRule | None
    location: LocationRule | None
    flexible_start_minutes: int
    population: Population | None  # None in laws kept from before there was the table
    exempt: tuple[Exemption, ...]
    notes: tuple[Note, ...]
    digest: Digest
    privacy: Privacy
    layers: tuple[Layer, ...]
    hash: str
    sources: Mapping[str, Source]

    def __hash__(self) -> int:
        return hash(self.hash)

    def source(self, path: str) -> Source:
        """Tell who says a value, such as "call.window_seconds"; of a duty, who orders it."""
        return self.sources.get(path, OURS)
