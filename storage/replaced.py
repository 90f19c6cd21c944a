"""What a newer word replaced is kept with it, so that taking it back restores what was before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

Facts = dict[str, Any]


class Replacing(Protocol):
    """A row that remembers what it replaced."""

    replaced: Facts | None


def put(known: Replacing, row: Replacing, says: Sequence[str], named: Sequence[str]) -> None:
    """Let a known row say what another says; `named` is who said it, and when."""
    if any(getattr(known, name) != getattr(row, name) for name in says):
        known.replaced = {name: _plain(known, name) for name in (*says, *named, "replaced")}
    for name in (*says, *named):
        setattr(known, name, getattr(row, name))


def restore(known: Replacing) -> bool:
    """Let a row say again what it said before; False if it replaced nothing."""
    if known.replaced is None:
        return False
    for name, value in known.replaced.items():
        setattr(known, name, datetime.fromisoformat(value) if name.endswith("_at") else value)
    return True


def _plain(row: Replacing, name: str) -> Any:
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, datetime) else value
