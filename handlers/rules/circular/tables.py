"""The schema: each function reads one table of a circular; a key not asked for is unknown."""

from types import MappingProxyType

from handlers.rules.circular import kinds
from handlers.rules.circular.section import Section
from handlers.rules.circular.values import (
    CallRule,
    Digest,
    Exemption,
    ExtraHoliday,
    FridayPrayer,
    Ladder,
    Morning,
    Note,
    Place,
    Population,
    Privacy,
    Ramadan,
    Readiness,
    ReasonRule,
    Step,
)

DUTIES = (
    "morning",
    "call",
    "readiness",
    "ladder",
    "plan",
    "report",
    "attendance",
    "permit",
    "recall",
    "checklist",
    "location",
)  # off when their table is absent
KEPT = ("calls", "locations", "photos", "plans", "reports", "cases")
BACKUPS = 90  # days, in a law that was adopted before it could say so


def morning(section: Section | None) -> Morning | None:
    """Read [morning]."""
    if section is None:
        return None
    value = Morning(at=section.take("at", kinds.CLOCK))
    section.close()
    return value


def call(section: Section | None) -> CallRule | None:
    """Read [call]."""
    if section is None:
        return None
    value = CallRule(
        window_seconds=section.take("window_seconds", kinds.whole(1)),
        window_inclusive=section.take("window_inclusive", kinds.FLAG),
        attempts=section.take("attempts", kinds.whole(1, 5)),
        fallback=section.take("fallback", kinds.FLAG),
        per_day=section.take("per_day", kinds.RANGE),
        min_gap_minutes=section.take("min_gap_minutes", kinds.whole(0)),
        margin_minutes=section.take("margin_minutes", kinds.whole(0)),
        send_within_seconds=section.take("send_within_seconds", kinds.whole(1)),
    )
    section.close()
    return value


def friday_prayer(section: Section | None) -> FridayPrayer | None:
    """Read [friday_prayer]."""
    if section is None:
        return None
    value = FridayPrayer(
        before_minutes=section.take("before_minutes", kinds.whole(20, 180)),
        after_minutes=section.take("after_minutes", kinds.whole(75, 180)),
    )
    section.close()
    return value


def place(section: Section) -> Place:
    """Read one [[place]]."""
    value = Place(
        name=section.take("name", kinds.TEXT),
        lat=section.take("lat", kinds.degrees(90)),
        lon=section.take("lon", kinds.degrees(180)),
        units=section.maybe("units", kinds.NAMES) or (),
    )
    section.close()
    return value


def readiness(section: Section | None) -> Readiness | None:
    """Read [readiness]."""
    if section is None:
        return None
    value = Readiness(at=section.take("at", kinds.CLOCK))
    section.close()
    return value


def reason(section: Section) -> ReasonRule:
    """Read [reason]."""
    value = ReasonRule(
        choices=section.take("choices", kinds.NAMES),
        until=section.take("until", kinds.UNTIL),
        decide_within_workdays=section.take("decide_within_workdays", kinds.whole(1)),
    )
    section.close()
    return value


def ladder(section: Section | None) -> Ladder | None:
    """Read [ladder]."""
    if section is None:
        return None
    value = Ladder(
        mode=section.take("mode", kinds.one_of("literal", "monotone", "graduated")),
        repeat_count=section.take("repeat_count", kinds.whole(1)),
        repeat_days=section.take("repeat_days", kinds.whole(1)),
        steps=tuple(_step(row) for row in section.rows("step")),
        tracks=_tracks(section.table("tracks")),
    )
    section.close()
    return value


def _step(section: Section) -> Step:
    value = Step(
        on=section.take("on", kinds.one_of("missed", "late", "repeated")),
        name=section.take("name", kinds.TEXT),
        article=section.take("article", kinds.TEXT),
    )
    section.close()
    return value


def _tracks(section: Section) -> MappingProxyType[str, str]:
    words = kinds.one_of("pp94", "pppk", "guidance", "record")
    return MappingProxyType({key: section.take(key, words) for key in section.branch.nodes})


def population(section: Section | None) -> Population | None:
    """Read [population]."""
    if section is None:
        return None
    value = Population(
        person_types=section.take("person_types", kinds.PERSON_TYPES),
        article=section.take("article", kinds.TEXT),
    )
    section.close()
    return value


def exemption(section: Section) -> Exemption:
    """Read one [[exempt]]."""
    positions = section.maybe("positions", kinds.NAMES) or ()
    units = section.maybe("units", kinds.NAMES) or ()
    duties = section.maybe("duties", kinds.NAMES) or ()
    names = positions or units or duties
    if not names:
        section.fault("positions", "names nobody", "positions, units or duties")
    subtree = section.maybe("subtree", kinds.FLAG)
    value = Exemption(
        positions=positions,
        units=units,
        duties=duties,
        but=section.maybe("but", kinds.NAMES) or (),
        near_positions=section.maybe("near_positions", kinds.NAMES) or (),
        near_units=section.maybe("near_units", kinds.NAMES) or (),
        subtree=True if subtree is None else subtree,
        mode=section.take("mode", kinds.one_of("WFO", "WFA")),
        article=section.take("article", kinds.ANY_TEXT),
        name=section.maybe("name", kinds.TEXT) or ", ".join(names),
    )
    section.close()
    return value


def note(section: Section) -> Note:
    """Read one [[note]]."""
    value = Note(
        article=section.take("article", kinds.TEXT), text=section.take("text", kinds.TEXT)
    )
    section.close()
    return value


def holiday(section: Section) -> ExtraHoliday:
    """Read one [[extra_holidays]]."""
    value = ExtraHoliday(on=section.take("on", kinds.DAY), name=section.take("name", kinds.TEXT))
    section.close()
    return value


def ramadan(section: Section) -> Ramadan:
    """Read one [[ramadan]]."""
    value = Ramadan(
        start=section.take("start", kinds.DAY),
        end=section.take("end", kinds.DAY),
        confirmed=section.take("confirmed", kinds.FLAG),
    )
    if value.start and value.end and value.end < value.start:
        section.fault("end", f"{value.end} is before the start", f"a date from {value.start} on")
    section.close()
    return value


def digest(section: Section) -> Digest:
    """Read [digest]."""
    value = Digest(
        supervisor_at=section.take("supervisor_at", kinds.CLOCKS),
        unit_head_at=section.take("unit_head_at", kinds.CLOCKS),
    )
    section.close()
    return value


def privacy(section: Section) -> Privacy:
    """Read [privacy]."""
    days = section.table("retention_days")
    value = Privacy(
        basis=section.take("basis", kinds.TEXT),
        contact=section.take("contact", kinds.TEXT),
        retention_days=MappingProxyType({kind: days.take(kind, kinds.whole(1)) for kind in KEPT}),
        backup_days=days.maybe("backups", kinds.whole(1)) or BACKUPS,
    )
    days.close()
    section.close()
    return value
