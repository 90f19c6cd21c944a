"""A message that is brought twice is kept once, but for a form that tells more."""

from sqlalchemy import Engine

from storage import inbox
from storage.database import transaction
from tests.storage.test_memory import NOW


def stored(engine: Engine, *names: str) -> list[tuple[str, dict[str, str]]]:
    with transaction(engine) as db:
        for name in names:
            inbox.store(db, "whatsapp", [(name, {"by": name}), (f"x{name}", {})], NOW)
        rows = inbox.waiting(db, 50)
    return [(row.external_id, row.raw) for row in rows if not row.external_id.startswith("x")]


def test_the_richer_form_comes_beside_what_the_list_had_shown(engine: Engine) -> None:
    kept = stored(engine, "SM1", "SM1", "SM1#whole", "SM1#whole")
    assert kept == [("SM1", {"by": "SM1"}), ("SM1", {"by": "SM1#whole"})]


def test_what_the_list_shows_later_adds_nothing_to_it(engine: Engine) -> None:
    assert stored(engine, "SM1#whole", "SM1") == [("SM1", {"by": "SM1#whole"})]
