"""`sigap run` on a PostgreSQL to which it was moved, or that was restored [2b of 8, 2]."""

from pathlib import Path

from tests.bot.run.moving import (
    goes_on_where_it_was_moved,
    goes_on_where_it_was_restored,
    number_on,
)
from tests.bot.run.networks import OnTelegram
from tests.bot.run.site import Site
from tests.databases import server_database
from tests.fakes.telegram import FakeTelegram
from tests.postgres.crew import Crew


async def test_a_bot_goes_on_at_the_server_to_which_it_was_moved(
    tmp_path: Path, telegram: FakeTelegram
) -> None:
    number_on(telegram)
    with server_database() as url:
        await goes_on_where_it_was_moved(Site(tmp_path, OnTelegram(telegram)), url)


async def test_a_bot_goes_on_in_a_restored_database(crew: Crew, telegram: FakeTelegram) -> None:
    number_on(telegram)
    with server_database() as url:
        crew.site.enrol = enrolled  # type: ignore[method-assign]
        crew.site.env["SIGAP_LOG_LEVEL"] = "INFO"
        await goes_on_where_it_was_restored(crew.site, url)


async def enrolled() -> None:
    """All have: the database is a copy of one where they did."""
