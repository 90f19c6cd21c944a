"""A circular is a file: layers of TOML become one frozen value, or a list of all their faults."""

from handlers.rules.circular.errors import CircularError, Fault
from handlers.rules.circular.layers import Layer, read_layers, shipped
from handlers.rules.circular.parsing import load, parse
from handlers.rules.circular.values import (
    WEEKDAYS,
    CallRule,
    Circular,
    Digest,
    Exemption,
    ExtraHoliday,
    Hours,
    Ladder,
    Morning,
    Privacy,
    Ramadan,
    ReasonRule,
    Span,
    Step,
)

__all__ = [
    "WEEKDAYS",
    "CallRule",
    "Circular",
    "CircularError",
    "Digest",
    "Exemption",
    "ExtraHoliday",
    "Fault",
    "Hours",
    "Ladder",
    "Layer",
    "Morning",
    "Privacy",
    "Ramadan",
    "ReasonRule",
    "Span",
    "Step",
    "load",
    "parse",
    "read_layers",
    "shipped",
]
