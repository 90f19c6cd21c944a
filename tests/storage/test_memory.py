"""What the memory promises: aware moments, words in order, a log that shows every edit."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import StatementError

from storage import inbox, jobs, log, outages, outbox
from storage.database import transaction
from storage.rows import Beat, Outbox
from tests.lines import in_hand

NOW = datetime(2026, 4, 10, 1, 0, tzinfo=UTC)


def word(engine: Engine, address: str, *, urgent: bool = False, after: float = 0) -> int:
    with transaction(engine) as db:
        row = Outbox(
            address=address,
            key="call.first",
            language="id",
            zone="Asia/Jakarta",
            urgent=urgent,
            not_before=NOW + timedelta(seconds=after),
            created_at=NOW,
        )
        db.add(row)
        db.flush()
        return row.id or 0


def leased(engine: Engine, now: datetime = NOW, limit: int = 10) -> list[int]:
    with transaction(engine) as db:
        return [row.id or 0 for row in in_hand(db, "telegram", now, limit)]


def test_a_naive_moment_is_refused(engine: Engine) -> None:
    with transaction(engine) as db:
        db.add(Beat(name="", at=datetime(2026, 4, 10, 8, 0)))  # noqa: DTZ001
        with pytest.raises(StatementError, match="naive"):
            db.flush()
        db.rollback()


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_in(engine: Engine) -> None:
    local = datetime(2026, 4, 10, 8, 0, tzinfo=ZoneInfo("Asia/Jayapura"))
    with transaction(engine) as db:
        outages.beat(db, "x", local)
    with transaction(engine) as db:
        assert outages.last_beat(db, "x") == local


def test_words_to_one_chat_keep_their_order_and_go_one_at_a_time(engine: Engine) -> None:
    first, second = word(engine, "telegram:1"), word(engine, "telegram:1")
    assert leased(engine) == [first]
    assert leased(engine) == []
    with transaction(engine) as db:
        outbox.sent(db, first, "m", NOW)
    assert leased(engine) == [second]


def test_calls_go_before_digests(engine: Engine) -> None:
    digest, call = word(engine, "telegram:1"), word(engine, "telegram:2", urgent=True)
    assert leased(engine, limit=1) == [call]
    assert leased(engine) == [digest]


def test_words_wait_for_their_moment(engine: Engine) -> None:
    later = word(engine, "telegram:1", after=60)
    assert leased(engine) == []
    assert leased(engine, NOW + timedelta(seconds=60)) == [later]


def test_a_receipt_counts_once_and_a_failure_after_it_not_at_all(engine: Engine) -> None:
    row = word(engine, "telegram:1")
    leased(engine)
    with transaction(engine) as db:
        assert outbox.sent(db, row, "m", NOW)
        assert outbox.sent(db, row, "m", NOW) is None
        assert outbox.failed(db, row, "blocked", "") is None


def test_an_update_is_kept_once_however_often_it_is_delivered(engine: Engine) -> None:
    for _ in range(3):
        with transaction(engine) as db:
            inbox.store(db, "telegram", [("7", {"a": 1}), ("8", {"b": 2})], NOW)
    with transaction(engine) as db:
        assert [row.external_id for row in inbox.waiting(db, 10)] == ["7", "8"]
        assert not inbox.is_drained(db)


def test_a_number_that_says_something_else_is_another_update(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """Another bot, or a server that was reset, counts from where it likes."""
    for told in ("42:7#aa", "42:7#aa", "42:7#bb", "43:7#aa", "42:8#aa"):
        with transaction(engine) as db:
            inbox.store(db, "telegram", [(told, {"says": told})], NOW)
    with transaction(engine) as db:
        assert [row.raw["says"] for row in inbox.waiting(db, 10)] == [
            "42:7#aa",
            "42:7#bb",
            "43:7#aa",
            "42:8#aa",
        ]
    assert [r.getMessage() for r in caplog.records] == [
        "update 42:7 of telegram says something else than before"
    ]


def test_the_same_number_on_two_channels_is_two_updates(engine: Engine) -> None:
    with transaction(engine) as db:
        inbox.store(db, "telegram", [("7", {})], NOW)
        inbox.store(db, "whatsapp", [("7", {})], NOW)
        assert len(inbox.waiting(db, 10)) == 2


def test_a_daily_job_is_taken_once(engine: Engine) -> None:
    with transaction(engine) as db:
        assert jobs.claim(db, "digest", "2026-04-10", NOW)
    with transaction(engine) as db:
        assert not jobs.claim(db, "digest", "2026-04-10", NOW)


def test_a_sign_of_life_never_goes_back(engine: Engine) -> None:
    with transaction(engine) as db:
        outages.beat(db, "", NOW)
        outages.beat(db, "", NOW - timedelta(hours=1))
    with transaction(engine) as db:
        assert outages.last_beat(db, "") == NOW


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE entry SET facts = '{\"n\": 99}' WHERE id = (SELECT min(id) + 1 FROM entry)",
        "UPDATE entry SET kind = 'other' WHERE id = (SELECT min(id) + 1 FROM entry)",
        "DELETE FROM entry WHERE id = (SELECT min(id) + 1 FROM entry)",
    ],
)
def test_the_log_shows_every_change_of_what_was_written(engine: Engine, tampering: str) -> None:
    with transaction(engine) as db:
        for n in range(4):
            log.append(db, NOW, "call.closed", {"n": n})
    with transaction(engine) as db:
        assert list(log.breaks(db)) == []
        db.connection().execute(text(tampering))
    with transaction(engine) as db:
        assert list(log.breaks(db))
