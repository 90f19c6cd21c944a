"""`sigap report daily`: the reports of a day as a spreadsheet."""

from pathlib import Path
from zoneinfo import ZoneInfo

from bot import office, settings
from bot.clock import Clock
from bot.console import Trouble, sentence, tell
from bot.papers import reports
from handlers.report import records
from handlers.rules import dates


def daily(day: str, unit: str, path: Path) -> None:
    """Write the reports that were sent for a day; raise Trouble for an unknown date or unit."""
    given, clock = settings.load(), Clock()
    law, engine = office.load_law(given), office.open_database(given, clock)
    try:
        today = clock.now().astimezone(ZoneInfo(law.zone)).date()
        on = dates.written(day) if day else today
    except ValueError:
        raise Trouble("export.date", given=day) from None
    unit = unit.strip()
    with office.at_desk(engine, given, clock) as desk:
        if unit and not records.has_unit(desk, unit):
            raise Trouble("report.unit", given=unit)
        count = reports.daily(path, records.daily(desk, on, unit), given.language)
    tell(sentence(given.language, "report.done", count=count, path=path))
