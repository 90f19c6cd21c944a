"""Who says a value: the circular by a clause, the agency's own file, or, as both are silent, we.

In a file `article` is the clause of its table and of all below it, `KEY_article` that of one key
(or of all keys that begin with that word); empty says that the circular does not say it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handlers.rules.circular.merge import Branch, Leaf, Node, Rows

TABLE, KEY = "article", "_article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file of a value, whose word it is, and the clause that this file gives for it."""

    file: str
    by: str  # circular | agency | default
    clause: str = ""


OURS = Source(file="", by="default")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citations:
    """What each file of a circular says about its own values, before they are merged."""

    ranks: Mapping[str, str]
    clauses: Mapping[tuple[str, str], str]
    ordered: Mapping[str, Source]

    def of(self, node: Node) -> Source:
        """Give the source of a value; what a circular's file holds without a clause is ours."""
        by, clause = self.ranks[node.layer], self.clauses.get((node.layer, node.path), "")
        by = "default" if by == "circular" and not clause else by
        return Source(file=node.layer, by=by, clause=clause)

    def walk(self, root: Branch) -> dict[str, Source]:
        """Give the source of every key of the merged file; of a duty, that of its order."""
        return {**dict(self._below(root, "")), **self.ordered}

    def _below(self, branch: Branch, prefix: str) -> Iterator[tuple[str, Source]]:
        for key, node in branch.nodes.items():
            path = f"{prefix}{key}"
            yield path, self.of(node)
            if isinstance(node, Branch):
                yield from self._below(node, f"{path}.")
            elif isinstance(node, Rows):
                for number, row in enumerate(node.rows, start=1):
                    yield f"{path}[{number}]", self.of(row)
                    yield from self._below(row, f"{path}[{number}].")


def citations(files: Sequence[Branch], duties: Sequence[str]) -> Citations:
    """Read them, base first. The lowest file with a title is the circular, what lies on it not."""
    titled = (n for n, file in enumerate(files) if "title" in file.nodes)
    circular = next(titled, len(files))
    ranks = {
        file.layer: "default" if n < circular else "agency" if n > circular else "circular"
        for n, file in enumerate(files)
    }
    clauses = {(f.layer, path): clause for f in files for path, clause in _clauses(f, "")}
    found = Citations(ranks=ranks, clauses=clauses, ordered={})
    ordered = {duty: _order(duty, files, found) for duty in duties}
    return Citations(
        ranks=ranks,
        clauses=clauses,
        ordered={duty: source for duty, source in ordered.items() if source},
    )


def _order(duty: str, files: Sequence[Branch], found: Citations) -> Source | None:
    """Name who orders a duty: the uppermost file with a clause for it, else the lowest with it."""
    order: Source | None = None
    for node in (file.nodes.get(duty) for file in files):
        if isinstance(node, Leaf):
            order = None
        elif node and (order is None or found.of(node).clause):
            order = found.of(node)
    return order


def _clauses(branch: Branch, inherited: str) -> Iterator[tuple[str, str]]:
    """Walk all keys of one file that have a clause there."""
    said = {
        key: node.value.strip()
        for key, node in branch.nodes.items()
        if is_citation(key) and isinstance(node, Leaf) and isinstance(node.value, str)
    }
    general = said.get(TABLE, inherited)
    if branch.path and general:
        yield branch.path, general
    for key, node in branch.nodes.items():
        clause = next((one for name, one in said.items() if covers(name, key)), general)
        if clause and not isinstance(node, Branch):
            yield node.path, clause
        below = [node] if isinstance(node, Branch) else node.rows if isinstance(node, Rows) else []
        for table in below:
            yield from _clauses(table, clause)


def is_citation(key: str) -> bool:
    """Tell whether a key names a clause."""
    return key == TABLE or key.endswith(KEY)


def covers(citation: str, key: str) -> bool:
    """Tell whether a key such as `share_article` names the clause of another, `share_percent`."""
    word = citation.removesuffix(KEY)
    return citation.endswith(KEY) and (key == word or key.startswith(f"{word}_"))
