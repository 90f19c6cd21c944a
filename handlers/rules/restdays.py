"""The days on which nobody works: weekends, public holidays, cuti bersama, an office's own."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

from handlers.rules.circular import WEEKDAYS, Circular

NONE: Mapping[date, str] = MappingProxyType({})
Why = tuple[str, str, str]  # source, clause, detail


@lru_cache(maxsize=16)
def national_holidays(year: int) -> Mapping[date, str]:
    """List the public holidays and the cuti bersama of a year (joint ministerial decree)."""
    found = holidays.country_holidays(
        "ID", years=year, categories=("public", "government"), language="id"
    )
    return MappingProxyType(dict(found.items()))


def holiday(law: Circular, on: date, extra_holidays: Mapping[date, str] = NONE) -> str:
    """Name the holiday of a date: one of ours, of the circular, or of the nation; else ""."""
    own = {one.on: one.name for one in law.extra_holidays} | dict(extra_holidays)
    national = national_holidays(on.year) if law.holidays else NONE
    return own.get(on) or national.get(on, "")


def rest(law: Circular, on: date, extra_holidays: Mapping[date, str]) -> Why | None:
    """Say why nobody works on a date, or None on a work day (Perpres 21/2023 art. 3 and 6)."""
    if WEEKDAYS[on.weekday()] not in law.workdays:
        return "weekend", "", ""
    name = holiday(law, on, extra_holidays)
    return ("holiday", "", name) if name else None
