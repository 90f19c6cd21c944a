"""Rows of any layout become rows of ours, each with what a proposal of superiors needs."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from handlers.roster import cells
from handlers.roster.cells import Wrong
from handlers.roster.foreign import headings, rows, units
from handlers.roster.foreign.header import Header
from handlers.roster.foreign.rows import Raw
from handlers.roster.foreign.units import Tree
from handlers.roster.values import COLUMNS, Fault, Held, Line, Place, letters
from handlers.rules import nip as civil

ACTIVE = re.compile(r"\bAKTIF\b")
NOT_ACTIVE = re.compile(r"\b(?:NON|TIDAK|TDK)\b")
STATES = re.compile(
    r"AKTIF|CLTN|CUTI|PENSIUN|TUGAS BELAJAR|BERHENTI|DIBERHENTIKAN|MENINGGAL|HILANG|WAFAT"
)
AWAY = re.compile(
    r"(?:CLTN|CUTI|TUGAS BELAJAR|TUBEL|MPP|MASA PERSIAPAN|PENSIUN|MENINGGAL|DIBERHENTIKAN"
    r"|PEMBERHENTIAN)\b(?!.*\d{4})"
)
NUMBER = re.compile(r"[\d\s.,E+\-]+|\S*\d\S*")
NIK = 16  # digits: a number of the population register, which nobody here needs
PASSED_ON = ("role", "zone", "home_lat", "home_lon", "domicile", "duties", "hours")


@dataclass(frozen=True, slots=True)
class Found:
    """One person in a file of others: a line as we write it, and what stands beside it there."""

    line: Line
    nip: str
    name: str
    unit_id: str
    echelon: str
    kind: str
    supervisor_name: str
    held: Held | None
    warnings: tuple[Fault, ...]


def translate(header: Header, raw: Raw, tree: Tree) -> Found:
    """Bring a row into our own columns."""

    def pick(column: str) -> str:
        return rows.pick(header, raw.cells, column)

    number, warnings = raw.line.number, list[Fault]()
    nip = cells.number(raw.nip)
    phone = _phone(header, raw, warnings)
    above, above_name = _supervisor(pick)
    state = _state(header, raw)
    held = Held(number, nip, raw.name, state) if state else None
    values = {
        "nip": "" if len(nip) == NIK and nip.isdigit() else nip,
        "name": _titled(pick("title_before"), raw.name, pick("title_after")),
        "unit": _unit(header, raw, tree, pick("unit_id")),
        "position": pick("position"),
        "person_type": _kind(header, raw, nip),
        "supervisor_nip": above,
        "phone": phone,
        **{column: pick(column) for column in PASSED_ON},
    }
    return Found(
        line=Line(number, tuple(values[column] for column in COLUMNS)),
        nip=nip,
        name=raw.name,
        unit_id=pick("unit_id"),
        echelon=pick("echelon"),
        kind=pick("position_kind"),
        supervisor_name=above_name,
        held=held,
        warnings=tuple(warnings),
    )


def _titled(before: str, name: str, after: str) -> str:
    """Write a name with its titles, which stand in columns of their own."""
    named = f"{before} {name}".strip()
    return f"{named}, {after.lstrip(', ')}" if after and name else named


def _unit(header: Header, raw: Raw, tree: Tree, key: str) -> str:
    path = tree.path(key)
    if path:
        return units.join(path)
    given = [raw.cells[n] for n in header.units if n < len(raw.cells)]
    names = [name for name in given if name not in rows.NOTHING]
    path = names or list(raw.sections)
    broken = next((name for name in names if cells.ERRORS.fullmatch(name)), "")
    if broken or not (path or not header.units):
        return broken
    agency = units.title(header.above)
    outermost = path[0].split(" / ")[0] if path else ""
    outside = header.deep or not header.units or (rows.rank(outermost) or 0) > 0
    return units.join([agency, *path] if outside and rows.rank(outermost) != 0 else path)


def _kind(header: Header, raw: Raw, nip: str) -> str:
    """Tell the kind of staff from its columns, else from the number."""
    places = header.columns.get("person_type", ())
    for said in (raw.cells[n] for n in places if n < len(raw.cells)):
        found = kind_of(said)
        if found or cells.ERRORS.fullmatch(said):
            return found or said
    if len(nip) == civil.DIGITS and nip.isdigit():
        return civil.kind(nip)
    unread = not nip or cells.FLOAT.fullmatch(nip) or cells.ERRORS.fullmatch(nip)
    return "PNS" if unread or nip.isdigit() else ""  # the number is at fault, and that is enough


def kind_of(said: str) -> str:
    """Read what an office calls a kind of staff; "" if it is none that we know."""
    given = headings.words(said.upper())
    kinds = headings.words_of("people")
    return next(
        (k for k, names in kinds.items() if any(_within(headings.words(n), given) for n in names)),
        "",
    )


def _within(name: tuple[str, ...], given: tuple[str, ...]) -> bool:
    if len(name) == 1 and len(name[0]) == 1:
        return given == name
    return any(given[at : at + len(name)] == name for at in range(len(given)))


def _state(header: Header, raw: Raw) -> str:
    """Name why somebody does not work now, "" if he does or nothing says so."""
    state = rows.pick(header, raw.cells, "state")
    status = rows.pick(header, raw.cells, "person_type").upper()
    remark = rows.pick(header, raw.cells, "remark")
    said = state or (status if STATES.search(status) and not kind_of(status) else "")
    said = said or (remark if AWAY.match(remark.upper()) else "")
    upper = said.upper().replace("-", " ")
    return "" if not said or (ACTIVE.search(upper) and not NOT_ACTIVE.search(upper)) else said


def _phone(header: Header, raw: Raw, warnings: list[Fault]) -> str:
    """Take the first mobile number of all that are there; a bad one keeps nobody out."""
    given = [raw.cells[n] for n in header.columns.get("phone", ()) if n < len(raw.cells)]
    said = [cell for cell in given if cell not in rows.NOTHING]
    numbers = [
        part
        for cell in said
        for part in re.split(r"[/;,&|]|\bdan\b|\batau\b", cell)
        if part.strip()
    ]
    good: list[str] = []
    for one in numbers:
        try:
            good.append(cells.phone(one.strip(rows.QUOTES + " ")))
        except Wrong as wrong:
            if len(numbers) == 1:
                warnings.append(Fault(raw.line.number, "phone", f"{wrong.key}_left"))
    good = [number for number in dict.fromkeys(good) if number]
    if len(good) > 1:
        warnings.append(Fault(raw.line.number, "phone", "phones", {"count": len(good) - 1}))
    elif len(numbers) > 1 and not good:
        warnings.append(Fault(raw.line.number, "phone", "phone_left"))
    return good[0] if good else ""


def _supervisor(pick: Callable[[str], str]) -> tuple[str, str]:
    """Give the superior's number, or his name where only that is there."""
    said, name = pick("supervisor_nip"), pick("supervisor_name")
    for cell in (said, name):
        number = cells.CIVIL.search(cell)
        if number:
            return cells.number(number[0]), ""
    inner = rows.bare(said)
    if said.casefold() in cells.WIPES or (inner and NUMBER.fullmatch(inner)):
        return cells.number(inner or said), ""
    return "", name or said


def labelled(fault: Fault, header: Header) -> Fault:
    """Name a fault's column, and the cell that is broken, as the file does."""
    place = _place(header, fault.column)
    label = header.labels.get(place, fault.column)
    blanks = dict(fault.blanks)
    if "place" in blanks:
        cell = f"{letters(place)}{int(fault.line) % Place.ROOM}" if place >= 0 else ""
        blanks["place"] = f"{header.sheet.name}!{cell}" if header.sheet.name else cell
    return Fault(fault.line, label, fault.key, blanks)


def _place(header: Header, column: str) -> int:
    if column == "unit" and header.units:
        return header.units[0]
    places = header.columns.get(column) or header.columns.get("name_nip") or (-1,)
    return places[0] if column in {*header.columns, "nip", "name"} else -1
