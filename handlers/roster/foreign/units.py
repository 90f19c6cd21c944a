"""Units as paths from the agency down, by their names, or by the tree of their keys."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handlers.roster import cells
from handlers.roster.foreign import headings, rows
from handlers.roster.foreign.header import LOOKED_AT
from handlers.roster.values import Sheet

DEEPEST = 12
GOVERNMENT = re.compile(r"(?:PEMERINTAH|PEMKOT|PEMKAB|PEMPROV)\b", re.IGNORECASE)
TITLE = re.compile(
    r"^(?:UNIT KERJA|UNIT ORGANISASI|OPD|SKPD|PERANGKAT DAERAH|INSTANSI|SATUAN KERJA)\s*:\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Node:
    """A unit of the tree: its name, the key of the unit above it, and who leads it, if named."""

    name: str
    parent: str
    head: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The units of a file that has them on a sheet of their own, by key."""

    nodes: Mapping[str, Node] = field(default_factory=dict)

    def chain(self, key: str) -> list[str]:
        """Give the keys from a unit up to its agency; loops and orphans end it."""
        way: list[str] = []
        while key in self.nodes and key not in way and len(way) < DEEPEST:
            if not (way and GOVERNMENT.match(self.nodes[key].name)):
                way.append(key)
            if self.nodes[key].parent in {key, ""}:
                break
            key = self.nodes[key].parent
        return way

    def path(self, key: str) -> list[str]:
        """Give the names of a unit and all above it, the agency first."""
        return [self.nodes[one].name for one in reversed(self.chain(key))]


def tree(sheets: Sequence[Sheet]) -> tuple[Tree, frozenset[str]]:
    """Find the tree of units among the sheets, and tell which sheets hold it."""
    nodes, used = dict[str, Node](), set[str]()
    for sheet in sheets:
        for place, line in enumerate(sheet.lines[:LOOKED_AT]):
            columns = {headings.in_tree(cells.clean(c)): n for n, c in enumerate(line.cells)}
            if {"id", "name", "parent"} <= columns.keys():
                nodes |= _nodes(sheet, place + 1, columns)
                used.add(sheet.name)
                break
    return Tree(nodes), frozenset(used)


def _nodes(sheet: Sheet, first: int, columns: Mapping[str, int]) -> dict[str, Node]:
    found = {}
    for line in sheet.lines[first:]:
        cell = {
            c: cells.clean(line.cells[n]) if n < len(line.cells) else ""
            for c, n in columns.items()
        }
        name = re.sub(r"^[-\u2013\u2014\s]+", "", cell["name"])
        if cell["id"] and name:
            parent = "" if cell["parent"] in rows.NOTHING else cell["parent"]
            head = cells.number(rows.bare(cell.get("head", "")))
            found[cell["id"]] = Node(name, parent, head)
    return found


def join(names: Sequence[str]) -> str:
    """Write a path; a unit that is named twice in a row is one."""
    parts = [part.strip() for name in names for part in name.split(" / ") if part.strip()]
    kept = [p for n, p in enumerate(parts) if not n or p.casefold() != parts[n - 1].casefold()]
    return " / ".join(kept)


def title(above: Sequence[str]) -> str:
    """Find the agency in the titles above a table, "" if none is named."""
    named = [TITLE.sub("", text) for text in above]
    return next((text for text in named if rows.rank(text) == 0), "")
