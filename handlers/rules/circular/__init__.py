"""A circular is a file: layers of TOML become one frozen value, or a list of all their faults."""

from handlers.rules.circular.duties import (
    AttendanceRule,
    ChecklistRule,
    Link,
    LocationRule,
    PermitRule,
    PlanRule,
    RecallRule,
    ReportRule,
)
from handlers.rules.circular.errors import CircularError, Fault
from handlers.rules.circular.law import Circular
from handlers.rules.circular.layers import Layer, read_layers, shipped
from handlers.rules.circular.listing import Entry, listing
from handlers.rules.circular.parsing import load, parse
from handlers.rules.circular.sources import Source
from handlers.rules.circular.values import (
    WEEKDAYS,
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
    ReasonRule,
    Span,
    Step,
)

__all__ = [
    "WEEKDAYS",
    "AttendanceRule",
    "CallRule",
    "ChecklistRule",
    "Circular",
    "CircularError",
    "Digest",
    "Entry",
    "Exemption",
    "ExtraHoliday",
    "Fault",
    "FridayPrayer",
    "Hours",
    "Ladder",
    "Layer",
    "Link",
    "LocationRule",
    "Morning",
    "Note",
    "PermitRule",
    "Place",
    "PlanRule",
    "Population",
    "Privacy",
    "Ramadan",
    "ReasonRule",
    "RecallRule",
    "ReportRule",
    "Source",
    "Span",
    "Step",
    "listing",
    "load",
    "parse",
    "read_layers",
    "shipped",
]
