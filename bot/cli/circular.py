"""`sigap circular show` and `check`: the law as it is read, and whether a file can be law."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot import settings
from bot.clock import Clock
from bot.console import sentence, show
from bot.office import Unlawful
from bot.voice import Voice
from handlers import cite
from handlers.rules import circular
from handlers.rules.circular import Circular, CircularError, Entry


def show_law(source: str) -> None:
    """Print the merged law of a shipped id or a path: each value with its file and who says it."""
    law = _load(source)
    show(f"# {law.title}")
    show(f"# {law.office}; {law.id}; {law.hash}")
    show(f"# {' <- '.join(f'{layer.name}.toml' for layer in law.layers)}")
    for line in _lines(law):
        show(line)


def check_file(source: str) -> None:
    """Say that a circular can be law, and what of it is still open; raises Trouble if not."""
    law, language = _load(source), settings.said_language()
    duties = ("morning", "call", "ladder", "plan", "report", "attendance", "permit", "recall")
    on = [name for name in (*duties, "checklist") if getattr(law, name)]
    facts = {"id": law.id, "hash": law.hash[:12], "title": law.title, "since": law.since}
    show(sentence(language, "circular.good", **facts, duties=", ".join(on) or "-"))
    for month in law.ramadan:
        if not month.confirmed:
            show(sentence(language, "circular.estimate", start=month.start, end=month.end))


def _load(source: str) -> Circular:
    try:
        return circular.load(source)
    except CircularError as error:
        raise Unlawful(error) from None


def _lines(law: Circular) -> Iterator[str]:
    voice = Voice(settings.said_language(), law.zone, Clock().now())
    for entry in circular.listing(law):
        said = f": {voice.sentence(*_said(law, entry))}" if entry.source else ""
        yield f"{entry.path} = {entry.value}    # {entry.file}.toml{said}"


def _said(law: Circular, entry: Entry) -> tuple[str, Mapping[str, Any]]:
    said = cite.source(law, entry.path)
    return said.key, said.blanks
