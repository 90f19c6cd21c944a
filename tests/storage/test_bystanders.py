"""What is done about one row leaves the row beside it alone: another person, state, day."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from storage import inbox, leases, outbox
from storage.database import transaction
from storage.rows import Inbox, Outbox
from tests.storage.test_memory import NOW

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ANA, EKA = "telegram:1", "telegram:2"


def heard(engine: Engine, *ids: str, at: datetime = NOW) -> None:
    with transaction(engine) as db:
        inbox.store(db, "telegram", [(name, {"words": name}) for name in ids], at)


def number(engine: Engine, name: str) -> int:
    with transaction(engine) as db:
        return db.exec(select(Inbox.id).where(Inbox.external_id == name)).one() or 0


def say(engine: Engine, address: str, key: str = "x.remind", **facts: object) -> int:
    """Queue words; give their number."""
    given: dict[str, object] = {"address": address, "key": key, "keyboard": "", "language": "id"}
    given |= {"blanks": {}, "buttons": [], "zone": "Asia/Jakarta", "attempt_id": None}
    given |= {"urgent": False, "repeatable": True, "expires_at": None}
    given |= {"not_before": NOW, "created_at": NOW}
    with transaction(engine) as db:
        outbox.add(db, **(given | facts))
    with transaction(engine) as db:
        return max(row or 0 for row in db.exec(select(Outbox.id)).all())


def states(engine: Engine, rows: Iterable[int]) -> list[str]:
    with transaction(engine) as db:
        known = dict(db.exec(select(Outbox.id, Outbox.state)).all())
    return [known.get(row, "gone") for row in rows]


def take(engine: Engine, now: datetime = NOW) -> list[leases.Words]:
    with transaction(engine) as db:
        words = leases.next_words(db, "telegram", now, 50)
        leases.take(db, words, now)
        return words


# what comes in


def test_an_update_is_new_by_itself(engine: Engine) -> None:
    heard(engine, "1", "2")
    first, second = number(engine, "1"), number(engine, "2")
    with transaction(engine) as db:
        inbox.done(db, [first])
    with transaction(engine) as db:
        assert not inbox.is_new(db, first)
        assert inbox.is_new(db, second)
        assert not inbox.is_drained(db)


def test_only_what_was_set_aside_is_counted_as_such(engine: Engine) -> None:
    heard(engine, "1", "2", "3")
    with transaction(engine) as db:
        assert inbox.quarantined(db) == 0
    with transaction(engine) as db:
        inbox.quarantine(db, number(engine, "2"), "ValueError")
    with transaction(engine) as db:
        assert inbox.quarantined(db) == 1


def test_updates_of_today_and_those_that_wait_are_not_forgotten(engine: Engine) -> None:
    heard(engine, "old", "old and waiting", at=NOW - 2 * DAY)
    heard(engine, "fresh")
    done = [number(engine, "old"), number(engine, "fresh")]
    with transaction(engine) as db:
        inbox.done(db, done)
    with transaction(engine) as db:
        inbox.forget(db, NOW - DAY)
    with transaction(engine) as db:
        left = db.exec(select(Inbox.external_id).order_by(col(Inbox.id))).all()
    assert left == ["old and waiting", "fresh"]


# what goes out


def test_words_of_today_and_those_that_wait_are_not_forgotten(engine: Engine) -> None:
    old = NOW - 2 * DAY
    rows = [say(engine, ANA, created_at=old), say(engine, ANA), say(engine, EKA, created_at=old)]
    with transaction(engine) as db:
        outbox.cancel(db, ANA, ("x.remind",))
    with transaction(engine) as db:
        outbox.forget(db, NOW - DAY)
    assert states(engine, rows) == ["gone", "cancelled", "new"]


def test_words_in_a_hand_are_not_forgotten(engine: Engine) -> None:
    row = say(engine, ANA, created_at=NOW - 2 * DAY)
    assert [words.id for words in take(engine)] == [row]
    with transaction(engine) as db:
        outbox.forget(db, NOW)
    assert states(engine, [row]) == ["sending"]


def test_one_who_has_answered_takes_back_no_word_of_another(engine: Engine) -> None:
    rows = [say(engine, ANA), say(engine, EKA), say(engine, ANA, "x.other")]
    with transaction(engine) as db:
        outbox.cancel(db, ANA, ("x.remind",))
    assert states(engine, rows) == ["cancelled", "new", "new"]


# what is in a hand


def test_a_lease_holds_for_its_time_and_no_longer(engine: Engine) -> None:
    row = say(engine, ANA)
    take(engine)
    for passed, expected in ((-SECOND, []), (timedelta(), [row]), (SECOND, [row])):
        with transaction(engine) as db:
            found = leases.lost(db, NOW + leases.LEASE + passed)
            assert [one.id for one in found] == expected


def test_who_renews_his_lease_keeps_his_own_only(engine: Engine) -> None:
    rows = [say(engine, ANA), say(engine, EKA)]
    ana, eka = sorted(take(engine), key=lambda words: words.id)
    assert [ana.id, eka.id] == rows
    later = NOW + leases.LEASE - SECOND
    with transaction(engine) as db:
        assert leases.renew(db, [(ana.id, ana.tries)], later) == {(ana.id, ana.tries)}
    with transaction(engine) as db:
        found = leases.lost(db, NOW + leases.LEASE)
        assert [one.id for one in found] == [eka.id]


@pytest.mark.parametrize(("tries", "state"), [(1, "new"), (2, "sending")])
def test_a_hand_that_has_lost_words_puts_none_back(engine: Engine, tries: int, state: str) -> None:
    rows = [say(engine, ANA), say(engine, EKA)]
    take(engine)
    with transaction(engine) as db:
        leases.put_back(db, rows[0], NOW, "x", tries=tries)
    assert states(engine, rows) == [state, "sending"]


def test_a_chat_that_is_full_delays_no_other_and_shortens_no_wait(engine: Engine) -> None:
    say(engine, ANA)
    say(engine, EKA)
    later = say(engine, ANA, "x.later", not_before=NOW + DAY)
    with transaction(engine) as db:
        leases.delay(db, ANA, NOW + SECOND)
    assert [words.address for words in take(engine)] == [EKA]
    assert [words.key for words in take(engine, NOW + 2 * SECOND)] == ["x.remind"]
    with transaction(engine) as db:
        assert db.get_one(Outbox, later).not_before == NOW + DAY
