"""Who leads whom where a file does not say: proposed from units and ranks, never taken so."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from handlers.roster.foreign import headings, rows
from handlers.roster.foreign.people import Found
from handlers.roster.foreign.units import Tree
from handlers.roster.values import Entry, Proposal

ACTING = re.compile(r"^(?:plt|plh|pjs?|penjabat)\b[.\s]*", re.IGNORECASE)
NO_ECHELON = re.compile(r"NON|TIDAK|PELAKSANA", re.IGNORECASE)
LEVELS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
LOWEST = 99
LEADS = re.compile(r"^(?:kepala|ka\.?)\s+", re.IGNORECASE)
ALIKE = 6  # letters: Sekretaris and Sekretariat, Inspektur and Inspektorat

Unit = tuple[str, str]  # its path, and its key where the file has one


def propose(
    entries: Sequence[Entry], beside: Mapping[str, Found], tree: Tree, wanting: Sequence[str]
) -> tuple[list[Proposal], list[str]]:
    """Propose a superior for each of `wanting`; tell also for whom two are equal."""
    by_nip = {entry.nip: entry for entry in entries}
    members = defaultdict[Unit, list[Entry]](list)
    for entry in entries:
        members[_unit(entry, beside)].append(entry)
    by_path = defaultdict[str, list[Unit]](list)
    for unit in members:
        by_path[unit[0]].append(unit)
    heads = {unit: _head(unit, staff, beside, tree) for unit, staff in members.items()}
    proposals, unsure = [], []
    for nip in wanting:
        found = _above(by_nip[nip], beside, tree, heads, by_path)
        if len(found) == 1:
            one = by_nip[found[0]]
            proposals.append(Proposal(nip, by_nip[nip].name, one.nip, one.name))
        elif found:
            unsure.append(nip)
    return proposals, unsure


def _unit(entry: Entry, beside: Mapping[str, Found]) -> Unit:
    return entry.unit.casefold(), beside[entry.nip].unit_id if entry.nip in beside else ""


def _above(
    entry: Entry,
    beside: Mapping[str, Found],
    tree: Tree,
    heads: Mapping[Unit, list[str]],
    by_path: Mapping[str, Sequence[Unit]],
) -> list[str]:
    """Give who leads somebody's unit, or the next one above that has a head."""
    own = _unit(entry, beside)
    for unit in [own, *_ancestors(own, tree, by_path)]:
        leaders = heads.get(unit, [])
        if entry.nip in leaders:
            continue
        if leaders:
            return leaders
    return []


def _ancestors(unit: Unit, tree: Tree, by_path: Mapping[str, Sequence[Unit]]) -> list[Unit]:
    path, key = unit
    chain = tree.chain(key)[1:]
    if chain:
        return [(" / ".join(tree.path(one)).casefold(), one) for one in chain]
    parts = path.split(" / ")
    above = (" / ".join(parts[:n]) for n in range(len(parts) - 1, 0, -1))
    return [one for outer in above for one in by_path.get(outer, ())]


def _head(
    unit: Unit, staff: Sequence[Entry], beside: Mapping[str, Found], tree: Tree
) -> list[str]:
    """Give who leads a unit; several if none of them comes first, none if the post is vacant."""
    node = tree.nodes.get(unit[1])
    named = [one.nip for one in staff if node and one.nip == node.head]
    if named:
        return named
    ranked = [(rank, one.nip) for one in staff if (rank := _rank(one, beside.get(one.nip)))]
    best = min((rank for rank, _ in ranked), default=None)
    return [nip for rank, nip in ranked if rank == best]


def _rank(entry: Entry, found: Found | None) -> tuple[int, bool, int] | None:
    """Rank a post among those that lead: its echelon, then its name; None if it leads nobody."""
    post, kinds = ACTING.sub("", entry.position), headings.words_of("heads")
    word = next(
        (n for n, names in enumerate(kinds.values()) if headings.begins(post, names)), None
    )
    level = _echelon(found.echelon) if found else LOWEST
    structural = "STRUKTURAL" in headings.words(found.kind) if found else False
    unit = entry.unit.split(" / ")[-1]
    if (word is None and level == LOWEST and not structural) or _of_a_part(post, unit):
        return None
    return level, not _names(post, unit), len(kinds) if word is None else word


def _of_a_part(post: str, unit: str) -> bool:
    """Tell whether a post leads something that lies within a unit: a section of a secretariat."""
    led, own = rows.rank(LEADS.sub("", post)), rows.rank(unit)
    return led is not None and own is not None and led > own


def _names(post: str, unit: str) -> bool:
    """Tell whether a post is called after a unit: Kepala Dinas, Sekretaris, Camat, Inspektur."""
    led = headings.words(LEADS.sub("", post))[:1]
    return any(
        one in word or one[:ALIKE] == word[:ALIKE]
        for one in led
        for word in headings.words(unit)[:2]
    )


def _echelon(said: str) -> int:
    """Read "II.b", "IIB", "Eselon II/b" or 22 as a number, the highest office first."""
    if NO_ECHELON.search(said):
        return LOWEST
    found = re.search(r"\b(IV|V|I{1,3})[\s./-]*([A-E])?\b", said.upper())
    if found:
        return LEVELS[found[1]] * 10 + (ord(found[2]) - ord("A") + 1 if found[2] else 0)
    digits = re.fullmatch(r"[1-5][1-5]", said)
    return int(said) if digits else LOWEST
