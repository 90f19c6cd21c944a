"""A circular as it is read by people: every value with its file and what that file says of it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handlers.rules.circular.errors import Faults
from handlers.rules.circular.hours import COVERS
from handlers.rules.circular.kinds import shown
from handlers.rules.circular.law import Circular
from handlers.rules.circular.merge import Branch, Leaf, Node
from handlers.rules.circular.parsing import merged
from handlers.rules.circular.values import Hours

HEADER = re.compile(r"(\[\[?)([\w.]+)\]\]?\s*(?:#\s*(.*))?")
KEY = re.compile(r"([\w]+)\s*=\s*((?:\"[^\"]*\"|[^\"#])*)(?:#\s*(.*))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value: its key path, itself, the file it stands in, and its clause or remark there."""

    path: str
    value: str
    file: str
    clause: str


def listing(law: Circular) -> tuple[Entry, ...]:
    """List every value of the merged law, each with its file and clause."""
    root, _ = merged(law.layers, Faults())
    remarks = {layer.name: _remarks(layer.text) for layer in law.layers}
    found = [
        Entry(path=path, value=shown(leaf.value), file=leaf.layer, clause=_clause(leaf, remarks))
        for path, leaf in _leaves(root)
    ]
    return (*found, *_hours(law, remarks))


def _leaves(branch: Branch, prefix: str = "") -> Iterator[tuple[str, Leaf]]:
    """Walk all values; what stands alone comes before the tables."""
    for key, node in sorted(branch.nodes.items(), key=lambda item: not isinstance(item[1], Leaf)):
        yield from _below(f"{prefix}{key}", node)


def _below(path: str, node: Node) -> Iterator[tuple[str, Leaf]]:
    if isinstance(node, Leaf):
        yield path, node
    elif isinstance(node, Branch):
        yield from _leaves(node, f"{path}.")
    else:
        for number, row in enumerate(node.rows, start=1):
            yield from _leaves(row, f"{path}[{number}].")


def _clause(leaf: Leaf, remarks: Mapping[str, Mapping[str, str]]) -> str:
    """Give the remark beside a value in its file, or else the one beside its table."""
    known = remarks[leaf.layer]
    table = leaf.path.rpartition(".")[0]
    return known.get(leaf.path) or known.get(table, "")


def _hours(law: Circular, remarks: Mapping[str, Mapping[str, str]]) -> Iterator[Entry]:
    for day, hours in law.hours.items():
        file = law.source_of(f"hours.{day}")
        keys = [key for key, days in COVERS.items() if day in days]
        said = [remarks[file].get(f"hours.{key}", "") for key in reversed(keys)]
        clause = next((one for one in said if one), "")
        yield Entry(path=f"hours.{day}", value=_written(hours), file=file, clause=clause)


def _written(hours: Hours) -> str:
    work = ", ".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in hours.work)
    quiet = ", ".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in hours.quiet)
    return f"{work}; quiet {quiet}" if quiet else work


def _remarks(text: str) -> dict[str, str]:
    """Read the comments of a file: beside a key or a table, or on the lines above a table.

    A table that names its article is known by it.
    """
    found: dict[str, str] = {}
    rows: Counter[str] = Counter()
    table, above = "", ""
    for line in text.splitlines():
        head, key = HEADER.fullmatch(line.rstrip()), KEY.match(line)
        if head:
            table = _table(head[1], head[2], rows)
            _add(found, table, head[3] or above)
        elif key:
            path = f"{table}.{key[1]}" if table else key[1]
            _add(found, path, key[3] or "")
            if key[1] == "article":
                found[table] = key[2].strip().strip('"')
            elif table.startswith("hours."):
                _add(found, table, key[3] or "")
        above = f"{above} {line.lstrip('# ')}".strip() if line.startswith("#") else ""
    return found


def _table(brackets: str, name: str, rows: Counter[str]) -> str:
    if brackets == "[":
        return name
    rows[name] += 1
    return f"{name}[{rows[name]}]"


def _add(found: dict[str, str], path: str, remark: str) -> None:
    if remark.strip():
        found.setdefault(path, remark.strip())
