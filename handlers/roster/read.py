"""A file becomes a reading: a roster of ours is taken at its word, another's is understood."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.roster import cells, foreign
from handlers.roster.parse import parse
from handlers.roster.values import Fault, Reading, Roster, Sheet, Terms

OURS = frozenset({"name", "person_type", "supervisor_nip"})  # no office calls its columns so


def read(sheets: Sequence[Sheet], terms: Terms, own: Mapping[str, str] | None = None) -> Reading:
    """Read the sheets of a file; `own` says what headings mean that only this agency uses."""
    seen = [sheet for sheet in sheets if not sheet.hidden]
    hidden = [sheet.name for sheet in sheets if sheet.hidden]
    notes = [Fault(0, "", "sheets_hidden", {"names": ", ".join(hidden)})] if hidden else []
    if seen and OURS.intersection(cells.clean(c).lower() for c in seen[0].lines[0].cells):
        return _placed(replace(parse(seen[0].lines, terms), notes=tuple(notes)), seen[0].name)
    found = foreign.read(sheets, own or {}, terms)
    if found is None:
        return Reading(roster=Roster(), faults=(Fault(1, "", "not_found"),), notes=tuple(notes))
    return found


def _placed(reading: Reading, sheet: str) -> Reading:
    """Let a broken cell be named with its sheet."""
    faults = (
        replace(f, blanks={**f.blanks, "place": f"{sheet}!{f.blanks['place']}"})
        if sheet and "place" in f.blanks
        else f
        for f in reading.faults
    )
    return replace(reading, faults=tuple(faults))
