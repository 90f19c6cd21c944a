"""Lay the files of a circular over each other; each value knows its file."""

from collections.abc import Mapping
from dataclasses import dataclass

ADDED = {"exempt", "note"}  # an upper file adds to these; every other array it replaces


@dataclass(slots=True, kw_only=True)
class Leaf:
    """A value, the layer it stands in, and its key path there."""

    value: object
    layer: str
    path: str


@dataclass(slots=True, kw_only=True)
class Rows:
    """An array of tables, such as [[ladder.step]]."""

    rows: "list[Branch]"
    layer: str
    path: str


@dataclass(slots=True, kw_only=True)
class Branch:
    """A table; `layer` is the uppermost one that has it."""

    nodes: "dict[str, Node]"
    layer: str
    path: str


Node = Leaf | Rows | Branch


def grow(value: object, layer: str, path: str) -> Node:
    """Make nodes of one file's value."""
    if isinstance(value, Mapping):
        return grow_table(value, layer, path)
    if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        rows = [grow_table(row, layer, f"{path}[{n}]") for n, row in enumerate(value, start=1)]
        return Rows(rows=rows, layer=layer, path=path)
    return Leaf(value=value, layer=layer, path=path)


def grow_table(table: Mapping[str, object], layer: str, path: str = "") -> Branch:
    """Make nodes of a table and all below it."""
    prefix = f"{path}." if path else ""
    nodes = {key: grow(below, layer, f"{prefix}{key}") for key, below in table.items()}
    return Branch(nodes=nodes, layer=layer, path=path)


def lay(lower: Branch, upper: Branch) -> None:
    """Put a table over the one below it: tables merge, any other value is replaced."""
    for key, node in upper.nodes.items():
        below = lower.nodes.get(key)
        if node.path in ADDED and isinstance(node, Leaf) and node.value == []:
            continue
        if isinstance(node, Branch) and isinstance(below, Branch):
            lay(below, node)
        elif node.path in ADDED and isinstance(node, Rows) and isinstance(below, Rows):
            lower.nodes[key] = Rows(rows=below.rows + node.rows, layer=node.layer, path=key)
        else:
            lower.nodes[key] = node
    lower.layer = upper.layer


def fill(branch: Branch, defaults: Branch) -> None:
    """Give a table what it leaves open; the file that orders the duty stays its source."""
    for key, node in defaults.nodes.items():
        own = branch.nodes.setdefault(key, node)
        if isinstance(own, Branch) and isinstance(node, Branch):
            fill(own, node)
