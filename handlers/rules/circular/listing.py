"""A circular as it is read by people: every value with its file and who says it."""

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.rules.circular.errors import Faults
from handlers.rules.circular.kinds import shown
from handlers.rules.circular.law import Circular
from handlers.rules.circular.merge import Branch, Leaf, Node
from handlers.rules.circular.parsing import merged
from handlers.rules.circular.sources import Source, is_citation
from handlers.rules.circular.values import Hours

NAMES = {"id", "extends", "title", "office"}  # these only name the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value: its key path, itself, and its source, but for what only names the file."""

    path: str
    value: str
    file: str
    source: Source | None


def listing(law: Circular) -> tuple[Entry, ...]:
    """List every value of the merged law, each with its source."""
    root, _, _ = merged(law.layers, Faults())
    found = [_entry(law, path, shown(leaf.value)) for path, leaf in _leaves(root)]
    return (*found, *_hours(law))


def _entry(law: Circular, path: str, value: str) -> Entry:
    source = law.source(path)
    named = source if path not in NAMES else None
    return Entry(path=path, value=value, file=source.file, source=named)


def _leaves(branch: Branch, prefix: str = "") -> Iterator[tuple[str, Leaf]]:
    """Walk all values but the citations; what stands alone comes before the tables."""
    for key, node in sorted(branch.nodes.items(), key=lambda item: not isinstance(item[1], Leaf)):
        if not is_citation(key):
            yield from _below(f"{prefix}{key}", node)


def _below(path: str, node: Node) -> Iterator[tuple[str, Leaf]]:
    if isinstance(node, Leaf):
        yield path, node
    elif isinstance(node, Branch):
        yield from _leaves(node, f"{path}.")
    else:
        for number, row in enumerate(node.rows, start=1):
            yield from _leaves(row, f"{path}[{number}].")


def _hours(law: Circular) -> Iterator[Entry]:
    for day, hours in law.hours.items():
        yield _entry(law, f"hours.{day}", _written(hours))


def _written(hours: Hours) -> str:
    work = ", ".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in hours.work)
    quiet = ", ".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in hours.quiet)
    return f"{work}; quiet {quiet}" if quiet else work
