"""`sigap migrate` and `sigap import`: the memory, and who is in it."""

from pathlib import Path

from bot import files, office, settings
from bot.clock import Clock
from bot.console import Trouble, sentence, show, tell
from handlers import roster
from handlers.roster import Fault, Reading, Summary, Terms


def migrate() -> None:
    """Bring the database up to date and say where it stands."""
    given = settings.load()
    revision = office.migrate(given, Clock())
    show(sentence(given.language, "office.migrated", revision=revision))


def import_roster(path: Path, *, partial: bool, complete: bool) -> None:
    """Import a roster; raises Trouble if nothing was imported."""
    if partial and complete:
        raise Trouble("import.both")
    given, clock = settings.load(), Clock()
    lines = files.read(path)
    engine, law = office.open_memory(given, clock)
    with office.at_desk(engine, given, clock) as desk:
        today, known = desk.today(law.zone), roster.seats(desk.db)
    terms = Terms(today=today, zone=law.zone, known=known, complete=complete, partial=partial)
    reading = roster.parse(lines, terms)
    _show(given.language, reading)
    if reading.faults and not (partial and reading.roster.entries):
        raise Trouble("import.refused", count=len(reading.faults))
    with office.at_desk(engine, given, clock, decides=True) as desk:
        if roster.seats(desk.db) != known:
            raise Trouble("import.overtaken")
        summary = roster.apply(desk, reading.roster, complete=complete)
    _sum_up(given.language, reading, summary)


def _show(language: str, reading: Reading) -> None:
    for warning in reading.warnings:
        tell(sentence(language, "import.warning", what=say(language, warning)))
    for fault in reading.faults:
        tell(say(language, fault))


def say(language: str, fault: Fault) -> str:
    """Say what is wrong at which line and column."""
    what = sentence(language, f"roster.{fault.key}", **fault.blanks)
    where = "import.at" if fault.column else "import.at_line"
    return sentence(language, where, line=fault.line, column=fault.column, what=what)


def _sum_up(language: str, reading: Reading, summary: Summary) -> None:
    counts = {
        "added": summary.added,
        "changed": summary.changed,
        "unchanged": summary.unchanged,
        "deactivated": summary.deactivated,
    }
    show(sentence(language, "import.done", **counts))
    skipped = len({fault.line for fault in reading.faults})
    if skipped:
        show(sentence(language, "import.skipped", count=skipped))
