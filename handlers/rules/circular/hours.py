"""The working hours of each weekday: tables for groups of days, each replacing what it covers."""

from collections.abc import Iterable

from handlers.rules.circular.errors import Faults
from handlers.rules.circular.kinds import SPANS, WORK, shown
from handlers.rules.circular.law import Circular
from handlers.rules.circular.merge import Branch, Node
from handlers.rules.circular.section import Section, raw
from handlers.rules.circular.sources import Citations, Source
from handlers.rules.circular.values import WEEKDAYS, Hours

RAMADAN = tuple(f"ramadan_{day}" for day in WEEKDAYS)
COVERS = {  # from the most general to the single day, which wins in its own file
    "all": WEEKDAYS + RAMADAN,
    "mon_thu": WEEKDAYS[:4],
    "ramadan_mon_thu": RAMADAN[:4],
    **{day: (day,) for day in WEEKDAYS + RAMADAN},
}


def resolve(
    tables: Iterable[Node], faults: Faults, cited: Citations, sources: dict[str, Source]
) -> dict[str, Hours]:
    """Give each weekday (and each in Ramadan) the hours of the uppermost table that covers it."""
    hours: dict[str, Hours] = {}
    for node in tables:
        sources["hours"] = cited.of(node)
        if not isinstance(node, Branch):
            faults.add(node.layer, "hours", f"is {shown(raw(node))}", "tables such as [hours.fri]")
            continue
        section = Section(node, "hours", faults)
        for key, days in COVERS.items():
            section.known.add(key)
            if key in node.nodes:
                hours |= dict.fromkeys(days, _hours(section.table(key)))
                source = cited.of(node.nodes[key])
                sources |= {f"hours.{name}": source for name in (key, *days)}
        section.close()
    return hours


def demand(law: Circular, layer: str, faults: Faults) -> None:
    """Note each work day that no table covers."""
    for day in law.workdays:
        if day not in law.hours:
            expected = f'[hours.{day}] or [hours.all], for "{day}" is a work day'
            faults.add(layer, f"hours.{day}", "missing", expected)


def _hours(section: Section) -> Hours:
    work = section.take("work", WORK)
    quiet = section.maybe("quiet", SPANS) or ()
    section.close()
    if not work:
        return Hours()
    for span in quiet:
        if span.start < work[0].start or span.end > work[-1].end:
            said = f"{span.start} to {span.end} lies outside the day"
            section.fault("quiet", said, f"a span in {work[0].start} to {work[-1].end}")
    return Hours(work=work, quiet=quiet)
