"""`sigap schedule FILE`: a Surat Tugas or a schedule becomes orders, all of it or nothing."""

from pathlib import Path

from bot import files, keyring, office, settings
from bot.cli.importing import say
from bot.clock import Clock
from bot.console import Trouble, sentence, show, tell
from handlers import assignment
from storage import bulk


def import_schedule(path: Path) -> None:
    """Keep the orders of a file; raises Trouble if one of its rows is bad."""
    given, clock = settings.load(), Clock()
    lines = files.read(path)
    engine, _ = office.open_memory(given, clock)
    key = keyring.key_for(given, engine)
    with office.at_desk(engine, given, clock, key, decides=True) as desk:
        known = {person.nip: person for person in bulk.everybody(desk.db)}
        reading = assignment.parse(lines, known)
        for fault in reading.faults:
            tell(say(given.language, fault))
        if reading.faults:
            raise Trouble("schedule.refused", count=len(reading.faults))
        for warning in assignment.warnings(desk, reading.orders, known):
            tell(sentence(given.language, "import.warning", what=say(given.language, warning)))
        assignment.apply(desk, reading.orders, known)
    counts = {
        "orders": len(reading.orders),
        "people": len({order.nip for order in reading.orders}),
        "letters": len({order.letter for order in reading.orders}),
    }
    show(sentence(given.language, "schedule.done", **counts))
