"""Several who speak at once: each word goes to one of them, at a moment that is his alone."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import Engine

from storage import jobs, leases, outages, outbox, pace
from storage.database import transaction
from storage.leases import Words
from tests.office import FRIDAY

GAP = timedelta(seconds=1 / 30)
AHEAD = timedelta(seconds=1)


def at_once(count: int, act: Callable[[int], None]) -> None:
    """Let several threads begin at the same moment."""
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait(10)
        act(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def queue(engine: Engine, count: int, key: str = "k", first: int = 0) -> None:
    with transaction(engine) as db:
        for number in range(first, first + count):
            outbox.add(
                db,
                address=f"telegram:{number}",
                key=key,
                blanks={},
                buttons=[],
                keyboard="",
                language="id",
                zone="Asia/Jakarta",
                urgent=False,
                repeatable=True,
                attempt_id=None,
                not_before=FRIDAY,
                expires_at=None,
                created_at=FRIDAY,
            )


def lease(engine: Engine, now: datetime) -> list[Words]:
    """Lease and book as the program does."""
    with transaction(engine) as db:
        room = pace.room(db, "telegram", now, GAP, AHEAD)
        rows = leases.next_words(db, "telegram", now, room) if room else []
        for row, moment in zip(rows, pace.book(db, "telegram", now, GAP, len(rows)), strict=True):
            row.spoken_at = moment
        leases.take(db, rows, now)
        return rows


def test_a_hand_of_ten_thousand_words_stays_ours(engine: Engine) -> None:
    """The server refuses one question about so many; what is not renewed would be said twice."""
    queue(engine, 2)
    mine = {(row.id, row.tries) for row in lease(engine, FRIDAY)}
    assert len(mine) == 2
    gone = {(number, 1) for number in range(1_000, 11_000)}
    with transaction(engine) as db:
        assert leases.renew(db, mine | gone, FRIDAY) == mine


def test_four_who_lease_at_once_get_each_word_once_and_even_moments(engine: Engine) -> None:
    queue(engine, 90)
    taken: list[Words] = []

    def speak(number: int) -> None:
        for second in range(4):
            taken.extend(lease(engine, FRIDAY + timedelta(seconds=second + number / 10)))

    at_once(4, speak)
    assert sorted(row.id for row in taken) == sorted({row.id or 0 for row in taken})
    moments = sorted(row.spoken_at for row in taken if row.spoken_at)
    assert len(moments) == len(taken) >= 60
    assert min(b - a for a, b in pairwise(moments)) >= GAP


def test_a_row_that_all_write_first_is_written_once(engine: Engine) -> None:
    claimed: list[bool] = []

    def first(number: int) -> None:
        with transaction(engine) as db:
            claimed.append(jobs.claim(db, "digest", "2026-04-10 16:00", FRIDAY))
            pace.halt(db, "telegram", FRIDAY, FRIDAY + timedelta(seconds=number))
            outages.beat(db, "telegram", FRIDAY + timedelta(seconds=number))

    at_once(4, first)
    assert sorted(claimed) == [False, False, False, True]
    with transaction(engine) as db:
        assert outages.last_beat(db, "telegram") == FRIDAY + timedelta(seconds=3)
        assert pace.room(db, "telegram", FRIDAY + timedelta(seconds=3), GAP, AHEAD) == 30


def test_who_learns_late_that_words_were_lost_does_not_take_them_from_another_hand(
    engine: Engine,
) -> None:
    queue(engine, 1)
    lost = lease(engine, FRIDAY)[0]
    later = FRIDAY + leases.LEASE
    with transaction(engine) as db:
        leases.put_back(db, lost.id, later, "the sender died", lost.tries)
    again = lease(engine, later + timedelta(seconds=1))[0]
    with transaction(engine) as db:
        leases.put_back(db, lost.id, later, "the sender died", lost.tries)
        row = outbox.get(db, again.id)
        assert row
        assert (row.state, row.tries) == ("sending", 2)
