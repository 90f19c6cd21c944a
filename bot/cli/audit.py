"""`sigap audit`: what the independent auditor finds in the database."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.console import Trouble
from handlers.rules import dates

SHOWN = 50


def audit(
    since: Annotated[
        str, typer.Option("--from", metavar="YYYY-MM-DD", help="First day; without it all.")
    ] = "",
) -> None:
    """Let the independent auditor look for promises that the program broke."""
    from bot import office, settings  # noqa: PLC0415
    from bot.clock import Clock  # noqa: PLC0415
    from bot.console import sentence, show, tell  # noqa: PLC0415
    from storage import audit as auditor  # noqa: PLC0415
    from storage.database import reading  # noqa: PLC0415

    given, clock = settings.load(), Clock()
    begin = _moment(since) if since else auditor.EVERYTHING
    engine = office.open_database(given, clock)
    with reading(engine) as db:
        findings = auditor.audit(db.connection(), clock.now(), begin)
        count = auditor.calls_since(db.connection(), begin)
    for finding in findings[:SHOWN]:
        show(str(finding))
    if findings:
        tell(sentence(given.language, "audit.found", count=len(findings)))
        raise typer.Exit(1)
    show(sentence(given.language, "audit.clean", count=count))


def _moment(text: str) -> datetime:
    try:
        day = dates.written(text)
    except ValueError:
        raise Trouble("export.date", given=text) from None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
