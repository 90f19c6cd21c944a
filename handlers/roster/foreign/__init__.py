"""Files of other programs: found wherever they begin, understood by their headings."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.roster import cells
from handlers.roster.foreign import header as headers
from handlers.roster.foreign import headings, heads, held, people, rows, units
from handlers.roster.foreign.header import Header
from handlers.roster.foreign.people import Found
from handlers.roster.foreign.units import Tree
from handlers.roster.parse import rows as read_rows
from handlers.roster.values import (
    COLUMNS,
    Entry,
    Fault,
    Line,
    Place,
    Proposal,
    Reading,
    Roster,
    Sheet,
    Terms,
)

SUPERVISORS = "supervisors"
ACTING = heads.ACTING
GONE = ("PENSIUN", "MUTASI", "KELUAR", "ARSIP", "BERHENTI", "MENINGGAL")


def mapping(said: Mapping[str, object]) -> dict[str, str]:
    """Take an agency's own names of columns; raises ValueError for what no column is."""
    columns = {*headings.words_of("names")}
    unknown = [str(to) for to in said.values() if to not in columns]
    if unknown:
        raise ValueError(f"{unknown[0]}: {', '.join(sorted(columns))}")
    return {" ".join(headings.words(name)): str(to) for name, to in said.items()}


def recognise(sheets: Sequence[Sheet], own: Mapping[str, str]) -> list[Header]:
    """Find the tables of people among the sheets that one can see, in their order."""
    found = [headers.find(sheet, own) for sheet in sheets if not sheet.hidden]
    numbered = [h for h in found if h and h.columns.keys() & {"nip", "name_nip"}]
    most = max((h.score for h in numbered), default=0)
    return [h for h in numbered if 2 * h.score > most]


def read(sheets: Sequence[Sheet], own: Mapping[str, str], terms: Terms) -> Reading | None:
    """Read a file of any layout; None if no table of people is in it."""
    tree, trees = units.tree([sheet for sheet in sheets if not sheet.hidden])
    tables = [h for h in recognise(sheets, own) if h.sheet.name not in trees or not tree.nodes]
    left = [h.sheet.name for h in tables if headings.begins(h.sheet.name, list(GONE))]
    tables = [h for h in tables if h.sheet.name not in left]
    if not tables:
        return None
    found, passed = list[tuple[Header, Found]](), Counter[str]()
    for number, table in enumerate(tables):
        below = rows.read(table)
        passed += below.passed
        for raw in below.people:
            sheet = table.sheet.name if len(tables) > 1 else ""
            raw.line = Line(Place(raw.line.number, number, sheet), raw.line.cells)
            found.append((table, people.translate(table, raw, tree)))
    return _reading(found, tree, terms, _notes(sheets, tables, left, passed))


def _notes(
    sheets: Sequence[Sheet], tables: Sequence[Header], left: Sequence[str], passed: Counter[str]
) -> list[Fault]:
    """Say what was found where, and what was passed over."""
    notes = []
    for table in tables:
        place = {
            "sheet": table.sheet.name or "-",
            "line": table.sheet.lines[table.first - 1].number,
        }
        notes.append(Fault(0, "", "header_found", place))
    unknown = list(dict.fromkeys(label for table in tables for label in table.unknown))
    if unknown:
        blanks = {"count": len(unknown), "names": ", ".join(label[:40] for label in unknown)}
        notes.append(Fault(0, "", "columns_unknown", blanks))
    unused = max(table.unused for table in tables)
    if unused:
        notes.append(Fault(0, "", "columns_unused", {"count": unused}))
    hidden = [sheet.name for sheet in sheets if sheet.hidden] + list(left)
    if hidden:
        notes.append(Fault(0, "", "sheets_hidden", {"names": ", ".join(hidden)}))
    between = sum(passed.values())
    if between:
        notes.append(Fault(0, "", "lines_passed", {"count": between}))
    return notes


def _reading(
    found: Sequence[tuple[Header, Found]], tree: Tree, terms: Terms, notes: list[Fault]
) -> Reading:
    tables = {one.line.number: table for table, one in found}
    once, repeated = _once([one for _, one in found])
    if repeated:
        notes.append(Fault(0, "", "lines_repeated", {"count": repeated}))
    away = [one for one in once if one.held and one.nip not in terms.confirmed]
    here = [one for one in once if one not in away]
    here, asked = _supervised(here, terms)
    reading = read_rows(COLUMNS, [one.line for one in here], terms)
    reading, dropped = _without_the_bad(reading, here, terms)
    beside = {one.nip: one for one in here}
    proposals, more = _proposed(reading.roster.entries, beside, tree, terms)
    asked_of = {one.nip for one in once if one.held} | {two.nip for two in proposals}
    entries, open_ = _confirmed(reading.roster.entries, proposals, terms)
    told = [w for one in here for w in one.warnings] + asked + dropped + more
    return replace(
        reading,
        roster=Roster(
            columns=reading.roster.columns,
            entries=tuple(entries),
            held=held.with_entries(away, {one.nip for one in once}, terms),
            tells_state=any("state" in table.columns for table, _ in found),
        ),
        faults=tuple(_labelled(reading.faults, tables)),
        warnings=tuple(_labelled([*reading.warnings, *told], tables)),
        notes=tuple(notes),
        proposals=tuple(open_),
        asked=frozenset(asked_of),
    )


def _once(found: Sequence[Found]) -> tuple[list[Found], int]:
    """Take a row once that stands there twice, and the post before the one somebody acts in."""
    by_nip = defaultdict[str, list[Found]](list)
    for one in found:
        by_nip[one.nip].append(one)
    place = COLUMNS.index("position")
    kept = list[Found]()
    for nip, same in by_nip.items():
        different = list({one.line.cells: one for one in reversed(same)}.values())[::-1]
        lasting = [one for one in different if not ACTING.match(one.line.cells[place])]
        kept += same if not nip else (lasting or different)
    return sorted(kept, key=lambda one: one.line.number), len(found) - len(kept)


def _supervised(here: Sequence[Found], terms: Terms) -> tuple[list[Found], list[Fault]]:
    """Find superiors by their names, and ask about those who are neither in the file nor known."""
    by_name, present = defaultdict[str, list[str]](list), {one.nip for one in here}
    for one in here:
        by_name[_plain(one.name)].append(one.nip)
    place, result, asked = COLUMNS.index("supervisor_nip"), list[Found](), list[Fault]()
    for one in here:
        above = one.line.cells[place]
        if one.supervisor_name and not above:
            same = by_name.get(_plain(one.supervisor_name), [])
            above = same[0] if len(same) == 1 else ""
            if not above:
                asked.append(Fault(one.line.number, "supervisor_nip", "supervisor_unclear"))
        elif not _stands(above, one.nip, present, terms):
            asked.append(Fault(one.line.number, "supervisor_nip", "supervisor_asked"))
            above = ""
        line = Line(
            one.line.number, (*one.line.cells[:place], above, *one.line.cells[place + 1 :])
        )
        result.append(replace(one, line=line))
    return result, asked


def _stands(above: str, nip: str, present: set[str], terms: Terms) -> bool:
    seat = terms.known.get(above)
    known = bool(seat and seat.active and not terms.complete)
    wiped = above.casefold() in cells.WIPES
    return not above or wiped or (above != nip and (above in present or known))


def _plain(name: str) -> str:
    """Bring a name into the form without titles by which it is looked up."""
    return " ".join(headings.words(name.split(",", maxsplit=1)[0]))


def _without_the_bad(
    reading: Reading, here: Sequence[Found], terms: Terms
) -> tuple[Reading, list[Fault]]:
    """Keep people whose superior's row is refused: they stay, and it is asked who leads them."""
    orphans = {fault.line for fault in reading.faults if fault.key == "supervisor_row"}
    if not orphans:
        return reading, []
    place = COLUMNS.index("supervisor_nip")
    lines = [
        Line(one.line.number, (*one.line.cells[:place], "", *one.line.cells[place + 1 :]))
        if one.line.number in orphans
        else one.line
        for one in here
    ]
    again = read_rows(COLUMNS, lines, terms)
    more = [Fault(line, "supervisor_nip", "supervisor_asked") for line in sorted(orphans)]
    again, rest = _without_the_bad(
        again, [replace(o, line=n) for o, n in zip(here, lines, strict=True)], terms
    )
    return again, [*more, *rest]


def _proposed(
    entries: Sequence[Entry], beside: Mapping[str, Found], tree: Tree, terms: Terms
) -> tuple[list[Proposal], list[Fault]]:
    wanting = [
        e.nip for e in entries if "supervisor_nip" not in e.given and not _led(e.nip, terms)
    ]
    proposals, unsure = heads.propose(entries, beside, tree, wanting)
    lines = {entry.nip: entry.line for entry in entries}
    return proposals, [Fault(lines[nip], "supervisor_nip", "heads_equal") for nip in unsure]


def _led(nip: str, terms: Terms) -> bool:
    """Tell whether somebody has a superior already who stays."""
    seat = terms.known.get(nip)
    above = terms.known.get(seat.supervisor) if seat else None
    return bool(above and above.active)


def _confirmed(
    entries: Sequence[Entry], proposals: Sequence[Proposal], terms: Terms
) -> tuple[list[Entry], list[Proposal]]:
    """Take the proposals that the office has confirmed; the others stay open."""
    taken = {p.nip: p.above for p in proposals if terms.confirmed & {SUPERVISORS, p.nip}}
    given = [
        replace(e, supervisor=taken[e.nip], given=e.given | {"supervisor_nip"})
        if e.nip in taken
        else e
        for e in entries
    ]
    return given, [p for p in proposals if p.nip not in taken]


def _labelled(faults: Sequence[Fault], tables: Mapping[int, Header]) -> list[Fault]:
    """Name columns as the file does, in the order of its lines."""
    ordered = sorted(faults, key=lambda fault: fault.line)
    return [people.labelled(fault, tables[fault.line]) for fault in ordered]
