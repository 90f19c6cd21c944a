"""`sigap move`: the memory goes to another database, whole or not at all."""

from pydantic_core import PydanticCustomError

from bot import office, settings
from bot.clock import Clock
from bot.console import Trouble, sentence, show, tell
from bot.settings import values
from storage import move as moving
from storage.move import Unmovable


def move(to: str) -> None:
    """Carry everything over to an empty database, and tell what arrived."""
    given, clock = settings.load(), Clock()
    try:
        url = values.database_url(to)
    except PydanticCustomError:
        raise Trouble("settings.database", name="--to") from None
    language = given.language

    def said(table: str, count: int) -> None:
        tell(sentence(language, "move.table", table=table, count=count))

    source, target = office.open_database(given, clock), office.open_empty(url, given, clock)
    tell(sentence(language, "move.begins"))
    try:
        moved = moving.move(source, target, clock.now(), said)
    except Unmovable as why:
        raise Trouble(why.key, **why.blanks) from None
    if moved.broken:
        tell(sentence(language, "move.broken", count=moved.broken))
    counts = {"tables": moved.tables, "rows": moved.rows, "links": moved.links}
    show(sentence(language, "move.done", head=moved.head, **counts))
