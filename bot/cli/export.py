"""`sigap export`: records to stdout, a day at a time, so that the bot never waits for long."""

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot import files, office, settings
from bot.clock import Clock
from bot.console import Trouble
from bot.settings import Settings
from handlers import export as records
from handlers.desk import Desk
from handlers.rules import dates
from handlers.rules.dates import Unclear

WRITERS = {"csv": files.write_csv, "jsonl": files.write_jsonl}
Rows = Callable[[Desk], Iterator[records.Row]]


def export(what: str, since: str, until: str, form: str) -> None:
    """Write one kind of records; raises Trouble for a kind, date or form that is not known."""
    given, clock = settings.load(), Clock()
    if what not in records.COLUMNS:
        raise Trouble("export.unknown", what=what, known=", ".join(records.COLUMNS))
    if form not in WRITERS:
        raise Trouble("export.form", form=form, known=", ".join(WRITERS))
    first, last = _date(since), _date(until)
    law, engine = office.load_law(given), office.open_database(given, clock)
    today = clock.now().astimezone(ZoneInfo(law.zone)).date()
    questions = _questions(what, *_period(first, last, today))
    rows = (row for ask in questions for row in _answer(engine, given, clock, ask))
    WRITERS[form](sys.stdout, records.COLUMNS[what], rows)


def _date(words: str) -> date | None:
    try:
        return dates.written(words) if words else None
    except Unclear:
        raise Trouble("export.date", given=words) from None


def _period(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    since = first or last or today
    until = last or max(since, today)
    if since > until:
        raise Trouble("export.period", since=since, until=until)
    return since, until


def _questions(what: str, since: date, until: date) -> Iterator[Rows]:
    if what == "people":
        yield records.people
        return
    for offset in range((until - since).days + 1):
        yield partial(records.OF_DAY[what], on=since + timedelta(days=offset))


def _answer(engine: Engine, given: Settings, clock: Clock, ask: Rows) -> list[records.Row]:
    with office.at_desk(engine, given, clock) as desk:
        return list(ask(desk))
