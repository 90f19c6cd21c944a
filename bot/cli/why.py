"""`sigap why NIP DATE`: where somebody works on a day, and by which rule."""

import json

from bot import office, settings
from bot.clock import Clock
from bot.console import Trouble, show
from bot.voice import Voice
from handlers import assignment, explain
from handlers.desk import freeze
from handlers.roster import cells
from storage import people


def why(nip: str, day: str, *, as_json: bool) -> None:
    """Say it in a sentence, or for a program; raises Trouble for a person or date unknown."""
    given, clock = settings.load(), Clock()
    try:
        on = assignment.day(cells.clean(day))
    except cells.Wrong:
        raise Trouble("export.date", given=day) from None
    engine = office.open_database(given, clock)
    with office.at_desk(engine, given, clock) as desk:
        person = people.by_nip(desk.db, cells.number(nip))
        if person is None:
            raise Trouble("why.unknown", nip=nip)
        if as_json:
            show(json.dumps(explain.facts(desk, person, on), ensure_ascii=False))
            return
        said = freeze(explain.why(desk, person, on))
        voice = Voice(given.language, person.zone, clock.now())
        show(voice.sentence(said["$say"], said["with"]))
