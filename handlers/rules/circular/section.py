"""One table under the reader's eye: keys are asked for by name; one that is not is a fault."""

import difflib
from typing import TypeVar, cast

from handlers.rules.circular import sources
from handlers.rules.circular.errors import Faults
from handlers.rules.circular.kinds import ANY_TEXT, Kind, shown
from handlers.rules.circular.merge import Branch, Leaf, Node, Rows

T = TypeVar("T")
TOP = {"since", "until", "zone", "workdays", "wfh_days", "wfh_article", "holidays", "sanction"}


class Section:
    """A table of the merged file. After a fault reading goes on, so that all of them are told."""

    def __init__(self, branch: Branch, path: str, faults: Faults) -> None:
        self.branch = branch
        self.path = path
        self.faults = faults
        self.known: set[str] = set()

    def take(self, key: str, kind: Kind[T]) -> T:
        """Read a key that must be there."""
        value = self.maybe(key, kind)
        if key not in self.branch.nodes:
            self.fault(key, "missing", kind.expected)
        return cast("T", value)  # None only beside a fault, and then nobody gets the circular

    def maybe(self, key: str, kind: Kind[T]) -> T | None:
        """Read a key that may be left out."""
        self.known.add(key)
        node = self.branch.nodes.get(key)
        if node is None:
            return None
        try:
            return kind.read(raw(node))
        except ValueError as error:
            self.fault(key, str(error), kind.expected)
            return None

    def table(self, key: str) -> "Section":
        """Open a table that must be there."""
        self.known.add(key)
        node = self.branch.nodes.get(key)
        if isinstance(node, Branch):
            return Section(node, self.at(key), self.faults)
        wrong = "missing" if node is None else f"is {shown(raw(node))}"
        self.fault(key, wrong, f"a table [{self.at(key)}]")
        return Section(Branch(nodes={}, layer="", path=""), "", Faults())  # its faults say no more

    def duty(self, key: str) -> "Section | None":
        """Open the table of a duty; None when it is absent or switched off by `false`."""
        self.known.add(key)
        node = self.branch.nodes.get(key)
        return None if node is None or raw(node) is False else self.table(key)

    def rows(self, key: str) -> "list[Section]":
        """Open each table of an array of tables."""
        self.known.add(key)
        node = self.branch.nodes.get(key)
        if isinstance(node, Rows):
            return [Section(row, row.path, self.faults) for row in node.rows]
        if node is not None and raw(node) != []:
            self.fault(key, f"is {shown(raw(node))}", f"tables [[{self.at(key)}]]")
        return []

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def fault(self, key: str, wrong: str, expected: str) -> None:
        """Note a fault in the file where the key stands, or else where its table does."""
        node = self.branch.nodes.get(key)
        layer = node.layer if node else self.branch.layer
        self.faults.add(layer, node.path if node else self.at(key), wrong, expected)

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.branch.nodes:
            if key in self.known or self._cites(key):
                continue
            near = difflib.get_close_matches(key, sorted(self.known), n=1)
            if near:
                hint = f'"{near[0]}"'
            elif key in TOP:
                hint = f'"{key}" at the top of the file, before the first [table]'
            else:
                hint = f"one of {', '.join(sorted(self.known))}"
            self.fault(key, "unknown key", hint)

    def _cites(self, key: str) -> bool:
        """Tell whether a key names the clause of others; its kind is looked at here."""
        if key != sources.TABLE and not any(sources.covers(key, one) for one in self.known):
            return False
        self.maybe(key, ANY_TEXT)
        return True


def raw(node: Node) -> object:
    """Give back what stood in the file, as far as a message needs it."""
    return node.value if isinstance(node, Leaf) else ({} if isinstance(node, Branch) else [{}])
