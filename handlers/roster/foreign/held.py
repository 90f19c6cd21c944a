"""Whoever does not work, as a list says: read all the same, so that an answer needs no list."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.roster.foreign.people import Found
from handlers.roster.parse import rows as read_rows
from handlers.roster.values import COLUMNS, Entry, Held, Line, Terms

PLACE = COLUMNS.index("supervisor_nip")


def with_entries(away: Sequence[Found], named: set[str], terms: Terms) -> tuple[Held, ...]:
    """Read their rows; of a superior only whoever is in the file or known."""
    lines = [replace(one.line, cells=_alone(one.line)) for one in away]
    reading = read_rows(COLUMNS, lines, replace(terms, partial=True, complete=False))
    entries = {entry.nip: entry for entry in reading.roster.entries}
    present = named | terms.known.keys()
    return tuple(
        replace(one.held, entry=_led(entries[one.nip], one.line.cells[PLACE], present))
        if one.nip in entries
        else one.held
        for one in away
        if one.held
    )


def _alone(line: Line) -> tuple[str, ...]:
    return (*line.cells[:PLACE], "", *line.cells[PLACE + 1 :])


def _led(entry: Entry, above: str, present: set[str]) -> Entry:
    if above not in present - {entry.nip}:
        return entry
    return replace(entry, supervisor=above, given=entry.given | {"supervisor_nip"})
