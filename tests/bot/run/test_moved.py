"""`sigap run` on a moved and on a restored SQLite [2b of 8, 2]."""

import pytest

from tests.bot.run.moving import (
    goes_on_where_it_was_moved,
    goes_on_where_it_was_restored,
    number_on,
)
from tests.bot.run.site import Site
from tests.fakes.telegram import FakeTelegram

pytestmark = [pytest.mark.slow, pytest.mark.alone]


async def test_a_bot_goes_on_in_a_database_to_which_it_was_moved(
    on_telegram: Site, telegram: FakeTelegram
) -> None:
    number_on(telegram)
    url = f"sqlite:///{on_telegram.folder / 'moved.db'}"
    await goes_on_where_it_was_moved(on_telegram, url)


async def test_a_bot_goes_on_in_a_restored_database(
    on_telegram: Site, telegram: FakeTelegram
) -> None:
    number_on(telegram)
    url = f"sqlite:///{on_telegram.folder / 'restored.db'}"
    await goes_on_where_it_was_restored(on_telegram, url)
